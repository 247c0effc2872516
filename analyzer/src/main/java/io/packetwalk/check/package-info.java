/**
 * Which claim holds? One class and one page per PW-nnn; checks are pure and see the whole case.
 *
 * <p>May import {@code walk}, {@code flow} and {@code model}.
 */
@NullMarked
package io.packetwalk.check;

import org.jspecify.annotations.NullMarked;
