package io.packetwalk.template;

import java.util.List;

/**
 * What we could and could not see.
 *
 * @param nodes columns of the grid
 * @param kinds rows of the grid
 * @param hidden nodes that have no column
 * @param unread artifacts with lines that were not understood, those with most first
 * @param moreUnread such artifacts that have no row
 * @param artifacts how many artifacts there are
 * @param lines how many lines were read
 * @param understood how many of them became a fact or are irrelevant by design
 * @param lacking what was missing, with the checks it blocks, that which blocks most first
 * @param moreLacking what else was missing
 * @param next commands that get it, what decides most first, one a line; empty when nothing is missing or no command is known
 * @param moreNext commands that have no room
 * @param clear checks that looked and found nothing
 */
public record Cover(
        List<String> nodes,
        List<Kind> kinds,
        int hidden,
        List<Unread> unread,
        int moreUnread,
        int artifacts,
        long lines,
        long understood,
        List<Lack> lacking,
        int moreLacking,
        String next,
        int moreNext,
        List<String> clear) {

    /** One kind of evidence and its state in each column; empty where there is nothing to say. */
    public record Kind(String name, List<String> states) {
        /** True when nothing of it limits an answer: paper leaves it out. */
        public boolean whole() {
            return states.stream()
                    .allMatch(state -> state.isEmpty() || state.equals("collected") || state.equals("empty"));
        }
    }

    /** An artifact with lines that were not understood. */
    public record Unread(
            String artifact, String format, long lines, long unmodelled, long unrecognised, long malformed) {}

    /** Something missing, why, the command that gets it (may be empty), and the checks it blocks. */
    public record Lack(String what, String why, String command, List<String> checks) {}
}
