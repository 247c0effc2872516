/** Which counters say that packets are lost between the points that see them? One class and one page per PW-nnn. May import what {@code check} may. */
@NullMarked
package io.packetwalk.check.loss;

import org.jspecify.annotations.NullMarked;
