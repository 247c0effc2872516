package io.packetwalk.template;

import java.util.List;

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
 * @param places cited places that no finding quotes itself
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
        List<Quote> places,
        Cover cover,
        List<NoteRow> notes,
        List<Fact> about) {

    /** A labelled value. */
    public record Fact(String label, String value) {}

    /** The numbers under the answer. */
    public record Tally(int causes, int further, int clear, int undecided, int notApplicable, int crashed) {}

    /** A note about our reading. */
    public record NoteRow(String severity, String code, String source, String text) {}
}
