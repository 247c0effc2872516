/**
 * What do component logs and the DNS server's configuration contain?
 *
 * <p>One file per format. May import {@code fact}, {@code doc}, {@code bundle}, {@code evidence}, {@code net} and {@code parse}.
 */
@NullMarked
package io.packetwalk.parse.logs;

import org.jspecify.annotations.NullMarked;
