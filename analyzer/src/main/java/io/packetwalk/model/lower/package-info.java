/**
 * What do dumped rules mean in the one rule language of {@code model.rules}? One sub-package per source language; {@link io.packetwalk.model.lower.Lowering} joins them.
 *
 * <p>Nothing is dropped: an option that is not understood becomes an {@code Unmodelled} condition or action of the same rule. May import {@code fact} and
 * {@code model.rules}.
 */
@NullMarked
package io.packetwalk.model.lower;

import org.jspecify.annotations.NullMarked;
