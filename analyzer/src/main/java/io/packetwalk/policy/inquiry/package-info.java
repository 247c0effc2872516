/**
 * Questions people ask: may this end reach that one and why not, what would allow it, and the matrix of everybody with everybody.
 */
@NullMarked
package io.packetwalk.policy.inquiry;

import org.jspecify.annotations.NullMarked;
