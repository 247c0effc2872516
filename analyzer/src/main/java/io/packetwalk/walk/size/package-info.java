/** How large may packets be on a way? What devices take, and what captures saw pass or vanish between nodes. */
@NullMarked
package io.packetwalk.walk.size;

import org.jspecify.annotations.NullMarked;
