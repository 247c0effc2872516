package io.packetwalk.doc;

/**
 * Something in a readable document that its reader should know.
 *
 * @param code stable kebab-case code: {@code duplicate-key}, {@code line-elided}, {@code yaml-alias}, {@code odd-line-break}
 * @param line its line
 * @param text what was met and what was done
 */
public record Problem(String code, long line, String text) {}
