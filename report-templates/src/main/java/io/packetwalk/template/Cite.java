package io.packetwalk.template;

/**
 * A place as a link.
 *
 * @param text {@code artifact:line}
 * @param href fragment of its quote on this page, empty when the page does not quote it
 */
public record Cite(String text, String href) {}
