/** What do {@code ip} and {@code bridge} say about links, addresses, routes, neighbours and forwarding entries? */
@NullMarked
package io.packetwalk.fact.iproute;

import org.jspecify.annotations.NullMarked;
