/** Which claims about tls hold? One class and one page per PW-nnn. May import what {@code check} may. */
@NullMarked
package io.packetwalk.check.tls;

import org.jspecify.annotations.NullMarked;
