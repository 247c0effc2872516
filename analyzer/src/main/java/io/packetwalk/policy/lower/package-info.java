/**
 * Written policies become ours: one class for each API that people write them in, and {@code Tiers}, which puts them in the order they are asked in.
 */
@NullMarked
package io.packetwalk.policy.lower;

import org.jspecify.annotations.NullMarked;
