/** Which claims about edge hold? One class and one page per PW-nnn. May import what {@code check} may. */
@NullMarked
package io.packetwalk.check.edge;

import org.jspecify.annotations.NullMarked;
