/**
 * Text and frames to facts: one file per format, one package per family.
 *
 * <p>Parsers never throw on content; each line ends in exactly one of five states. May import {@code fact}, {@code doc},
 * {@code capture} and {@code bundle}.
 */
@NullMarked
package io.packetwalk.parse;

import org.jspecify.annotations.NullMarked;
