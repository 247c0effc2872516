/** Does the address that a client dials enter the translation of Services? One class and one page per PW-nnn. May import what {@code check} may. */
@NullMarked
package io.packetwalk.check.entry;

import org.jspecify.annotations.NullMarked;
