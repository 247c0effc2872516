package io.packetwalk.walk;

import io.packetwalk.walk.dns.Resolution;
import java.util.List;
import java.util.stream.Stream;

/**
 * The answer to one question: all ways the packet may take.
 *
 * @param question what was asked
 * @param resolution how the name became an address
 * @param paths forward paths; weights add up to 1
 * @param reply reply paths of those that were delivered
 * @param assumptions what had to be assumed, with the command that removes the assumption
 * @param beside what the question does not single out and ends otherwise: connections of this client that are there already, payloads larger than a capture saw pass; no new
 *     connection goes such a way, and none of them counts among {@code paths}
 */
public record Walk(
        Question question,
        Resolution resolution,
        List<Path> paths,
        List<Path> reply,
        List<Missing> assumptions,
        List<Path> beside) {

    /** A walk of a client that has no connections to the destination yet. */
    public Walk(
            Question question, Resolution resolution, List<Path> paths, List<Path> reply, List<Missing> assumptions) {
        this(question, resolution, paths, reply, assumptions, List.of());
    }

    /** The common verdict word of all paths and of what is {@code beside} them, {@code MIXED} when they differ. */
    public String verdict() {
        List<String> words = all().map(path -> path.verdict().word()).distinct().toList();
        return words.size() == 1 ? words.getFirst() : words.isEmpty() ? "UNDETERMINED" : "MIXED";
    }

    /** What the client sees: the common symptom of all paths and of what is {@code beside} them, MIXED when they differ. */
    public Symptom symptom() {
        List<Symptom> seen = all().map(Path::symptom).distinct().toList();
        return seen.size() == 1 ? seen.getFirst() : seen.isEmpty() ? Symptom.UNKNOWN : Symptom.MIXED;
    }

    private Stream<Path> all() {
        return Stream.concat(paths.stream(), beside.stream());
    }

    /** The same for a client that opens a new socket. */
    public Walk fresh() {
        return new Walk(question, resolution, paths, reply, assumptions);
    }
}
