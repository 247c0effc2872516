package io.packetwalk.template;

import java.util.List;

/**
 * Everything the report page shows, in reading order. All strings are plain text: the templates escape them.
 *
 * @param title name of the bundle
 * @param strip facts about the bundle, most important first
 * @param rail the list of sections
 * @param mood {@code broken}, {@code unexplained}, {@code blind} or {@code sound}: how the page greets
 * @param greeting the answer when there is no root cause, else empty
 * @param seen what was seen, with its base
 * @param answered root causes with a card of their own in the answer, in walk order
 * @param incidents what failed, grouped by its cause, when it is more than one thing
 * @param next findings that would fail next once the first cause is gone
 * @param asked the walk the reader asked for, as a list of none or one
 * @param tally the numbers under the answer
 * @param full findings in full, root causes first
 * @param further the findings that have no room in full
 * @param suppressed findings that somebody chose not to be told of
 * @param flows observed conversations
 * @param behind the sections that are inflated when they are visited
 * @param cover what we could and could not see
 * @param notes what limits our reading, the most severe first
 * @param moreNotes notes that have no room
 * @param about versions and limits
 */
public record Page(
        String title,
        List<Fact> strip,
        Rail rail,
        String mood,
        String greeting,
        String seen,
        List<Card> answered,
        List<Incident> incidents,
        List<Card> next,
        List<WalkView> asked,
        Tally tally,
        List<Card> full,
        Further further,
        List<Suppressed> suppressed,
        FlowTable flows,
        List<Chunk> behind,
        Cover cover,
        List<NoteRow> notes,
        int moreNotes,
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

    /** A labelled value; {@code tone} is empty, {@code ok} or {@code bad}. */
    public record Fact(String label, String value, String tone) {
        public Fact(String label, String value) {
            this(label, value, "");
        }
    }

    /** The numbers under the answer; {@code incidents} counts all of them. */
    public record Tally(
            int causes, int incidents, int further, int clear, int undecided, int notApplicable, int crashed) {}

    /** A note about our reading. */
    public record NoteRow(String severity, String code, String source, String text) {}

    /**
     * Findings that have no room in full.
     *
     * @param total all of them, drawn by the script
     * @param rows those that stand as a row without it
     */
    public record Further(int total, List<Card> rows) {}

    /**
     * Failures that are one thing.
     *
     * @param failed failed flows
     * @param total flows of that kind
     * @param cause check and element of the path, or that no cause is known
     * @param href fragment of its finding, may be empty
     * @param what one sentence
     * @param window first to last failure, may be empty
     */
    public record Incident(int failed, int total, String cause, String href, String what, String window) {
        /** The failed share of a bar of 100 units; what failed at all is never drawn as nothing. */
        public int bar() {
            return total == 0 ? 0 : Math.max(2, failed * 100 / total);
        }
    }

    /** A finding that somebody chose not to be told of, why, and the last day of it (empty for always). */
    public record Suppressed(Card card, String reason, String until) {}
}
