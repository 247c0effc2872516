package io.packetwalk.check.translation;

import io.packetwalk.check.Case;
import io.packetwalk.check.CheckId;
import io.packetwalk.check.Claim;
import io.packetwalk.check.Finding;
import io.packetwalk.check.Proof;
import io.packetwalk.check.Severity;
import io.packetwalk.check.served.Address;
import io.packetwalk.check.served.Backend;
import io.packetwalk.check.served.Programmed;
import io.packetwalk.check.witness.Arrivals;
import io.packetwalk.check.witness.Moments;
import io.packetwalk.check.witness.Sentences;
import io.packetwalk.check.witness.Whereabouts;
import io.packetwalk.evidence.Condition;
import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.evidence.Source;
import io.packetwalk.evidence.Ternary;
import io.packetwalk.flow.Flow;
import io.packetwalk.model.Endpoint;
import io.packetwalk.model.Node;
import io.packetwalk.model.Service;
import io.packetwalk.net.IpPort;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What is said of differences between the API and one node that belong together. */
final class DriftClaim {

    private static final int SHOWN = 6;

    private final Case that;
    private final CheckId id;
    private final List<Drift> drifts;
    private final Drift first;
    private final Node node;
    private final Map<Address, List<Drift>> byAddress;
    private final List<Flow> all;
    private final List<Flow> failed;

    /** @param drifts all of one node, at least one */
    DriftClaim(Case that, CheckId id, List<Drift> drifts) {
        this.that = that;
        this.id = id;
        this.drifts = drifts.stream().sorted(Comparator.comparing(Drift::kind)).toList();
        this.first = this.drifts.getFirst();
        this.node = first.node();
        this.byAddress = drifts.stream().collect(Collectors.groupingBy(Drift::address));
        this.all = Arrivals.of(that)
                .at(
                        Stream.concat(
                                        byAddress.keySet().stream().flatMap(address -> address.ip().stream()),
                                        backends().map(IpPort::ip))
                                .distinct()
                                .toList(),
                        byAddress.keySet().stream()
                                .filter(address -> address.ip().isEmpty())
                                .map(Address::port)
                                .toList())
                .stream()
                .filter(flow -> concerning(flow).findAny().isPresent())
                .filter(flow ->
                        Whereabouts.entry(that, flow).filter(node::equals).isPresent())
                .toList();
        this.failed = all.stream()
                .filter(flow -> flow.state().failed())
                .filter(flow -> concerning(flow).anyMatch(drift -> drift.met(flow)))
                .toList();
    }

    private Stream<Drift> concerning(Flow flow) {
        IpPort to = flow.server().at();
        Stream<Drift> addressed = Stream.of(
                        Address.at(flow.proto(), to.ip(), to.port()), Address.nodePort(flow.proto(), to.port()))
                .flatMap(address -> byAddress.getOrDefault(address, List.of()).stream());
        Stream<Drift> reached = drifts.stream()
                .filter(drift ->
                        drift.backend() == Backend.CILIUM && drift.stale().containsKey(to));
        return Stream.concat(addressed, reached).distinct().filter(drift -> drift.concerns(flow));
    }

    /** Stale backends that clients may send to without the Service's address being in any packet. */
    private Stream<IpPort> backends() {
        return drifts.stream()
                .filter(drift -> drift.backend() == Backend.CILIUM)
                .flatMap(drift -> drift.stale().keySet().stream());
    }

    /** Failed flows that met a difference. */
    List<Flow> failed() {
        return failed;
    }

    /** Whether the API had been so for long when the node was dumped. */
    Ternary settled() {
        return Settling.settled(that, first, rules()).holds();
    }

    private Source rules() {
        return first.place()
                .or(this::dump)
                .orElseGet(() -> node.object()
                        .map(object -> object.source())
                        .orElseGet(() -> Source.whole("nodes/" + node.name())));
    }

    private Optional<Source> dump() {
        List<String> formats = switch (first.backend()) {
            case IPTABLES, IPTABLES_LEGACY ->
                List.of(first.address().ip().filter(ip -> ip.v6()).isPresent() ? "ip6tables-save" : "iptables-save");
            case NFTABLES -> List.of("nft-ruleset", "nft-json");
            case IPVS -> List.of("ipvsadm");
            case CILIUM -> List.of("cilium-bpf-lb-list", "cilium-service-list");
        };
        return formats.stream()
                .flatMap(format -> Whereabouts.dump(that, format, node).stream())
                .findFirst();
    }

