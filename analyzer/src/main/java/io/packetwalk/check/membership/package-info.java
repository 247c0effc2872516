/** Which claims about who stands behind a Service hold? One class and one page per PW-nnn. May import what {@code check} may. */
@NullMarked
package io.packetwalk.check.membership;

import org.jspecify.annotations.NullMarked;
