package io.packetwalk.parse;

import io.packetwalk.evidence.Fact;
import io.packetwalk.evidence.Note;
import io.packetwalk.evidence.Place;
import io.packetwalk.evidence.Presence;
import io.packetwalk.evidence.Source;
import io.packetwalk.evidence.Window;

/** Takes what a parser read. Each line of the artifact must be accounted for by exactly one call; extra facts of a line use {@link #more}. */
public interface FactSink {

    /** The current line became a fact. */
    void fact(Fact fact);

    /** One more fact of lines already accounted for. */
    void more(Fact fact);

    /** {@code lines} lines are part of a fact reported elsewhere (continuation lines). */
    void continued(long lines);

    /** {@code lines} lines are irrelevant by design. */
    void ignored(long lines);

    /** The line is understood as syntax, its meaning is not evaluated. */
    void unmodelled(Source source, String what);

    /** The line is not of this format. */
    void unrecognised(Source source, String line);

    /** The line is of this format but broken. */
    void malformed(Source source, String expected);

    /** Something that limits the reading of this artifact. */
    void note(Note note);

    /** The content says why the data is not there or not whole (error text, truncation, mask). */
    void presence(Presence presence);

    /** The content says which time it speaks about. */
    void window(Window window);

    /** The content says whose artifact it is (a hostname, for example). */
    void place(Place place);
}
