package io.packetwalk.report;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A predicted walk as the JSON contract writes it.
 *
 * @param schemaVersion {@code 1}
 * @param question what was asked
 * @param resolution how the name became an address
 * @param verdict common verdict of all paths, or {@code MIXED}
 * @param symptom what the client sees, or {@code mixed}
 * @param paths forward paths; weights add up to 1, and a weight of 0 is of what no new connection meets, but one that is there already or carries more
 * @param reply reply paths
 * @param assumptions what had to be assumed
 * @param whyNot with {@code --why-not}: the rules that came nearest to changing the verdict
 */
public record Trace(
        String schemaVersion,
        Question question,
        Resolution resolution,
        String verdict,
        String symptom,
        List<Path> paths,
        List<Path> reply,
        List<Assumption> assumptions,
        List<Near> whyNot) {

    /** The same trace with the rules that came nearest to changing it. */
    public Trace because(List<Near> nearest) {
        return new Trace(
                schemaVersion, question, resolution, verdict, symptom, paths, reply, assumptions, List.copyOf(nearest));
    }

    /** The same trace, of state that is not of the moment that was asked about. */
    public Trace assuming(List<String> texts) {
        List<Assumption> more = new ArrayList<>(assumptions);
        texts.forEach(text -> more.add(new Assumption(text, "")));
        return new Trace(
                schemaVersion, question, resolution, verdict, symptom, paths, reply, List.copyOf(more), whyNot);
    }

    /** A rule that would have changed how a path ends, and its conditions that do not hold. */
    public record Near(
            String source, String rule, String node, String hook, String table, String chain, List<String> failed) {}

    /** What was asked; {@code size} is null when no payload follows. */
    public record Question(
            String from,
            String to,
            String proto,
            int port,
            @Nullable Integer size) {}

    /** How the name became an address; {@code address} is null when it did not. */
    public record Resolution(List<Query> queries, @Nullable String address, String outcome) {}

    /** One query and its answer. */
    public record Query(
            String name,
            String type,
            String server,
            String rcode,
            List<String> answers,
            String basis,
            List<String> sources) {}

    /** One way the packet may take. */
    public record Path(
            double weight,
            String verdict,
            String symptom,
            @Nullable String endpoint,
            @Nullable String endpointObject,
            @Nullable String sourceSeen,
            boolean masqueraded,
            List<String> by,
            String reason,
            List<Report.Missing> missing,
            List<Step> steps) {

        /** True when a process takes the packet. */
        public boolean delivered() {
            return verdict.equals("DELIVERED");
        }

        /** True when the client is served as well: behind a first packet that arrives, larger ones may not. */
        public boolean served() {
            return delivered() && (symptom.equals("ok") || symptom.equals("unknown"));
        }

        /** How it ends, for a reader. */
        public String ending() {
            return delivered() && !served() ? verdict + ", then " + symptom : verdict;
        }
    }

    /** One step; {@code hook}, {@code table} and {@code chain} are empty where there is none. */
    public record Step(
            int n,
            String node,
            String netns,
            String kind,
            String hook,
            String table,
            String chain,
            String text,
            Header before,
            Header after,
            String basis,
            List<String> sources) {}

    /** The packet's header at a point: {@code address:port} on both ends, mark, interface. */
    public record Header(String proto, String src, String dst, long mark, String device) {}

    /** Something taken for true without evidence, and the command that would settle it. */
    public record Assumption(String text, String command) {}
}
