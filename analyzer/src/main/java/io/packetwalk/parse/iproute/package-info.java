/**
 * What do {@code ip} and {@code bridge} print, as text and as JSON, about links, addresses, routes, neighbours and forwarding entries?
 *
 * <p>One file per format. May import {@code fact}, {@code doc}, {@code bundle}, {@code evidence}, {@code net} and {@code parse}.
 */
@NullMarked
package io.packetwalk.parse.iproute;

import org.jspecify.annotations.NullMarked;
