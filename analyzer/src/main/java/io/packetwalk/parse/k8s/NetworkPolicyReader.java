package io.packetwalk.parse.k8s;

import io.packetwalk.doc.Field;
import io.packetwalk.evidence.Fact;
import io.packetwalk.fact.k8s.LabelSelector;
import io.packetwalk.fact.k8s.NetworkPolicyFact;
import io.packetwalk.fact.k8s.NetworkPolicyFact.IpBlock;
import io.packetwalk.fact.k8s.NetworkPolicyFact.Peer;
import io.packetwalk.fact.k8s.NetworkPolicyFact.Port;
import io.packetwalk.fact.k8s.NetworkPolicyFact.Rule;
import io.packetwalk.net.Proto;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * NetworkPolicies (networking.k8s.io/v1). Here a missing field means "all", so nothing that cannot be read, and no field we do not
 * know, may read as missing: the whole policy is refused instead.
 */
final class NetworkPolicyReader implements KindReader {

    @Override
    public boolean lenient() {
        return false;
    }

    @Override
    public List<Fact> read(ApiItem item) {
        Field spec = item.at("spec");
        known(spec, Set.of("podSelector", "policyTypes", "ingress", "egress"));
        return List.of(new NetworkPolicyFact(
                item.source(),
                item.ref(),
                ApiItem.selector(spec.at("podSelector")).orElse(new LabelSelector(Map.of(), List.of())),
                spec.at("policyTypes").texts(),
                rules(item, spec.at("ingress"), "from"),
                rules(item, spec.at("egress"), "to")));
    }

    private static List<Rule> rules(ApiItem item, Field list, String peers) {
        List<Rule> rules = new ArrayList<>();
        for (Field rule : list.items()) {
            known(rule, Set.of(peers, "ports"));
            rules.add(new Rule(
                    item.source(rule),
                    rule.at(peers).items().stream()
                            .map(peer -> peer(item, peer))
                            .toList(),
                    ports(item, rule.at("ports"))));
        }
        return List.copyOf(rules);
    }

    private static Peer peer(ApiItem item, Field peer) {
        known(peer, Set.of("podSelector", "namespaceSelector", "ipBlock"));
        Field block = peer.at("ipBlock");
        return new Peer(
                item.source(peer),
                ApiItem.selector(peer.at("podSelector")),
                ApiItem.selector(peer.at("namespaceSelector")),
                block.present()
                        ? Optional.of(new IpBlock(
                                block.at("cidr").text(""), block.at("except").texts()))
                        : Optional.empty());
    }

    private static List<Port> ports(ApiItem item, Field list) {
        List<Port> ports = new ArrayList<>();
        for (Field port : list.items()) {
            known(port, Set.of("protocol", "port", "endPort"));
            Optional<Proto> proto = ApiItem.proto(port.at("protocol"));
            proto.ifPresent(known -> ports.add(new Port(
                    item.source(port),
                    known,
                    port.at("port").text(""),
                    port.at("endPort").integer(0))));
        }
        return List.copyOf(ports);
    }

    private static void known(Field field, Set<String> names) {
        field.fields().forEach((name, value) -> {
            if (!names.contains(name)) {
                value.odd("no such field");
            }
        });
    }
}
