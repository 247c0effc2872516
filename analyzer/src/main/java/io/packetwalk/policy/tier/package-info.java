/**
 * The evaluators: each tier answers Accept, Deny or Next for a piece of traffic, in the manner of the API that its policies come from.
 */
@NullMarked
package io.packetwalk.policy.tier;

import org.jspecify.annotations.NullMarked;
