/**
 * What does the kernel remember of flows? Lists, statistics and the count of entries.
 *
 * <p>One file per format. May import {@code fact}, {@code doc}, {@code bundle}, {@code evidence}, {@code net} and {@code parse}.
 */
@NullMarked
package io.packetwalk.parse.conntrack;

import org.jspecify.annotations.NullMarked;
