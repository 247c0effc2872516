package io.packetwalk.check.served;

import io.packetwalk.evidence.Source;
import io.packetwalk.fact.netfilter.IptablesRuleFact;
import io.packetwalk.fact.netfilter.IptablesTable;
import io.packetwalk.net.Cidr;
import io.packetwalk.net.Ip;
import io.packetwalk.net.IpPort;
import io.packetwalk.net.Ports;
import io.packetwalk.net.Proto;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * kube-proxy's iptables rules, read back. Chains are followed by content, from KUBE-SERVICES and KUBE-NODEPORTS to DNAT: the names in between and the comments differ
 * between versions (kubernetes pkg/proxy/iptables/proxier.go).
 */
final class IptablesServices {

    private static final String SERVICES = "KUBE-SERVICES";
    private static final String NODE_PORTS = "KUBE-NODEPORTS";

    private final IptablesTable nat;
    private final Map<String, Map<IpPort, Source>> reached = new HashMap<>();

    private IptablesServices(IptablesTable nat) {
        this.nat = nat;
    }

    /** What a nat table does with Services; empty when it does nothing. */
    static Map<Address, Programmed> of(IptablesTable nat) {
        return new IptablesServices(nat).entries();
    }

    private Map<Address, Programmed> entries() {
        Map<Address, Programmed> entries = new HashMap<>();
        for (IptablesRuleFact rule : nat.rules(SERVICES)) {
            option(rule, "-d")
                    .flatMap(Cidr::parse)
                    .filter(cidr -> cidr.length() == cidr.base().bits())
                    .map(Cidr::base)
                    .ifPresent(ip -> take(entries, rule, Optional.of(ip)));
        }
        for (IptablesRuleFact rule : nat.rules(NODE_PORTS)) {
            take(entries, rule, Optional.empty());
        }
        return entries;
    }

    /** Rules that only mark come before the one that sends; the first rule that sends somewhere counts. */
    private void take(Map<Address, Programmed> entries, IptablesRuleFact rule, Optional<Ip> ip) {
        Optional<Proto> proto = option(rule, "-p").flatMap(Proto::parse);
        Optional<Integer> port = option(rule, "--dport").flatMap(Ports::parsePort);
        Optional<String> next = next(rule);
        if (proto.isEmpty() || port.isEmpty() || next.isEmpty()) {
            return;
        }
        Address address = new Address(proto.get(), ip, port.get());
        Map<IpPort, Source> targets = reach(next.get());
        Programmed before = entries.get(address);
        if (before == null || before.targets().isEmpty() && !targets.isEmpty()) {
            entries.put(address, new Programmed(rule.source(), targets));
        }
    }

    private static Optional<String> next(IptablesRuleFact rule) {
        return option(rule, "-j").or(() -> option(rule, "-g"));
    }

    private static Optional<String> option(IptablesRuleFact rule, String name) {
        for (IptablesRuleFact.Option option : rule.options()) {
            if (option.name().equals(name) && !option.negated()) {
                return Optional.of(option.arg());
            }
        }
        return Optional.empty();
    }

    /** Where a chain may send: DNAT targets of it and of the chains it jumps to. */
    private Map<IpPort, Source> reach(String chain) {
        return reached.computeIfAbsent(chain, name -> {
            Map<IpPort, Source> targets = new TreeMap<>();
            collect(name, targets, new HashSet<>());
            return targets;
        });
    }

    private void collect(String chain, Map<IpPort, Source> targets, Set<String> seen) {
        if (!seen.add(chain)) {
            return;
        }
        for (IptablesRuleFact rule : nat.rules(chain)) {
            option(rule, "--to-destination")
                    .flatMap(IpPort::parse)
                    .ifPresent(target -> targets.putIfAbsent(target, rule.source()));
            next(rule).ifPresent(other -> collect(other, targets, seen));
        }
    }
}
