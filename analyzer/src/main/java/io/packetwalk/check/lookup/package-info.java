/** What did a client ask, and what did it make of the answer? One class and one page per PW-nnn. May import what {@code check} may. */
@NullMarked
package io.packetwalk.check.lookup;

import org.jspecify.annotations.NullMarked;
