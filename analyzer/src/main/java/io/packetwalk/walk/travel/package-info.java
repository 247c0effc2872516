/** From one place to the next: out of a namespace, over links and tunnels, into the next host, up to the listener. */
@NullMarked
package io.packetwalk.walk.travel;

import org.jspecify.annotations.NullMarked;
