package io.packetwalk.parse.intake;

import io.packetwalk.bundle.Entry;
import io.packetwalk.fact.Reading;
import io.packetwalk.parse.Lines;
import io.packetwalk.parse.TextLines;
import io.packetwalk.parse.capture.Capture;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.List;

/** An artifact that is read a second time, to quote or search it. */
public sealed interface Reopened {

    /** Its lines, with the numbers that facts cite. */
    record Text(Lines lines) implements Reopened {}

    /** It is no text (a capture, for example): its facts instead. */
    record Binary(Reading reading) implements Reopened {}

    /**
     * Opens an entry; its content can be read once.
     *
     * @throws IOException when a limit is passed
     */
    static Reopened of(Entry entry) throws IOException {
        InputStream in = Encoding.utf8(entry.content());
        Beginning beginning = new Beginning(in.readNBytes(Beginning.MOST));
        InputStream whole = new SequenceInputStream(beginning.stream(), in);
        return beginning.binary()
                ? new Binary(new ArtifactReader(Parsers.ALL)
                        .read(entry.artifact(), whole, entry::damage)
                        .getFirst())
                : new Text(new TextLines(entry.artifact().path(), whole, 1));
    }

    /**
     * Reads a capture once more, with ports of overlays that others told.
     *
     * @throws IOException when a limit is passed
     */
    static List<Reading> capture(Entry entry, int... overlays) throws IOException {
        return new ArtifactReader(List.of(new Capture(overlays)))
                .read(entry.artifact(), entry.content(), entry::damage);
    }

    /**
     * Reads an entry with its parser once more: one reading, or one for each command of a composite.
     *
     * @throws IOException when a limit is passed
     */
    static List<Reading> readings(Entry entry) throws IOException {
        return new ArtifactReader(Parsers.ALL).read(entry.artifact(), entry.content(), entry::damage);
    }
}
