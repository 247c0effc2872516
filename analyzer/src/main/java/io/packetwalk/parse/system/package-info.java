/**
 * What do kernel tables, settings, counters, logs and the resolver's files contain?
 *
 * <p>One file per format. May import {@code fact}, {@code doc}, {@code bundle}, {@code evidence}, {@code net} and {@code parse}.
 */
@NullMarked
package io.packetwalk.parse.system;

import org.jspecify.annotations.NullMarked;
