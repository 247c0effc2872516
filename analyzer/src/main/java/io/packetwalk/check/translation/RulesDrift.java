package io.packetwalk.check.translation;

import io.packetwalk.check.Case;
import io.packetwalk.check.Check;
import io.packetwalk.check.CheckId;
import io.packetwalk.check.Claim;
import io.packetwalk.check.Finding;
import io.packetwalk.check.Moments;
import io.packetwalk.check.Needs;
import io.packetwalk.check.Outcome;
import io.packetwalk.check.Proof;
import io.packetwalk.check.Sentences;
import io.packetwalk.check.Severity;
import io.packetwalk.check.Traffic;
import io.packetwalk.check.Whereabouts;
import io.packetwalk.evidence.Condition;
import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.evidence.Source;
import io.packetwalk.evidence.Ternary;
import io.packetwalk.fact.k8s.ServiceFact;
import io.packetwalk.flow.Flow;
import io.packetwalk.model.Endpoint;
import io.packetwalk.model.Node;
import io.packetwalk.model.Service;
import io.packetwalk.net.Ip;
import io.packetwalk.net.IpPort;
import io.packetwalk.walk.Missing;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** PW-034: a node's Service rules name other endpoints than the API lists: stale ones, or not all. */
public final class RulesDrift implements Check {

    private static final CheckId ID = new CheckId("PW-034", "kubeproxy-rules-drift", "translation", 11);

    @Override
    public CheckId id() {
        return ID;
    }

    /**
     * The difference on one node for one Service port.
     *
     * @param stale programmed, but no endpoint of the API
     * @param absent endpoint of the API, but not programmed
     */
    private record Drift(
            Node node,
            Service service,
            ServiceFact.ServicePort port,
            Optional<ServiceRules.Programmed> programmed,
            Map<IpPort, Source> stale,
            List<IpPort> absent) {}

    @Override
    public Outcome run(Case that) {
        List<Service> services = that.cluster().services().stream()
                .filter(service -> service.listed() == Service.Listed.SLICES)
                .filter(service -> !service.object().clusterIps().isEmpty())
                .toList();
        if (services.isEmpty()) {
            return that.cluster().services().isEmpty()
                    ? new Outcome.NotApplicable("no Services in the bundle")
                    : new Outcome.Undetermined(
                            Needs.list(that, "endpointslices").stream().toList());
        }
        List<Drift> drifts = new ArrayList<>();
        boolean looked = false;
        List<Missing> missing = new ArrayList<>();
        for (Node node : that.cluster().nodes()) {
            switch (Proxies.of(node)) {
                case IPTABLES -> {
                    looked = true;
                    ServiceRules rules = ServiceRules.of(node);
                    services.forEach(service -> drifts.addAll(drifts(node, rules, service)));
                }
                case NFTABLES, IPVS, REPLACED ->
                    missing.add(
                            new Missing("Service rules of " + node.name(), "its proxy mode is not compared yet", ""));
                case UNKNOWN ->
                    missing.add(new Missing(
                            "rules of " + node.name(),
                            "not dumped, or not completely",
                            "iptables-save -c on " + node.name()));
                case NONE -> {
                    // No rules at all is PW-033.
                }
            }
        }
        if (!drifts.isEmpty()) {
            return new Outcome.Found(
                    drifts.stream().map(drift -> finding(that, drift)).toList());
        }
        if (!missing.isEmpty()) {
            return new Outcome.Undetermined(missing);
        }
        return looked
                ? new Outcome.Clear("every node sends to exactly the endpoints that the API lists")
                : new Outcome.NotApplicable("no node has kube-proxy rules");
    }

    private static List<Drift> drifts(Node node, ServiceRules rules, Service service) {
        List<Drift> drifts = new ArrayList<>();
        for (ServiceFact.ServicePort port : service.object().ports()) {
            List<IpPort> expected = expected(node, service, port);
            for (Ip ip : service.object().clusterIps()) {
                if (ip.v6()) {
                    continue;
                }
                Optional<ServiceRules.Programmed> programmed = rules.at(port.proto(), new IpPort(ip, port.port()));
                Map<IpPort, Source> targets =
                        programmed.map(ServiceRules.Programmed::targets).orElse(Map.of());
                Map<IpPort, Source> stale = new TreeMap<>(targets);
                stale.keySet().removeAll(expected);
                List<IpPort> absent = expected.stream()
                        .filter(end -> !targets.containsKey(end))
                        .toList();
                if (!stale.isEmpty() || !absent.isEmpty()) {
                    drifts.add(new Drift(node, service, port, programmed, stale, absent));
                }
            }
        }
        return drifts;
    }

