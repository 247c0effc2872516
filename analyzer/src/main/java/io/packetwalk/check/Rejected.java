package io.packetwalk.check;

/**
 * A look-alike that was excluded.
 *
 * @param code its check
 * @param why by which evidence
 */
public record Rejected(String code, String why) {}
