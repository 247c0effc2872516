/** Which claims about routes beyond pods' own networks hold: routing rules, overlaps, clouds? One class and one page per PW-nnn. May import what {@code check} may. */
@NullMarked
package io.packetwalk.check.routing;

import org.jspecify.annotations.NullMarked;
