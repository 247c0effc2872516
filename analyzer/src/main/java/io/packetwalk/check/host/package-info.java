/** Which claims about host hold? One class and one page per PW-nnn. May import what {@code check} may. */
@NullMarked
package io.packetwalk.check.host;

import org.jspecify.annotations.NullMarked;
