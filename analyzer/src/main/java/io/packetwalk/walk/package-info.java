/**
 * Where would this packet go, by which rule, and does the answer come back? Three-valued, with exact weights for random choices.
 *
 * <p>May import {@code model}.
 */
@NullMarked
package io.packetwalk.walk;

import org.jspecify.annotations.NullMarked;
