package io.packetwalk.check.translation;

import io.packetwalk.check.Case;
import io.packetwalk.check.Check;
import io.packetwalk.check.CheckId;
import io.packetwalk.check.Claim;
import io.packetwalk.check.Finding;
import io.packetwalk.check.Outcome;
import io.packetwalk.check.Proof;
import io.packetwalk.check.Severity;
import io.packetwalk.check.served.Address;
import io.packetwalk.check.served.Backend;
import io.packetwalk.check.served.Implementation;
import io.packetwalk.check.served.Intended;
import io.packetwalk.check.served.Programmed;
import io.packetwalk.check.served.Served;
import io.packetwalk.check.witness.Moments;
import io.packetwalk.check.witness.Sentences;
import io.packetwalk.check.witness.Whereabouts;
import io.packetwalk.evidence.Condition;
import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.evidence.Source;
import io.packetwalk.evidence.Ternary;
import io.packetwalk.flow.Flow;
import io.packetwalk.model.Node;
import io.packetwalk.model.Service;
import io.packetwalk.walk.Missing;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** PW-036: two facilities of one node serve the same Service address and send it to different endpoints: one of them is a leftover. */
public final class DualServiceProxy implements Check {

    private static final CheckId ID = new CheckId("PW-036", "dual-service-proxy", "translation", 11);
    private static final int SHOWN = 4;

    @Override
    public CheckId id() {
        return ID;
    }

    /** One address that two facilities send to different endpoints. {@code left} is the leftover, as far as the slices tell. */
    private record Contest(
            Address address, Service service, Implementation left, Implementation kept, Ternary keptAgrees) {
        Programmed stale() {
            return left.at(address).orElseThrow();
        }

        Programmed fresh() {
            return kept.at(address).orElseThrow();
        }

        boolean strays(Flow flow) {
            return stale().targets().containsKey(flow.reached())
                    && !fresh().targets().containsKey(flow.reached());
        }
    }

    @Override
    public Outcome run(Case that) {
        List<Node> nodes = that.cluster().nodes();
        if (nodes.stream()
                .allMatch(node -> that.served().on(node).implementations().isEmpty())) {
            return new Outcome.NotApplicable("no node has Service rules");
        }
        List<Finding> findings = new ArrayList<>();
        List<Missing> missing = new ArrayList<>();
        for (Node node : nodes) {
            List<Contest> contests = contests(that, node);
            if (!contests.isEmpty()) {
                findings.add(finding(that, node, contests));
            } else if (!everything(node)) {
                missing.add(new Missing(
                        "all that can translate on " + node.name(),
                        "not every facility was dumped",
                        "iptables-save -c; iptables-legacy-save -c; nft -a list ruleset; ipvsadm -Sn on "
                                + node.name()));
            }
        }
        findings.addAll(ForeignTranslation.findings(that, ID));
        return Outcome.of(findings, missing, "no address is served twice with different endpoints");
    }

    private static boolean everything(Node node) {
        boolean nft = node.netns().complete("nft-ruleset") || node.netns().complete("nft-json");
        boolean ipvs = node.netns().complete("ipvsadm")
                || node.netns().linksKnown() && node.netns().link("kube-ipvs0").isEmpty();
        return node.netns().complete("iptables-save") && nft && ipvs;
    }

    /** Addresses that two facilities of a node send to different endpoints: where one of them differs from the API, two proxies are the cause. */
    static Set<Address> contested(Case that, Node node) {
        return contests(that, node).stream().map(Contest::address).collect(Collectors.toSet());
    }

    private static List<Contest> contests(Case that, Node node) {
        Served served = that.served().on(node);
        List<Contest> contests = new ArrayList<>();
        for (boolean v6 : new boolean[] {false, true}) {
            // Cilium serves pods beside a kube-proxy that serves the nodes: both is legal, and each has a check of its
            // own.
            List<Implementation> all = served.of(v6).stream()
                    .filter(implementation -> implementation.backend() != Backend.CILIUM)
                    .toList();
            for (int i = 0; i < all.size(); i++) {
                for (int j = i + 1; j < all.size(); j++) {
                    contests(that, node, all.get(i), all.get(j), contests);
                }
            }
        }
        contests.sort(Comparator.comparing(contest -> contest.address().toString()));
        return contests;
    }

    private static void contests(
            Case that, Node node, Implementation one, Implementation other, List<Contest> contests) {
        one.entries().forEach((address, programmed) -> {
            Optional<Programmed> second = other.at(address);
            Optional<Service> service =
                    address.ip().flatMap(ip -> that.cluster().serviceAt(ip));
            if (second.isPresent()
                    && service.isPresent()
                    && !second.get()
                            .targets()
                            .keySet()
                            .equals(programmed.targets().keySet())) {
                boolean oneAgrees = agrees(node, service.get(), address, programmed, one.v6());
                boolean otherAgrees = agrees(node, service.get(), address, second.get(), one.v6());
                Ternary known = oneAgrees == otherAgrees ? Ternary.UNKNOWN : Ternary.YES;
                contests.add(
                        oneAgrees
                                ? new Contest(address, service.get(), other, one, known)
                                : new Contest(address, service.get(), one, other, known));
            }
        });
    }

