package io.packetwalk.check.translation;

import io.packetwalk.check.Case;
import io.packetwalk.check.Check;
import io.packetwalk.check.CheckId;
import io.packetwalk.check.Claim;
import io.packetwalk.check.Finding;
import io.packetwalk.check.Outcome;
import io.packetwalk.check.Proof;
import io.packetwalk.check.Severity;
import io.packetwalk.check.witness.FailedFlows;
import io.packetwalk.check.witness.IncidentTime;
import io.packetwalk.check.witness.Paths;
import io.packetwalk.check.witness.Sentences;
import io.packetwalk.check.witness.Stated;
import io.packetwalk.check.witness.Whereabouts;
import io.packetwalk.evidence.Condition;
import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.evidence.Place;
import io.packetwalk.evidence.Ternary;
import io.packetwalk.fact.logs.LogLineFact;
import io.packetwalk.flow.Flow;
import io.packetwalk.model.Endpoint;
import io.packetwalk.model.PlacedLine;
import io.packetwalk.model.Pod;
import io.packetwalk.walk.Missing;
import io.packetwalk.walk.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** PW-035: kube-proxy says that it cannot write its rules, so the node keeps old ones. */
public final class SyncFailing implements Check {

    private static final CheckId ID = new CheckId("PW-035", "kubeproxy-sync-failing", "translation", 11);

    @Override
    public CheckId id() {
        return ID;
    }

    private static final List<String> SIGNS = List.of(
            "Failed to execute iptables-restore",
            "Sync failed",
            "xtables lock",
            "nfacct revision 0 not supported",
            "Could not process rule",
            "nftables sync failed");

    @Override
    public Outcome run(Case that) {
        Map<String, List<LogLineFact>> byNode = new TreeMap<>();
        for (PlacedLine line : that.cluster().logLines()) {
            // A failure of last week says nothing about the rules of today.
            if (SIGNS.stream().anyMatch(line.line().text()::contains)
                    && !IncidentTime.covers(that, line.line().time()).no()) {
                byNode.computeIfAbsent(node(that, line.place()), name -> new ArrayList<>())
                        .add(line.line());
            }
        }
        boolean logs = that.cluster().inventory().readings().stream()
                .anyMatch(entry -> entry.format().equals("kube-proxy-log"));
        if (byNode.isEmpty() && !logs) {
            return new Outcome.Undetermined(List.of(new Missing(
                    "kube-proxy logs",
                    "none is in the bundle",
                    "kubectl -n kube-system logs -l k8s-app=kube-proxy --timestamps --prefix --tail=-1")));
        }
        List<Finding> findings = new ArrayList<>();
        byNode.forEach((node, lines) -> findings.add(finding(that, node, lines)));
        return Outcome.of(findings, List.of(), "no kube-proxy log tells of a failed sync");
    }

    private static String node(Case that, Place place) {
        return switch (place) {
            case Place.Node node -> node.name();
            case Place.Pod pod ->
                that.cluster().pod(pod.namespace(), pod.name()).map(Pod::node).orElse("");
            case Place.Cluster _c -> "";
            case Place.Outside _o -> "";
            case Place.Unplaced _u -> "";
        };
    }

    /** Failed connections whose walk ends, on the node, where the API promises an endpoint: the rules are not what they should be. */
    private static List<Flow> failed(Case that, String node) {
        return new FailedFlows(that)
                .where(flow -> that.cluster()
                                .serviceAt(flow.server().at().ip())
                                .filter(service -> service.endpoints().stream().anyMatch(Endpoint::isReady))
                                .isPresent()
                        && Whereabouts.entry(that, flow)
                                .filter(at -> at.name().equals(node))
                                .isPresent()
                        && new FailedFlows(that)
                                .brokenPath(flow)
                                .filter(path -> drifted(that, flow, path))
                                .isPresent());
    }

    private static boolean drifted(Case that, Flow flow, Path path) {
        return path.endpoint()
                .filter(end -> that.cluster().serviceAt(flow.server().at().ip()).stream()
                        .flatMap(service -> service.endpoints().stream())
                        .anyMatch(endpoint -> endpoint.ip().equals(end.ip())))
                .isEmpty();
    }

    private static Finding finding(Case that, String node, List<LogLineFact> lines) {
        List<Flow> failed = failed(that, node);
        LogLineFact last = lines.getLast();
        Proof proof = Stated.ending(
                that,
                Condition.yes("kube-proxy logs that its sync fails", List.of(last.source())),
                failed,
                path -> Paths.broken(path),
                new Condition(
                        "it failed more than once",
                        Ternary.of(lines.size() > 1).or(Ternary.UNKNOWN),
                        List.of(last.source())));
        Claim claim = Claim.of(ID)
                .about(ObjectRef.node(node))
                .what(Sentences.failed("Services from " + (node.isEmpty() ? "a node" : node), failed, failed))
                .why("kube-proxy could not write its rules (" + lines.size()
                        + (lines.size() == 1 ? " line)" : " lines)") + ", so the node keeps those it had.");
        lines.stream().skip(Math.max(0, lines.size() - 3)).forEach(line -> claim.shows(line.text(), line.source()));
        return claim.not("PW-033", "kube-proxy runs and logs")
                .remedy("kubectl -n kube-system logs -l k8s-app=kube-proxy --tail=200 --prefix", "none, reads only", "")
                .then("the log shows no further failure, and iptables-save on " + node + " the present endpoints")
                .unless("a later line that tells of a complete sync")
                .explains(that, failed, failed.size())
                .finding(Severity.S1, proof);
    }
}
