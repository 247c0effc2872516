/** Do the links between nodes agree with each other, and do neighbours answer? One class and one page per PW-nnn. May import what {@code check} may. */
@NullMarked
package io.packetwalk.check.link;

import org.jspecify.annotations.NullMarked;
