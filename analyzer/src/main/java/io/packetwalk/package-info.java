/**
 * The composition: one method from a bundle to a diagnosis.
 *
 * <p>May import everything but {@code cli}.
 */
@NullMarked
package io.packetwalk;

import org.jspecify.annotations.NullMarked;
