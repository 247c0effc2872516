package io.packetwalk.model.rules;

/**
 * Numbers without sign.
 *
 * @param from first
 * @param to last, included
 */
public record Span(long from, long to) {

    public static Span of(long value) {
        return new Span(value, value);
    }

    public boolean contains(long value) {
        return from <= value && value <= to;
    }
}
