/** Which claims about mesh hold? One class and one page per PW-nnn. May import what {@code check} may. */
@NullMarked
package io.packetwalk.check.mesh;

import org.jspecify.annotations.NullMarked;
