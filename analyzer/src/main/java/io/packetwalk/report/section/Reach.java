package io.packetwalk.report.section;

import java.util.List;

/**
 * Who may reach whom.
 *
 * @param policies the policies in the bundle
 * @param connections allowed connections, as the policies say; empty when they were not evaluated
 * @param deviations where the CNI is known to differ from the specification
 * @param lacks why there are no connections, empty when there are
 */
public record Reach(List<Policy> policies, List<Connection> connections, List<String> deviations, String lacks) {
    static final Reach NONE =
            new Reach(List.of(), List.of(), List.of(), "This report was written without the section.");

    /** One policy: {@code np/NS/NAME}, whom it selects, in which directions, its number of rules, and where it stands. */
    public record Policy(String name, String selects, List<String> directions, int rules, String source) {}

    /** An allowed connection, in the words of {@code packetwalk policy --list}. */
    public record Connection(String from, String to, String ports) {}
}
