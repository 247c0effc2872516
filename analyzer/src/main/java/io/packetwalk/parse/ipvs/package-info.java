/**
 * What does {@code ipvsadm} print?
 *
 * <p>One file per format. May import {@code fact}, {@code bundle}, {@code evidence}, {@code net} and {@code parse}.
 */
@NullMarked
package io.packetwalk.parse.ipvs;

import org.jspecify.annotations.NullMarked;
