/** Which claims about egress hold? One class and one page per PW-nnn. May import what {@code check} may. */
@NullMarked
package io.packetwalk.check.egress;

import org.jspecify.annotations.NullMarked;