    Finding finding() {
        Source rules = rules();
        Claim claim = Claim.of(id).about(ObjectRef.node(node.name()));
        drifts.stream()
                .flatMap(drift -> drift.service().stream())
                .map(Service::ref)
                .distinct()
                .limit(SHOWN)
                .forEach(claim::about);
        claim.what(Sentences.failed(subject() + " from " + node.name(), failed, all))
                .why(why());
        show(claim);
        Condition settled = Settling.settled(that, first, rules);
        boolean hit = failed.stream().anyMatch(flow -> concerning(flow).anyMatch(drift -> drift.surelyMet(flow)));
        Proof proof = new Proof(
                Condition.yes("the Services of " + node.name() + " differ from the slices", List.of(rules)),
                new Condition(
                        "failed flows took the differing rule",
                        failed.isEmpty() ? Ternary.NO : hit ? Ternary.YES : Ternary.UNKNOWN,
                        failed.stream()
                                .limit(3)
                                .map(flow -> flow.nearest().source())
                                .toList()),
                new Condition("connections failed", Ternary.of(!failed.isEmpty()), List.of()),
                Moments.near(that, rules, failed),
                List.of(
                        alive(),
                        settled.holds().no()
                                ? Condition.unknown(settled.text())
                                : Condition.yes(settled.text(), settled.sources())));
        return remedies(claim)
                .not("PW-011", "the slices agree with the pods")
                .not("PW-061", "new connections fail too")
                .then(Sentences.trace(failed, dialled()))
                .unless("slices that changed after the node was dumped")
                .explains(that, failed, all.size())
                .finding(first.kind() == Drift.Kind.MISSING ? Severity.S1 : Severity.S2, proof);
    }

    /** Where {@code trace} is to be asked to, for the first that differs. */
    private String dialled() {
        return first.address().ip().isPresent()
                ? first.name()
                : "node/" + node.name() + ":" + first.address().port();
    }

    private String subject() {
        long services = drifts.stream()
                .flatMap(drift -> drift.service().stream())
                .distinct()
                .count();
        return services > 1 ? services + " Services" : first.name();
    }

    private String why() {
        return drifts.size() == 1
                ? first.why()
                : first.why() + " " + (drifts.size() - 1)
                        + (drifts.size() == 2 ? " other address of " : " other addresses of ") + node.name()
                        + (drifts.size() == 2 ? " differs" : " differ") + " likewise.";
    }

    private void show(Claim claim) {
        drifts.stream().limit(SHOWN).forEach(drift -> {
            drift.stale().entrySet().stream()
                    .limit(SHOWN)
                    .forEach(end -> claim.shows(
                            node.name() + " sends " + drift.name() + " to " + end.getKey(), end.getValue()));
            if (drift.stale().isEmpty()) {
                drift.programmed()
                        .map(Programmed::entry)
                        .or(this::dump)
                        .ifPresent(source -> claim.shows(drift.why(), source));
            }
        });
        first.service().stream()
                .flatMap(service -> service.endpoints().stream())
                .limit(4)
                .forEach(endpoint -> claim.shows(
                        "the slice lists " + endpoint.ip() + (endpoint.isReady() ? "" : ", not ready"),
                        endpoint.source()));
        failed.stream()
                .limit(2)
                .forEach(flow -> claim.shows(
                        "flow from " + flow.client().at() + " to " + flow.reached() + ": "
                                + Sentences.word(flow.state()),
                        flow.nearest().source()));
    }

    private Condition alive() {
        List<Service> services =
                drifts.stream().flatMap(drift -> drift.service().stream()).toList();
        boolean live = services.stream()
                .flatMap(service -> service.endpoints().stream())
                .allMatch(this::live);
        return new Condition(
                "PW-011: the slices list live pods only",
                live ? Ternary.YES : Ternary.UNKNOWN,
                services.stream()
                        .flatMap(service -> service.slices().stream())
                        .limit(3)
                        .toList());
    }

    private boolean live(Endpoint endpoint) {
        return endpoint.target().isEmpty()
                || endpoint.target()
                        .flatMap(ref -> that.cluster().pod(ref.namespace(), ref.name()))
                        .filter(pod -> pod.ips().contains(endpoint.ip()))
                        .isPresent();
    }

    private Claim remedies(Claim claim) {
        if (first.backend() == Backend.CILIUM) {
            return claim.remedy(
                            "kubectl -n kube-system get pods -l k8s-app=cilium --field-selector spec.nodeName="
                                    + node.name() + "; cilium-dbg service list; cilium-dbg status --verbose  # in it",
                            "none, reads only",
                            "")
                    .remedy(
                            "kubectl -n kube-system delete pod -l k8s-app=cilium --field-selector spec.nodeName="
                                    + node.name(),
                            "low, the agent writes the maps of this node anew, connections that stand go on; collect"
                                    + " first",
                            "none needed: the DaemonSet starts it again");
        }
        String look = first.backend() == Backend.IPVS
                ? "ipvsadm -Ln; ip addr show kube-ipvs0; ipset list  # on " + node.name()
                : "kubectl -n kube-system logs -l k8s-app=kube-proxy --tail=200 --prefix";
        return claim.remedy(look, "none, reads only", "")
                .remedy(
                        "kubectl -n kube-system delete pod -l k8s-app=kube-proxy --field-selector spec.nodeName="
                                + node.name(),
                        "low, kube-proxy of this node programs its rules anew; collect first",
                        "none needed: the DaemonSet starts it again");
    }
}
