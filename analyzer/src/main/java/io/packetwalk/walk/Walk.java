package io.packetwalk.walk;

import io.packetwalk.walk.dns.Resolution;
import java.util.List;

/**
 * The answer to one question: all ways the packet may take.
 *
 * @param question what was asked
 * @param resolution how the name became an address
 * @param paths forward paths; weights add up to 1
 * @param reply reply paths of those that were delivered
 * @param assumptions what had to be assumed, with the command that removes the assumption
 * @param held what becomes of source ports of the client that have a connection already; each path is of one port, and none of them counts among {@code paths}
 */
public record Walk(
        Question question,
        Resolution resolution,
        List<Path> paths,
        List<Path> reply,
        List<Missing> assumptions,
        List<Path> held) {

    /** A walk of a client that has no connections to the destination yet. */
    public Walk(
            Question question, Resolution resolution, List<Path> paths, List<Path> reply, List<Missing> assumptions) {
        this(question, resolution, paths, reply, assumptions, List.of());
    }

    /** The common verdict word of all paths, {@code MIXED} when they differ. */
    public String verdict() {
        List<String> words =
                paths.stream().map(path -> path.verdict().word()).distinct().toList();
        return words.size() == 1 ? words.getFirst() : words.isEmpty() ? "UNDETERMINED" : "MIXED";
    }

    /** What the client sees: the common symptom of all paths, MIXED when they differ. */
    public Symptom symptom() {
        List<Symptom> seen = paths.stream().map(Path::symptom).distinct().toList();
        return seen.size() == 1 ? seen.getFirst() : seen.isEmpty() ? Symptom.UNKNOWN : Symptom.MIXED;
    }
}