    /** What kube-proxy must program for the cluster IP (CategorizeEndpoints, pkg/proxy/topology.go); topology hints may make it fewer. */
    private static List<IpPort> expected(Node node, Service service, ServiceFact.ServicePort port) {
        boolean local = service.object().internalTrafficPolicy().equals("Local");
        List<IpPort> usable =
                service.usable(port).stream().filter(end -> !end.ip().v6()).toList();
        if (!local) {
            return usable;
        }
        Set<IpPort> here = service.endpoints().stream()
                .filter(endpoint -> endpoint.nodeName().equals(node.name()))
                .flatMap(endpoint -> endpoint.at(port.name()).stream())
                .collect(Collectors.toSet());
        return usable.stream().filter(here::contains).toList();
    }

    private static boolean hinted(Service service) {
        return service.endpoints().stream()
                .anyMatch(endpoint ->
                        !endpoint.zoneHints().isEmpty() || !endpoint.nodeHints().isEmpty());
    }

    private static Finding finding(Case that, Drift drift) {
        Node node = drift.node();
        Service service = drift.service();
        List<Flow> all = Traffic.to(that, service).all().stream()
                .filter(flow ->
                        Whereabouts.entry(that, flow).filter(node::equals).isPresent())
                .filter(flow -> flow.proto().equals(drift.port().proto()))
                .toList();
        List<Flow> failed = all.stream()
                .filter(flow -> flow.state().failed())
                .filter(flow -> drift.programmed().isEmpty()
                        || flow.translated().isEmpty()
                        || drift.stale().containsKey(flow.reached()))
                .toList();
        String name = service.ref() + ":" + drift.port().port();
        Source rules = drift.stale().values().stream()
                .findFirst()
                .or(() ->
                        drift.programmed().map(programmed -> programmed.entry().source()))
                .or(() -> Whereabouts.dump(that, "iptables-save", node))
                .orElse(service.object().source());
        Claim claim = Claim.of(ID)
                .about(ObjectRef.node(node.name()))
                .about(service.ref())
                .what(Sentences.failed(name + " from " + node.name(), failed, all))
                .why(why(drift, name));
        drift.stale().forEach((end, source) -> claim.shows("rule on " + node.name() + " sends to " + end, source));
        service.endpoints().stream()
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
        boolean hit = failed.stream()
                .anyMatch(flow -> drift.stale().containsKey(flow.reached())
                        || drift.programmed().isEmpty());
        Proof proof = new Proof(
                new Condition(
                        "the rules of " + node.name() + " differ from the slices",
                        hinted(service) && drift.stale().isEmpty() ? Ternary.UNKNOWN : Ternary.YES,
                        List.of(rules)),
                new Condition(
                        "failed flows took the differing rule",
                        failed.isEmpty() ? Ternary.NO : hit ? Ternary.YES : Ternary.UNKNOWN,
                        failed.stream()
                                .limit(3)
                                .map(flow -> flow.nearest().source())
                                .toList()),
                new Condition("connections failed", Ternary.of(!failed.isEmpty()), List.of()),
                Moments.near(that, rules, failed),
                List.of(new Condition(
                        "PW-011: the slices list live pods only",
                        service.endpoints().stream().allMatch(endpoint -> live(that, endpoint))
                                ? Ternary.YES
                                : Ternary.UNKNOWN,
                        service.slices())));
        return claim.not("PW-011", "the slices agree with the pods")
                .not("PW-061", "new connections fail too")
                .remedy(
                        "kubectl -n kube-system delete pod -l k8s-app=kube-proxy --field-selector spec.nodeName="
                                + node.name(),
                        "low, kube-proxy of this node programs its rules anew; collect first",
                        "none needed: the DaemonSet starts it again")
                .then(Sentences.trace(failed, name))
                .unless("slices that changed after the rules were dumped")
                .explains(that, failed, all.size())
                .finding(drift.programmed().isEmpty() ? Severity.S1 : Severity.S2, proof);
    }

    private static String why(Drift drift, String name) {
        if (drift.programmed().isEmpty()) {
            return drift.node().name() + " has Service rules, but none for " + name + ".";
        }
        String stale = drift.stale().isEmpty()
                ? ""
                : drift.node().name() + " still sends to " + text(drift.stale().keySet()) + ", which "
                        + (drift.stale().size() == 1 ? "is no endpoint" : "are no endpoints") + " of " + name
                        + " any more";
        String absent = drift.absent().isEmpty()
                ? ""
                : (stale.isEmpty() ? drift.node().name() + " does not" : " and does not") + " send to "
                        + text(drift.absent());
        return stale + absent + ".";
    }

    private static String text(Collection<IpPort> ends) {
        return ends.stream().map(IpPort::toString).sorted().collect(Collectors.joining(", "));
    }

    private static boolean live(Case that, Endpoint endpoint) {
        return endpoint.target().isEmpty()
                || endpoint.target()
                        .flatMap(ref -> that.cluster().pod(ref.namespace(), ref.name()))
                        .filter(pod -> pod.ips().contains(endpoint.ip()))
                        .isPresent();
    }
}