    private static boolean agrees(Node node, Service service, Address address, Programmed programmed, boolean v6) {
        return service.listed() == Service.Listed.SLICES
                && service.port(address.proto(), address.port()).stream()
                        .anyMatch(port -> Intended.of(node, service, port, v6)
                                .met(programmed.targets().keySet()));
    }

    private static Finding finding(Case that, Node node, List<Contest> contests) {
        Contest first = contests.getFirst();
        List<Flow> all = that.flows().all().stream()
                .filter(flow -> flow.state() != Flow.State.PARTIAL)
                .filter(flow -> contests.stream().anyMatch(contest -> to(contest, flow)))
                .filter(flow ->
                        Whereabouts.entry(that, flow).filter(node::equals).isPresent())
                .toList();
        List<Flow> failed = all.stream()
                .filter(flow -> flow.state().failed())
                .filter(flow -> flow.translated().isEmpty()
                        || contests.stream().anyMatch(contest -> to(contest, flow) && contest.strays(flow)))
                .toList();
        boolean hit = failed.stream()
                .anyMatch(flow -> contests.stream().anyMatch(contest -> to(contest, flow) && contest.strays(flow)));
        Source stale = first.stale().entry();
        Source fresh = first.fresh().entry();
        String left = first.left().backend().word();
        String kept = first.kept().backend().word();
        Claim claim = Claim.of(ID)
                .about(ObjectRef.node(node.name()))
                .about(first.service().ref())
                .what(Sentences.failed(
                        contests.size() == 1
                                ? first.service().ref() + " from " + node.name()
                                : contests.size() + " Service addresses from " + node.name(),
                        failed,
                        all))
                .why(node.name() + " serves " + first.address() + " twice: " + left + " sends to "
                        + first.stale().targets().keySet() + ", " + kept + " to "
                        + first.fresh().targets().keySet()
                        + (first.keptAgrees().yes() ? ", and only " + kept + " agrees with the slices." : "."));
        contests.stream()
                .limit(SHOWN)
                .forEach(contest -> claim.shows(
                                contest.left().backend().word() + " serves " + contest.address(),
                                contest.stale().entry())
                        .shows(
                                contest.kept().backend().word() + " serves it too",
                                contest.fresh().entry()));
        failed.stream()
                .limit(2)
                .forEach(flow -> claim.shows(
                        "flow from " + flow.client().at() + " to " + flow.reached() + ": "
                                + Sentences.word(flow.state()),
                        flow.nearest().source()));
        Proof proof = new Proof(
                Condition.yes("both dumps hold the address, with different endpoints", List.of(stale, fresh)),
                new Condition(
                        "failed flows went to an endpoint that only " + left + " has",
                        failed.isEmpty() ? Ternary.NO : hit ? Ternary.YES : Ternary.UNKNOWN,
                        failed.stream()
                                .limit(3)
                                .map(flow -> flow.nearest().source())
                                .toList()),
                new Condition("connections failed", Ternary.of(!failed.isEmpty()), List.of()),
                Moments.near(that, stale, failed),
                List.of(new Condition(
                        "PW-034: " + kept + " agrees with the slices, so kube-proxy keeps up",
                        first.keptAgrees(),
                        List.of(fresh))));
        return claim.not("PW-034", "the other facility holds what the API lists")
                .remedy(
                        "kubectl -n kube-system get configmap kube-proxy -o jsonpath='{.data.config\\.conf}' | grep mode",
                        "none, reads only",
                        "")
                .remedy(
                        "kube-proxy --cleanup  # on " + node.name() + ", with the image of the running kube-proxy",
                        "medium, removes the Service rules of every mode on " + node.name()
                                + " until kube-proxy writes those of its own again",
                        "kubectl -n kube-system delete pod -l k8s-app=kube-proxy --field-selector spec.nodeName="
                                + node.name())
                .then(Sentences.trace(
                        failed, first.service().ref() + ":" + first.address().port()))
                .unless("a dump of the same minute in which both hold the same endpoints")
                .explains(that, failed, all.size())
                .finding(Severity.S1, proof);
    }

    private static boolean to(Contest contest, Flow flow) {
        return flow.proto().equals(contest.address().proto())
                && flow.server().at().port() == contest.address().port()
                && contest.address()
                        .ip()
                        .filter(flow.server().at().ip()::equals)
                        .isPresent();
    }
}
