/**
 * What does {@code nft list ruleset} contain? Tables and base chains, as text and as JSON.
 *
 * <p>One file per format. May import {@code fact}, {@code doc}, {@code bundle}, {@code evidence}, {@code net} and {@code parse}.
 */
@NullMarked
package io.packetwalk.parse.nft;

import org.jspecify.annotations.NullMarked;
