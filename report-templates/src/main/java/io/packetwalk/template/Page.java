package io.packetwalk.template;

import java.util.List;
import java.util.stream.Stream;

/**
 * Everything the report page shows, in reading order. All strings are plain text: the templates escape them.
 *
 * @param title name of the bundle
 * @param strip facts about the bundle, most important first
 * @param mood {@code broken}, {@code unexplained} or {@code sound}: how the page greets
 * @param greeting the answer when there is no root cause, else empty
 * @param seen what was seen, with its base
 * @param causes root causes, in walk order
 * @param asked the walk the reader asked for, as a list of none or one
 * @param tally the numbers under the answer
 * @param further other findings
 * @param flows observed conversations
 * @param behind the sections that are inflated when they are visited
 * @param cover what we could and could not see
 * @param notes what limits our reading
 * @param about versions and limits
 */
public record Page(
        String title,
        List<Fact> strip,
        String mood,
        String greeting,
        String seen,
        List<Card> causes,
        List<WalkView> asked,
        Tally tally,
        List<Card> further,
        FlowTable flows,
        List<Chunk> behind,
        Cover cover,
        List<NoteRow> notes,
        List<Fact> about) {

    /**
     * A section's content, to be inflated in the browser.
     *
     * @param name its section's name
     * @param base64 JSON, deflated (RFC 1950)
     */
    public record Chunk(String name, String base64) {
        /** An inert element. Base64 has no character that could end it, so nothing is left to escape. */
        public String element() {
            if (!base64.matches("[A-Za-z0-9+/=]*+") || !name.matches("[a-z]+")) {
                throw new IllegalArgumentException("not base64: " + name);
            }
            return "<script type=\"text/plain\" id=\"chunk-" + name + "\">" + base64 + "</script>";
        }
    }

    /** A labelled value. */
    public record Fact(String label, String value) {}

    /** The numbers under the answer. */
    public record Tally(int causes, int further, int clear, int undecided, int notApplicable, int crashed) {}

    /** A note about our reading. */
    public record NoteRow(String severity, String code, String source, String text) {}

    /** Root causes with a card of their own in the answer: more would hide that the first ones matter most. */
    private static final int ANSWERED = 5;

    /** Findings in full: the first screen and they must stay small, however much is broken. */
    private static final int FULL = 12;

    /** Causes that the answer shows. */
    public List<Card> answered() {
        return causes.subList(0, Math.min(ANSWERED, causes.size()));
    }

    /** Findings in full, root causes first. */
    public List<Card> full() {
        return all().limit(FULL).toList();
    }

    /** Findings in one line each. */
    public List<Card> brief() {
        return all().skip(FULL).toList();
    }

    private Stream<Card> all() {
        return Stream.concat(causes.stream(), further.stream());
    }
}
