package io.packetwalk.report.section;

import java.util.List;

/**
 * Who may reach whom, as the policies say.
 *
 * @param policies the policies in the bundle
 * @param ends workloads that are compared, those that findings are about and those that policies select first; pods where policies tell a workload's pods apart
 * @param of how many workloads there are
 * @param connections what may pass between those ends, and between them and addresses outside, in the words of {@code packetwalk policy --list}; of pairs that policies
 *     restrict only what may pass
 * @param decided pairs of those ends between which not everything may pass, with what decides
 * @param deviations where the recognised network plugins differ from the specification
 * @param lacks why there are no connections, or what makes them unsure; empty when nothing does
 */
public record Reach(
        List<Policy> policies,
        List<String> ends,
        int of,
        List<Connection> connections,
        List<Decided> decided,
        List<String> deviations,
        String lacks) {
    static final Reach NONE = new Reach(
            List.of(), List.of(), 0, List.of(), List.of(), List.of(), "This report was written without the section.");

    /** A report of an older version may lack a list. */
    public Reach {
        ends = ends == null ? List.of() : ends;
        decided = decided == null ? List.of() : decided;
    }

    /** One policy: {@code np/NS/NAME}, whom it selects, in which directions, its number of rules, and where it stands. */
    public record Policy(String name, String selects, List<String> directions, int rules, String source) {}

    /** An allowed connection. */
    public record Connection(String from, String to, String ports) {}

    /**
     * A pair between which not everything may pass.
     *
     * @param from sender
     * @param to receiver
     * @param verdict {@code denied} nothing passes, {@code some} some does, {@code unknown} of some it cannot be told
     * @param ports what may pass
     * @param by what decides, the sender's first
     */
    public record Decided(String from, String to, String verdict, String ports, List<Rule> by) {}

    /**
     * A rule, or a policy as a whole, that decides about something between two ends.
     *
     * @param direction {@code ingress} or {@code egress}
     * @param policy for example {@code np/NS/NAME}
     * @param text what it does
     * @param ports about what
     * @param source artifact and line
     */
    public record Rule(String direction, String policy, String text, String ports, String source) {}
}
