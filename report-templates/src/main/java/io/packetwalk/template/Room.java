package io.packetwalk.template;

/**
 * How much of a report stands as plain HTML before the first script. What has no room is not lost: it stands in a section that is inflated
 * when it is visited, or is counted with the command that tells it.
 *
 * @param full findings in full, root causes first
 * @param quotes quotes of evidence for each of them
 * @param rows rows of a list: further findings, notes, artifacts, commands
 */
public record Room(int full, int quotes, int rows) {
    /** Bytes that the first screen and the findings may take together, a margin below the budget of 300 kB. */
    public static final int BYTES = 280_000;

    /** From the roomiest, which nearly every report fits, to the least that is an answer. */
    public static final java.util.List<Room> ALL = java.util.List.of(
            new Room(12, 12, 40), new Room(8, 6, 30), new Room(5, 4, 20), new Room(5, 2, 12), new Room(2, 1, 8));
}
