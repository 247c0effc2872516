/**
 * What do iptables-save and ipset dumps contain? Rules are cut into options; nothing is interpreted here.
 *
 * <p>One file per format. May import {@code fact}, {@code doc}, {@code bundle}, {@code evidence}, {@code net} and {@code parse}.
 */
@NullMarked
package io.packetwalk.parse.netfilter;

import org.jspecify.annotations.NullMarked;
