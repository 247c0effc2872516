package io.packetwalk.walk.dns.server;

import io.packetwalk.evidence.Ternary;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A regular expression of a Corefile. Go's syntax is nearly Java's, but Java's engine goes back on its way: an expression of a hostile bundle could take forever, so
 * that its steps are counted.
 */
final class BoundedPattern {

    private static final int MOST_STEPS = 100_000;

    /** More open repetitions within each other than this could exhaust the stack before the steps. */
    private static final int LONGEST = 1_000;

    private final Pattern pattern;

    private BoundedPattern(Pattern pattern) {
        this.pattern = pattern;
    }

    /** Empty when it cannot be read. */
    static Optional<BoundedPattern> of(String text) {
        if (text.length() > LONGEST) {
            return Optional.empty();
        }
        try {
            return Optional.of(new BoundedPattern(Pattern.compile(text.replace("(?P<", "(?<"))));
        } catch (PatternSyntaxException e) {
            return Optional.empty();
        }
    }

    /**
     * Whether it is found in a text.
     *
     * @param holds UNKNOWN when it took too many steps
     * @param groups what it found
     */
    record Found(Ternary holds, Optional<MatchResult> groups) {}

    Found find(String text) {
        try {
            Matcher matcher = pattern.matcher(new Counted(text));
            return matcher.find()
                    ? new Found(Ternary.YES, Optional.of(matcher.toMatchResult()))
                    : new Found(Ternary.NO, Optional.empty());
        } catch (TooFar e) {
            return new Found(Ternary.UNKNOWN, Optional.empty());
        }
    }

    private static final class TooFar extends RuntimeException {
        private static final long serialVersionUID = 1;

        TooFar() {
            super("too many steps", null, false, false);
        }
    }

    /** A text that counts how often it is read. */
    private static final class Counted implements CharSequence {
        private final String text;
        private int steps;

        Counted(String text) {
            this.text = text;
        }

        @Override
        public char charAt(int index) {
            if (++steps > MOST_STEPS) {
                throw new TooFar();
            }
            return text.charAt(index);
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.substring(start, end);
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
