package io.packetwalk.check.translation;

import io.packetwalk.evidence.Source;
import io.packetwalk.fact.netfilter.IptablesRuleFact;
import io.packetwalk.model.Node;
import io.packetwalk.net.Cidr;
import io.packetwalk.net.Ip;
import io.packetwalk.net.IpPort;
import io.packetwalk.net.Ports;
import io.packetwalk.net.Proto;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The kube-proxy rules of one node, iptables mode, read back into "address and port to endpoints".
 *
 * <p>Chains are followed by content, from KUBE-SERVICES to DNAT: names and comments differ between versions (kubernetes pkg/proxy/iptables/proxier.go).
 */
final class ServiceRules {

    /**
     * What the node does with one Service address.
     *
     * @param entry the rule of KUBE-SERVICES that takes the packet
     * @param targets DNAT targets with the rule that sends there
     */
    record Programmed(IptablesRuleFact entry, Map<IpPort, Source> targets) {}

    private final Map<FiveTupleKey, Programmed> entries = new HashMap<>();
    private final boolean present;

    /** Destination of a Service rule. */
    private record FiveTupleKey(Proto proto, IpPort dst) {}

    private ServiceRules(Node node) {
        Map<String, List<IptablesRuleFact>> chains = new HashMap<>();
        for (IptablesRuleFact rule : node.netns().rules().rules()) {
            if (rule.table().equals("nat")) {
                chains.computeIfAbsent(rule.chain(), name -> new ArrayList<>()).add(rule);
            }
        }
        List<IptablesRuleFact> services = chains.getOrDefault("KUBE-SERVICES", List.of());
        present = !services.isEmpty();
        for (IptablesRuleFact rule : services) {
            Optional<Proto> proto = option(rule, "-p").flatMap(Proto::parse);
            Optional<Ip> dst = option(rule, "-d")
                    .flatMap(Cidr::parse)
                    .filter(cidr -> cidr.length() == cidr.base().bits())
                    .map(Cidr::base);
            Optional<Integer> port = option(rule, "--dport").flatMap(Ports::parsePort);
            Optional<String> jump = option(rule, "-j");
            if (proto.isPresent()
                    && dst.isPresent()
                    && port.isPresent()
                    && jump.isPresent()
                    && !jump.get().equals("KUBE-MARK-MASQ")) {
                Map<IpPort, Source> targets = new TreeMap<>();
                collect(chains, jump.get(), targets, new HashSet<>());
                entries.putIfAbsent(
                        new FiveTupleKey(proto.get(), new IpPort(dst.get(), port.get())),
                        new Programmed(rule, targets));
            }
        }
    }

    static ServiceRules of(Node node) {
        return new ServiceRules(node);
    }

    private static Optional<String> option(IptablesRuleFact rule, String name) {
        return rule.options().stream()
                .filter(option -> option.name().equals(name) && !option.negated())
                .map(IptablesRuleFact.Option::arg)
                .findFirst();
    }

    /** Where a chain may send: DNAT targets of it and of the chains it jumps to. */
    private static void collect(
            Map<String, List<IptablesRuleFact>> chains, String chain, Map<IpPort, Source> targets, Set<String> seen) {
        if (!seen.add(chain)) {
            return;
        }
        for (IptablesRuleFact rule : chains.getOrDefault(chain, List.of())) {
            option(rule, "--to-destination")
                    .flatMap(IpPort::parse)
                    .ifPresent(target -> targets.putIfAbsent(target, rule.source()));
            option(rule, "-j").or(() -> option(rule, "-g")).ifPresent(next -> collect(chains, next, targets, seen));
        }
    }

    /** True when KUBE-SERVICES has rules. */
    boolean present() {
        return present;
    }

    /** The rules for a Service address. */
    Optional<Programmed> at(Proto proto, IpPort address) {
        return Optional.ofNullable(entries.get(new FiveTupleKey(proto, address)));
    }
}
