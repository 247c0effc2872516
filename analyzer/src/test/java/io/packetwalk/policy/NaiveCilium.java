package io.packetwalk.policy;

import io.packetwalk.fact.k8s.CiliumPolicyFact;
import io.packetwalk.net.Cidr;
import io.packetwalk.policy.NaivePolicy.Thing;
import java.util.List;
import java.util.Set;

/**
 * Cilium's policies together with NetworkPolicies by brute force: any deny, else any allow, else denied when isolated.
 *
 * @param policies Cilium's
 * @param standard NetworkPolicies
 */
record NaiveCilium(List<CiliumPolicyFact> policies, NaivePolicy standard) implements Floor {

    @Override
    public Set<String> answers(Packet packet) {
        boolean isolated = standard.isolated(packet);
        boolean allowed = standard.allowed(packet);
        for (CiliumPolicyFact policy : policies) {
            Thing me = packet.me();
            String home = policy.ref().namespace();
            if (!home.isEmpty() && !home.equals(me.namespace())
                    || !NaivePolicy.selects(policy.endpointSelector().orElseThrow(), me.labels())) {
                continue;
            }
            for (CiliumPolicyFact.Rule rule : policy.rules()) {
                if (rule.ingress() != packet.ingress()) {
                    continue;
                }
                isolated = true;
                boolean peer = rule.anyone() && !rule.ports().isEmpty();
                for (CiliumPolicyFact.Peer each : rule.peers()) {
                    peer |= peer(each, home, packet.other());
                }
                boolean fits = rule.ports().isEmpty();
                for (CiliumPolicyFact.Port each : rule.ports()) {
                    fits |= fits(each, packet);
                }
                if (peer && fits && rule.deny()) {
                    return Set.of("Deny");
                }
                allowed |= peer && fits;
            }
        }
        return Set.of(allowed ? "Accept" : isolated ? "Deny" : "Next");
    }

    private static boolean peer(CiliumPolicyFact.Peer peer, String home, Thing other) {
        boolean outside = other.namespace().isEmpty();
        if (peer.endpoints().isPresent()) {
            return other.pod()
                    && (home.isEmpty() || home.equals(other.namespace()))
                    && NaivePolicy.selects(peer.endpoints().get(), other.labels());
        }
        if (!peer.cidr().isEmpty()) {
            return outside
                    && Cidr.of(peer.cidr()).contains(other.ip())
                    && peer.except().stream().noneMatch(net -> Cidr.of(net).contains(other.ip()));
        }
        return switch (peer.entity()) {
            case "all" -> true;
            case "world" -> outside;
            case "cluster" -> !outside;
            default -> throw new IllegalArgumentException(peer.entity());
        };
    }

    private static boolean fits(CiliumPolicyFact.Port want, Packet packet) {
        boolean any = want.proto().equals("ANY");
        if (!any && !want.proto().equals(packet.proto().toString().toUpperCase(java.util.Locale.ROOT))) {
            return false;
        }
        if (!Character.isDigit(want.port().charAt(0))) {
            return packet.to().pod()
                    && packet.to().ports().getOrDefault(packet.proto() + "/" + want.port(), -1) == packet.port();
        }
        int first = Integer.parseInt(want.port());
        return packet.port() >= first && packet.port() <= Math.max(first, want.endPort());
    }
}
