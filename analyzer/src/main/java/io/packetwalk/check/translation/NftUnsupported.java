package io.packetwalk.check.translation;

import io.packetwalk.check.Case;
import io.packetwalk.check.Check;
import io.packetwalk.check.CheckId;
import io.packetwalk.check.Claim;
import io.packetwalk.check.Finding;
import io.packetwalk.check.Outcome;
import io.packetwalk.check.Severity;
import io.packetwalk.check.witness.LogTrail;
import io.packetwalk.evidence.Condition;
import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.evidence.Place;
import io.packetwalk.evidence.Source;
import io.packetwalk.evidence.Ternary;
import io.packetwalk.model.Node;
import io.packetwalk.model.Pod;
import io.packetwalk.walk.Missing;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** PW-040: kube-proxy is told to use nftables, and the node's kernel or nft is too old: it ends at once and writes no rules. */
public final class NftUnsupported implements Check {

    private static final CheckId ID = new CheckId("PW-040", "nft-mode-unsupported", "translation", 11);

    /** kubernetes pkg/proxy/nftables/supported.go. */
    private static final String KERNEL = "kube-proxy in nftables mode requires kernel";

    /** sigs.k8s.io/knftables, nft.go. */
    private static final String NFT = "nft version must be v1.0.1 or later";

    private static final Pattern RELEASE = Pattern.compile("^([0-9]{1,3})\\.([0-9]{1,3})");

    @Override
    public CheckId id() {
        return ID;
    }

    @Override
    public Outcome run(Case that) {
        List<Finding> findings = LogTrail.of(that, text -> text.contains(KERNEL) || text.contains(NFT)).stream()
                .filter(trail -> !trail.current().no())
                .map(trail -> finding(that, trail))
                .toList();
        boolean logs = that.cluster().inventory().readings().stream()
                .anyMatch(entry -> entry.format().equals("kube-proxy-log"));
        if (findings.isEmpty() && !logs) {
            boolean nft = that.cluster().proxyConfigs().stream()
                    .anyMatch(config -> config.mode().equals("nftables"));
            return nft
                    ? new Outcome.Undetermined(List.of(new Missing(
                            "kube-proxy logs",
                            "its mode is nftables, and no log of it is in the bundle",
                            "kubectl -n kube-system logs -l k8s-app=kube-proxy --timestamps --prefix --tail=-1")))
                    : new Outcome.NotApplicable("nothing tells that kube-proxy uses nftables");
        }
        return Outcome.of(findings, List.of(), "no kube-proxy says that its node is too old for nftables");
    }

    private static Finding finding(Case that, LogTrail trail) {
        Optional<Node> node = node(that, trail);
        boolean kernel = trail.last().text().contains(KERNEL);
        String name = node.map(Node::name).orElse(trail.place());
        Claim claim = trail.shown(
                Claim.of(ID)
                        .about(node.map(at -> ObjectRef.node(at.name()))
                                .orElse(new ObjectRef("Log", "", trail.place())))
                        .what("kube-proxy on " + name + " ends: " + trail.last().text() + " (" + trail.count() + ").")
                        .why("Its mode is nftables, and the node's " + (kernel ? "kernel" : "nft")
                                + " is too old for it, so that Services on " + name
                                + " have no rules, or those of before."),
                "kube-proxy ends on " + name);
        Condition second = kernel ? old(node) : Condition.unknown("the version of nft on " + name + " (nft --version)");
        second.sources().forEach(at -> claim.shows(second.text(), at));
        return claim.not("PW-035", "kube-proxy does not come as far as a sync")
                .remedy(
                        "kubectl -n kube-system edit configmap kube-proxy  # mode: iptables, then kubectl -n kube-system rollout restart ds kube-proxy",
                        "medium, rules of all nodes are written anew",
                        "mode: nftables again")
                .remedy(
                        "# a kernel of 5.13 or later and nft of 1.0.1 or later on " + name,
                        "medium, this node restarts",
                        "")
                .then("kubectl -n kube-system logs of kube-proxy on " + name + " tells of a sync")
                .unless("a later log of the same kube-proxy that runs")
                .finding(Severity.S1, trail.proof("kube-proxy says that its node cannot run it", second));
    }

    private static Optional<Node> node(Case that, LogTrail trail) {
        return that.cluster().logLines().stream()
                .filter(line -> line.place().toString().equals(trail.place()))
                .findFirst()
                .flatMap(line -> switch (line.place()) {
                    case Place.Node at -> that.cluster().node(at.name());
                    case Place.Pod pod ->
                        that.cluster()
                                .pod(pod.namespace(), pod.name())
                                .map(Pod::node)
                                .flatMap(that.cluster()::node);
                    case Place.Cluster _c -> Optional.empty();
                    case Place.Outside _o -> Optional.empty();
                    case Place.Unplaced _u -> Optional.empty();
                });
    }

    /** What the node object says of its kernel. */
    private static Condition old(Optional<Node> node) {
        Optional<Matcher> release = node.flatMap(Node::object)
                .map(object -> RELEASE.matcher(object.kernelVersion()))
                .filter(Matcher::find);
        List<Source> at = node.flatMap(Node::object).map(object -> object.source()).stream()
                .toList();
        return release.map(found -> {
                    int major = Integer.parseInt(found.group(1));
                    int minor = Integer.parseInt(found.group(2));
                    boolean before = major < 5 || major == 5 && minor < 13;
                    return new Condition(
                            "the node's kernel is " + major + "." + minor + ", older than 5.13",
                            Ternary.of(before),
                            at);
                })
                .orElse(Condition.unknown("the node's kernel (kubectl get node -o wide)"));
    }
}
