package io.packetwalk.report;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.packetwalk.report.section.Facet;
import io.packetwalk.report.section.FlowColumns;
import io.packetwalk.report.section.Sections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The answer of {@code analyze}, exactly as the JSON contract (schema version 1) writes it. Every view is made from this tree and
 * nothing else, so a saved report can be rendered again without its bundle.
 *
 * @param schemaVersion {@code 1}
 * @param tool who wrote it
 * @param bundle what was looked at
 * @param findings claims by rank, root causes first
 * @param clear checks that looked at complete evidence and found nothing
 * @param undetermined checks that could not decide
 * @param notApplicable checks the bundle has nothing for
 * @param crashed checks that failed: our bugs
 * @param walks predicted walks that findings or the symptom refer to
 * @param flows what was seen, counted
 * @param coverage how well each artifact was read
 * @param notes what limits our reading
 * @param excerpts the lines around every cited place
 * @param presence which kind of evidence is there, by node
 * @param sections what stands behind the answer, section by section
 * @param incidents failures by cause and path element, null in reports of earlier versions
 * @param nextCapture what to collect next, merged over all undecided checks, null in reports of earlier versions
 */
public record Report(
        String schemaVersion,
        Tool tool,
        Bundle bundle,
        List<Finding> findings,
        List<String> clear,
        List<Undetermined> undetermined,
        List<String> notApplicable,
        List<Crashed> crashed,
        List<Trace> walks,
        FlowSummary flows,
        List<Coverage> coverage,
        List<Note> notes,
        List<Excerpt> excerpts,
        List<Presence> presence,
        @Nullable Sections sections,
        @Nullable List<Incident> incidents,
        @Nullable List<NextCapture> nextCapture) {

    public static final String SCHEMA_VERSION = "1";

    /** The note of a bundle without any object of the API server. */
    public static final String NO_OBJECTS = "no-api-objects";

    /** The sections; none in a report of an earlier version. */
    public Sections behind() {
        return sections == null ? Sections.NONE : sections;
    }

    /** The findings that explain failures, but for suppressed ones. */
    public List<Finding> rootCauses() {
        return findings.stream()
                .filter(finding -> finding.suppressed() == null)
                .filter(finding -> finding.role().equals("root-cause"))
                .toList();
    }

    /** Everything found that is not a root cause, but for suppressed findings. */
    public List<Finding> furtherFindings() {
        return findings.stream()
                .filter(finding -> finding.suppressed() == null)
                .filter(finding -> !finding.role().equals("root-cause"))
                .toList();
    }

    /** The findings that somebody chose not to be told of; they stay visible, folded. */
    public List<Finding> suppressedFindings() {
        return findings.stream().filter(finding -> finding.suppressed() != null).toList();
    }

    /**
     * True when silence is no answer: no failure was seen, no packet shows that anything works, and either no check could be decided or nobody
     * knows what should work.
     */
    public boolean blind() {
        boolean packets = flows.total() > 0
                && coverage.stream().anyMatch(read -> read.format().equals("pcap"));
        boolean told = findings.stream().anyMatch(finding -> finding.role().equals("root-cause"));
        return !told && flows.failed() == 0 && !packets && (clear.isEmpty() || withoutObjects());
    }

    /** True when the bundle holds nothing that the API server believes. */
    public boolean withoutObjects() {
        return notes.stream().anyMatch(note -> note.code().equals(NO_OBJECTS));
    }

    /** Failures by cause and path element; none in a report of an earlier version. */
    public List<Incident> clusters() {
        return incidents == null ? List.of() : incidents;
    }

    /** What to collect next, what decides most first; nothing in a report of an earlier version. */
    public List<NextCapture> plan() {
        return nextCapture == null ? List.of() : nextCapture;
    }

    /** The same report with other findings and notes. */
    public Report with(List<Finding> other, List<Note> told) {
        return new Report(
                schemaVersion,
                tool,
                bundle,
                List.copyOf(other),
                clear,
                undetermined,
                notApplicable,
                crashed,
                walks,
                flows,
                coverage,
                List.copyOf(told),
                excerpts,
                presence,
                sections,
                incidents,
                nextCapture);
    }

    /**
     * The program.
     *
     * @param name {@code packetwalk}
     * @param version for example {@code 0.1.0}
     */
    public record Tool(String name, String version) {}

    /**
     * What was looked at.
     *
     * @param inputs names of the inputs, without their folders
     * @param layout id of the bundle layout, {@code sniffed} when only the content told
     * @param window first to last time the artifacts speak about, when any does
     * @param nodes node names
     * @param proxyMode kube-proxy mode by node, where known
     * @param datapaths recognised datapaths by node
     * @param artifacts number of artifacts
     */
    public record Bundle(
            List<String> inputs,
            String layout,
            @Nullable Window window,
            List<String> nodes,
            Map<String, String> proxyMode,
            Map<String, List<String>> datapaths,
            int artifacts) {}

    /** First and last instant, RFC 3339 in UTC. */
    public record Window(String from, String to) {}

    /** A Kubernetes object; {@code namespace} is null for cluster-scoped kinds. */
    public record Subject(String kind, @Nullable String namespace, String name) {
        @Override
        public String toString() {
            String word = kind.equals("Service") ? "svc" : kind.toLowerCase(java.util.Locale.ROOT);
            return namespace == null ? word + "/" + name : word + "/" + namespace + "/" + name;
        }
    }

    /**
     * One claim.
     *
     * @param rank 1 to n, root causes first, in walk order
     * @param id {@code PW-034}
     * @param name {@code kubeproxy-rules-drift}
     * @param fingerprint stable across runs
     * @param confidence {@code PROVEN}, {@code LIKELY} or {@code POSSIBLE}
     * @param severity {@code s1}, {@code s2} or {@code s3}
     * @param layer layer word of the catalogue
     * @param role {@code root-cause}, {@code contributing}, {@code would-fail-next} or {@code observation}
     * @param subjects what it is about, the most important first
     * @param what the failure
     * @param why the cause
     * @param evidence proof, strongest first
     * @param conditions what the confidence rests on
     * @param rejected look-alikes that were excluded
     * @param remedies what to do
     * @param then how to confirm
     * @param wouldChangeOurMind what would overturn it
     * @param flows ids of the failed flows it explains
     * @param affected how many of how many flows
     * @param walk index into {@link Report#walks}, null when no walk shows it
     * @param suppressed why nobody is to be told of it, null when it is not suppressed
     */
    public record Finding(
            int rank,
            String id,
            String name,
            String fingerprint,
            String confidence,
            String severity,
            String layer,
            String role,
            List<Subject> subjects,
            String what,
            String why,
            List<Evidence> evidence,
            List<Condition> conditions,
            List<Rejected> rejected,
            @JsonProperty("do") List<Remedy> remedies,
            String then,
            String wouldChangeOurMind,
            List<String> flows,
            Affected affected,
            @Nullable Integer walk,
            @Nullable Suppression suppressed) {

        /** The same finding, not to be told of. */
        public Finding because(Suppression why) {
            return new Finding(
                    rank,
                    id,
                    name,
                    fingerprint,
                    confidence,
                    severity,
                    layer,
                    role,
                    subjects,
                    what,
                    this.why,
                    evidence,
                    conditions,
                    rejected,
                    remedies,
                    then,
                    wouldChangeOurMind,
                    flows,
                    affected,
                    walk,
                    why);
        }
    }

    /** Why a finding is not to be told of, and the last day on which that holds, null when it always does. */
    public record Suppression(String reason, @Nullable String until) {}

    /**
     * Failures that are one thing: the same cause at the same element of the path.
     *
     * @param id {@code PW-034}; empty when no cause is known
     * @param element {@code node/worker-3}; empty when no cause is known
     * @param what one sentence
     * @param findings fingerprints of the findings
     * @param affected failures of flows of that kind
     * @param window first to last failed flow, when any was captured
     */
    public record Incident(
            String id,
            String element,
            String what,
            List<String> findings,
            Affected affected,
            @Nullable Window window) {}

    /**
     * One command that gets missing evidence.
     *
     * @param command exact command, and where to run it
     * @param decides checks that miss it
     * @param what what it gets
     */
    public record NextCapture(String command, List<String> decides, List<String> what) {}

    /** One statement, its place, and the text that stands there (empty when it could not be read back). */
    public record Evidence(String statement, String source, String excerpt) {}

    /** A condition; {@code holds} is {@code YES}, {@code NO} or {@code UNKNOWN}. */
    public record Condition(String text, String holds, List<String> sources) {}

    /** A look-alike and why it is not that. */
    public record Rejected(String id, String why) {}

    /** A command with its blast radius and the way back; {@code undo} is empty when there is nothing to take back. */
    public record Remedy(String command, String risk, String undo) {}

    /** Failed flows this explains, of all flows of that kind. */
    public record Affected(int failed, int total) {}

    /** A check that could not decide, and what it lacked. */
    public record Undetermined(String id, List<Missing> missing) {}

    /** Evidence that is not there, and the command that gets it (may be empty). */
    public record Missing(String what, String why, String command) {}

    /** A check that failed. */
    public record Crashed(String id, String error) {}

    /**
     * What was seen.
     *
     * @param total flows
     * @param failed flows whose client was hurt
     * @param byState flows by state word
     * @param rows the first rows: those tied to a finding, then failed ones, then others, up to a limit
     * @param facets exact counts by property, null in reports of earlier versions
     * @param columns flows in little room, as many as {@code --max-flows} allows; null in reports of earlier versions
     */
    public record FlowSummary(
            int total,
            int failed,
            Map<String, Integer> byState,
            List<FlowRow> rows,
            @Nullable List<Facet> facets,
            @Nullable FlowColumns columns) {}

    /** How one artifact was read; the five states add up to {@code lines}. */
    public record Coverage(
            String artifact,
            String format,
            long lines,
            long modelled,
            long ignored,
            long unmodelled,
            long unrecognised,
            long malformed) {}

    /** What limits our reading; {@code severity} is {@code hint}, {@code warn} or {@code error}. */
    public record Note(String code, String severity, String source, String text) {}

    /** Whether a kind of evidence is there for a node ({@code cluster} for cluster-wide kinds). */
    public record Presence(String kind, String node, String state) {}
}
