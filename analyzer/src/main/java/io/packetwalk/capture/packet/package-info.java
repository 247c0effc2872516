/** From a frame to its IP layers: link headers, addresses, ports, tunnels. The hot path: it allocates nothing and throws nothing. */
@NullMarked
package io.packetwalk.capture.packet;

import org.jspecify.annotations.NullMarked;
