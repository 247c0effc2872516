package io.packetwalk.evidence;

import java.util.Optional;

/**
 * Where a statement stands: lines of a text artifact, packets of a capture, or a whole artifact.
 *
 * <p>Prints as {@code nodes/w2/iptables-save.txt:412}, {@code captures/w2.pcap#1093} or just the path; {@link #parse} reads it back.
 *
 * @param artifact path relative to the bundle's root, with {@code /} between its parts
 * @param kind what {@code from} and {@code to} count
 * @param from first line or packet, 1-based; 0 for {@link Kind#WHOLE}
 * @param to last line or packet, inclusive
 * @param pointer JSON or YAML path inside the artifact, empty when there is none
 */
public record Source(String artifact, Kind kind, long from, long to, String pointer) implements Comparable<Source> {

    /** What a source counts. */
    public enum Kind {
        WHOLE,
        LINES,
        PACKETS
    }

    public static Source whole(String artifact) {
        return new Source(artifact, Kind.WHOLE, 0, 0, "");
    }

    public static Source line(String artifact, long line) {
        return new Source(artifact, Kind.LINES, line, line, "");
    }

    public static Source lines(String artifact, long from, long to) {
        return new Source(artifact, Kind.LINES, from, to, "");
    }

    public static Source packet(String artifact, long number) {
        return new Source(artifact, Kind.PACKETS, number, number, "");
    }

    /** The same place with a JSON or YAML path, for readers that want the field. */
    public Source at(String path) {
        return new Source(artifact, kind, from, to, path);
    }

    /** Reads what {@link #toString} prints; empty when the text is no location. */
    public static Optional<Source> parse(String text) {
        int hash = text.lastIndexOf('#');
        int colon = text.lastIndexOf(':');
        int cut = Math.max(hash, colon);
        if (cut <= 0) {
            return text.isEmpty() ? Optional.empty() : Optional.of(whole(text));
        }
        String[] ends = text.substring(cut + 1).split("-", 2);
        long[] numbers = new long[ends.length];
        for (int i = 0; i < ends.length; i++) {
            if (ends[i].isEmpty() || ends[i].length() > 18 || !ends[i].chars().allMatch(c -> c >= '0' && c <= '9')) {
                return Optional.of(whole(text));
            }
            numbers[i] = Long.parseLong(ends[i]);
        }
        Kind kind = hash > colon ? Kind.PACKETS : Kind.LINES;
        return Optional.of(new Source(text.substring(0, cut), kind, numbers[0], numbers[numbers.length - 1], ""));
    }

    @Override
    public String toString() {
        return switch (kind) {
            case WHOLE -> artifact;
            case LINES -> artifact + ":" + range();
            case PACKETS -> artifact + "#" + range();
        };
    }

    private String range() {
        return from == to ? Long.toString(from) : from + "-" + to;
    }

    @Override
    public int compareTo(Source other) {
        int byArtifact = artifact.compareTo(other.artifact);
        if (byArtifact != 0) {
            return byArtifact;
        }
        int byFrom = Long.compare(from, other.from);
        int byTo = byFrom != 0 ? byFrom : Long.compare(to, other.to);
        return byTo != 0 ? byTo : pointer.compareTo(other.pointer);
    }
}
