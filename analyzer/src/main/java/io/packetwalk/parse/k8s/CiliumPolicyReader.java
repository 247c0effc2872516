package io.packetwalk.parse.k8s;

import io.packetwalk.doc.Field;
import io.packetwalk.evidence.Fact;
import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.fact.k8s.CiliumPolicyFact;
import io.packetwalk.fact.k8s.CiliumPolicyFact.Peer;
import io.packetwalk.fact.k8s.CiliumPolicyFact.Port;
import io.packetwalk.fact.k8s.CiliumPolicyFact.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** CiliumNetworkPolicies and CiliumClusterwideNetworkPolicies (cilium.io/v2): L3 and L4. What is beyond that is named in the rule's {@code unmodelled}. */
final class CiliumPolicyReader implements KindReader {

    private static final Set<String> SPEC = Set.of(
            "endpointSelector",
            "nodeSelector",
            "ingress",
            "ingressDeny",
            "egress",
            "egressDeny",
            "enableDefaultDeny",
            "description",
            "labels");
    private static final Set<String> PEERS = Set.of("Endpoints", "CIDR", "CIDRSet", "Entities");

    @Override
    public boolean lenient() {
        return false;
    }

    @Override
    public List<Fact> read(ApiItem item) {
        List<Fact> facts = new ArrayList<>();
        if (item.at("spec").present()) {
            facts.add(policy(item, item.at("spec"), 0));
        }
        for (Field spec : item.at("specs").items()) {
            facts.add(policy(item, spec, facts.size()));
        }
        return facts;
    }

    private static CiliumPolicyFact policy(ApiItem item, Field spec, int number) {
        spec.fields().forEach((name, value) -> {
            if (!SPEC.contains(name)) {
                value.odd("no such field");
            }
        });
        ObjectRef ref = item.ref();
        List<Rule> rules = new ArrayList<>();
        rules(item, spec.at("ingress"), true, false, rules);
        rules(item, spec.at("ingressDeny"), true, true, rules);
        rules(item, spec.at("egress"), false, false, rules);
        rules(item, spec.at("egressDeny"), false, true, rules);
        return new CiliumPolicyFact(
                item.source(spec),
                number == 0 ? ref : new ObjectRef(ref.kind(), ref.namespace(), ref.name() + "#" + number),
                ApiItem.selector(spec.at("endpointSelector")),
                List.copyOf(rules),
                spec.at("ingress").present() || spec.at("ingressDeny").present(),
                spec.at("egress").present() || spec.at("egressDeny").present(),
                spec.at("enableDefaultDeny", "ingress").flag(),
                spec.at("enableDefaultDeny", "egress").flag());
    }

    private static void rules(ApiItem item, Field list, boolean ingress, boolean deny, List<Rule> out) {
        String word = ingress ? "from" : "to";
        int index = 0;
        for (Field rule : list.items()) {
            List<Peer> peers = new ArrayList<>();
            List<String> unmodelled = new ArrayList<>();
            boolean anyone = true;
            for (String name : rule.fields().keySet()) {
                if (name.equals("toPorts")) {
                    continue;
                }
                if (!name.startsWith(word) || !PEERS.contains(name.substring(word.length()))) {
                    unmodelled.add(name);
                }
                anyone &= !name.startsWith(word);
            }
            for (Field peer : rule.at(word + "Endpoints").items()) {
                peers.add(new Peer(ApiItem.selector(peer), "", List.of(), ""));
            }
            for (String cidr : rule.at(word + "CIDR").texts()) {
                peers.add(new Peer(Optional.empty(), cidr, List.of(), ""));
            }
            for (Field set : rule.at(word + "CIDRSet").items()) {
                if (set.at("cidr").present()) {
                    peers.add(new Peer(
                            Optional.empty(),
                            set.at("cidr").text(""),
                            set.at("except").texts(),
                            ""));
                } else {
                    unmodelled.add("cidrGroupRef");
                }
            }
            for (String entity : rule.at(word + "Entities").texts()) {
                peers.add(new Peer(Optional.empty(), "", List.of(), entity));
            }
            out.add(new Rule(
                    item.source(rule),
                    index++,
                    ingress,
                    deny,
                    anyone,
                    List.copyOf(peers),
                    ports(rule.at("toPorts"), unmodelled),
                    List.copyOf(unmodelled)));
        }
    }

    private static List<Port> ports(Field list, List<String> unmodelled) {
        List<Port> ports = new ArrayList<>();
        for (Field group : list.items()) {
            for (String name : group.fields().keySet()) {
                if (!name.equals("ports")) {
                    unmodelled.add(name);
                }
            }
            for (Field port : group.at("ports").items()) {
                ports.add(new Port(
                        port.at("protocol").text("ANY"),
                        port.at("port").text("0"),
                        port.at("endPort").integer(0)));
            }
        }
        return List.copyOf(ports);
    }
}
