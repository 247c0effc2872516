package io.packetwalk.fact.system;

import io.packetwalk.evidence.Fact;
import io.packetwalk.evidence.Place;
import io.packetwalk.evidence.Source;
import io.packetwalk.evidence.Window;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a collector says of one artifact.
 *
 * @param source its line in the manifest
 * @param path relative to the folder of the manifest
 * @param id row of the catalogue
 * @param format format of the catalogue
 * @param place where it was taken
 * @param argv the command as run
 * @param window from start to end of the command
 * @param exit exit status, empty when nothing was run
 * @param state {@code collected}, {@code empty}, {@code failed}, {@code timed-out}, {@code forbidden}, {@code not-served},
 *     {@code not-found}, {@code skipped}
 * @param truncated only the first part was kept
 * @param bytes size of the file
 * @param sha256 of the file in lower-case hexadecimal, may be empty
 * @param stderr its beginning, may be empty
 */
public record ManifestEntryFact(
        Source source,
        String path,
        String id,
        String format,
        Place place,
        List<String> argv,
        Optional<Window> window,
        OptionalInt exit,
        String state,
        boolean truncated,
        long bytes,
        String sha256,
        String stderr)
        implements Fact {

    /** Id of the format in which alone these facts stand: readings of others need not be looked through. */
    public static final String FORMAT = "packetwalk-manifest";

    public ManifestEntryFact {
        argv = List.copyOf(argv);
    }
}
