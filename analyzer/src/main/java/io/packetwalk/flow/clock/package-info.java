/** How far the clocks of the capturing hosts are apart, from the packets that several of them saw. May import {@code evidence}. */
@NullMarked
package io.packetwalk.flow.clock;

import org.jspecify.annotations.NullMarked;
