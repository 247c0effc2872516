/** How are connections spread over the endpoints of a Service? One class and one page per PW-nnn. May import what {@code check} may. */
@NullMarked
package io.packetwalk.check.spread;

import org.jspecify.annotations.NullMarked;
