package io.packetwalk.check.dns;

import io.packetwalk.check.Case;
import io.packetwalk.check.Check;
import io.packetwalk.check.CheckId;
import io.packetwalk.check.Claim;
import io.packetwalk.check.Finding;
import io.packetwalk.check.Outcome;
import io.packetwalk.check.Proof;
import io.packetwalk.check.Severity;
import io.packetwalk.check.service.DnsService;
import io.packetwalk.check.witness.Stated;
import io.packetwalk.check.witness.Whereabouts;
import io.packetwalk.evidence.Condition;
import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.evidence.Source;
import io.packetwalk.flow.Lookup;
import io.packetwalk.model.Node;
import io.packetwalk.model.Service;
import io.packetwalk.net.Ip;
import io.packetwalk.walk.Missing;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** PW-115: queries to a DNS pod's own address are answered, those to the DNS Service's address are lost: the path, not the server, is broken. */
public final class DnsPathBroken implements Check {

    private static final CheckId ID = new CheckId("PW-115", "dns-vip-path-broken", "dns", 12);

    @Override
    public CheckId id() {
        return ID;
    }

    @Override
    public Outcome run(Case that) {
        List<Service> services = DnsService.of(that.cluster());
        if (services.isEmpty()) {
            return new Outcome.NotApplicable("no DNS Service is recognised");
        }
        List<Lookup> lost = that.flows().lookups().stream()
                .filter(lookup ->
                        lookup.outcome().equals("timeout") || lookup.outcome().equals("refused"))
                .filter(lookup -> services.stream()
                        .anyMatch(service -> service.fronts(lookup.server().ip())))
                .toList();
        if (lost.isEmpty()) {
            return new Outcome.Clear("no query to the DNS Service's address was lost");
        }
        Set<Ip> servers = new TreeSet<>();
        DnsService.pods(that.cluster()).forEach(pod -> servers.addAll(pod.ips()));
        Map<String, List<Lookup>> byNode = lost.stream()
                .collect(Collectors.groupingBy(lookup -> node(that, lookup), TreeMap::new, Collectors.toList()));
        List<Finding> findings = new ArrayList<>();
        List<Missing> missing = new ArrayList<>();
        byNode.forEach((node, lookups) -> {
            Optional<Lookup> direct = that.flows().lookups().stream()
                    .filter(lookup -> lookup.outcome().equals("resolved")
                            && servers.contains(lookup.server().ip()))
                    .filter(lookup -> node(that, lookup).equals(node))
                    .findFirst();
            direct.ifPresentOrElse(
                    pair -> findings.add(finding(services.getFirst(), node, lookups, pair)),
                    () -> missing.add(new Missing(
                            "a query from " + node + " to a DNS pod's own address",
                            "only the pair tells a broken path from a broken server",
                            "dig @COREDNS-POD-IP kubernetes.default.svc.cluster.local in a pod on " + node)));
        });
        return Outcome.of(findings, missing, "no pair of queries shows it");
    }

    private static String node(Case that, Lookup lookup) {
        return Whereabouts.node(that.cluster(), lookup.client()).map(Node::name).orElse("outside");
    }

    private static Finding finding(Service service, String node, List<Lookup> lost, Lookup direct) {
        Source query = lost.getFirst().exchanges().getFirst().source();
        Source answer = direct.exchanges().getLast().source();
        Proof proof = Stated.told(
                Condition.yes("a DNS pod answers when asked directly", List.of(answer)),
                Condition.yes("queries to the Service's address are lost", List.of(query)),
                Condition.unknown("PW-033 PW-034 PW-048: which rule of " + node + " is at fault"));
        return Claim.of(ID)
                .about(service.ref())
                .about(ObjectRef.node(node))
                .what(lost.size() + (lost.size() == 1 ? " lookup" : " lookups") + " from " + node
                        + " through the DNS Service's address failed; asked directly, a DNS pod answers.")
                .why("The path from " + node + " through " + service.ref() + " is broken, the servers are well.")
                .shows(
                        "no answer to "
                                + lost.getFirst()
                                        .exchanges()
                                        .getFirst()
                                        .exchange()
                                        .qname(),
                        query)
                .shows("answered by " + direct.server().ip(), answer)
                .not("PW-114", "a DNS pod answers")
                .remedy(
                        "packetwalk trace BUNDLE --from node/" + node + " --to " + service.ref() + ":53/udp",
                        "none, reads only",
                        "")
                .then("dig @" + lost.getFirst().server().ip() + " kubernetes.default.svc.cluster.local in a pod on "
                        + node)
                .unless("a capture in which the direct query is lost, too")
                .explainsLookups(lost)
                .finding(Severity.S1, proof);
    }
}
