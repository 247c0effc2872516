package io.packetwalk.check.served;

import io.packetwalk.evidence.Source;
import io.packetwalk.fact.nft.NftElementFact;
import io.packetwalk.fact.nft.NftExpr;
import io.packetwalk.fact.nft.NftRuleFact;
import io.packetwalk.fact.nft.NftStatement;
import io.packetwalk.fact.nft.NftTable;
import io.packetwalk.model.NftRules;
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
 * kube-proxy's nft table, read back: the verdict maps {@code service-ips} and {@code service-nodeports}, then chains and inner maps down to {@code dnat}
 * (kubernetes pkg/proxy/nftables/proxier.go).
 */
final class NftServices {

    private static final String TABLE = "kube-proxy";

    private final Optional<NftTable> table;
    private final Map<String, List<NftElementFact>> maps = new HashMap<>();

    private NftServices(NftRules nft, boolean v6) {
        String family = v6 ? "ip6" : "ip";
        table = nft.tables().stream()
                .filter(content ->
                        content.name().equals(TABLE) && content.family().equals(family))
                .findFirst();
        for (NftElementFact element : nft.elements()) {
            if (element.table().equals(TABLE) && element.family().equals(family)) {
                maps.computeIfAbsent(element.set(), name -> new ArrayList<>()).add(element);
            }
        }
    }

    /** What the table does with the Services of a family; empty when it has none. */
    static Map<Address, Programmed> of(NftRules nft, boolean v6) {
        NftServices read = new NftServices(nft, v6);
        Map<Address, Programmed> entries = new HashMap<>();
        for (String map : List.of("service-ips", "service-nodeports")) {
            for (NftElementFact element : read.maps.getOrDefault(map, List.of())) {
                address(element.element().key())
                        .ifPresent(address -> entries.putIfAbsent(address, read.programmed(element)));
            }
        }
        return entries;
    }

    /** {@code 10.96.0.10 . tcp . 53}, or {@code tcp . 30080} for a node port. */
    private static Optional<Address> address(NftExpr key) {
        if (!(key instanceof NftExpr.Concat concat) || concat.parts().size() < 2) {
            return Optional.empty();
        }
        List<String> words =
                concat.parts().stream().flatMap(part -> word(part).stream()).toList();
        if (words.size() != concat.parts().size()) {
            return Optional.empty();
        }
        Optional<Proto> proto = Proto.parse(words.get(words.size() - 2));
        Optional<Integer> port = Ports.parsePort(words.getLast());
        Optional<Ip> ip = words.size() == 3 ? Ip.parse(words.getFirst()) : Optional.empty();
        boolean readable = proto.isPresent() && port.isPresent() && (words.size() == 2 || ip.isPresent());
        return readable ? Optional.of(new Address(proto.get(), ip, port.get())) : Optional.empty();
    }

    private static Optional<String> word(NftExpr part) {
        return part instanceof NftExpr.Literal literal ? Optional.of(literal.text()) : Optional.empty();
    }

    private Programmed programmed(NftElementFact element) {
        Map<IpPort, Source> targets = new TreeMap<>();
        element.element().data().ifPresent(data -> follow(data, element.source(), targets, new HashSet<>()));
        return new Programmed(element.source(), targets);
    }

    /** What stands in a rule or gives a map: verdicts are followed, addresses with ports are targets. */
    private void follow(NftExpr expr, Source source, Map<IpPort, Source> targets, Set<String> seen) {
        switch (expr) {
            case NftExpr.Verdict verdict -> collect(verdict.chain(), targets, seen);
            case NftExpr.Listed listed ->
                listed.elements()
                        .forEach(element -> element.data().ifPresent(data -> follow(data, source, targets, seen)));
            case NftExpr.Named named -> {
                for (NftElementFact element : maps.getOrDefault(named.name(), List.of())) {
                    element.element().data().ifPresent(data -> follow(data, element.source(), targets, seen));
                }
            }
            case NftExpr.Mapped mapped -> follow(mapped.map(), source, targets, seen);
            case NftExpr.Concat concat -> {
                if (concat.parts().size() == 2) {
                    target(concat.parts().getFirst(), concat.parts().getLast())
                            .ifPresent(target -> targets.putIfAbsent(target, source));
                }
            }
            case NftExpr.Literal _l -> {}
            case NftExpr.Prefix _p -> {}
            case NftExpr.Range _r -> {}
            case NftExpr.Select _s -> {}
            case NftExpr.Spread _s -> {}
            case NftExpr.Flags _f -> {}
            case NftExpr.Binary _b -> {}
            case NftExpr.Any _a -> {}
            case NftExpr.Other _o -> {}
        }
    }

    private static Optional<IpPort> target(NftExpr ip, NftExpr port) {
        Optional<Ip> address = word(ip).flatMap(Ip::parse);
        Optional<Integer> number = word(port).flatMap(Ports::parsePort);
        return address.isPresent() && number.isPresent()
                ? Optional.of(new IpPort(address.get(), number.get()))
                : Optional.empty();
    }

    private void collect(String chain, Map<IpPort, Source> targets, Set<String> seen) {
        if (!seen.add(chain)) {
            return;
        }
        for (NftRuleFact rule : table.map(content -> content.rules(chain)).orElse(List.of())) {
            for (NftStatement statement : rule.statements()) {
                switch (statement) {
                    case NftStatement.Decide decide -> follow(decide.verdict(), rule.source(), targets, seen);
                    case NftStatement.VerdictMap map -> follow(map.map(), rule.source(), targets, seen);
                    case NftStatement.Nat nat -> {
                        if (nat.kind().equals("dnat")) {
                            translated(nat, rule.source(), targets, seen);
                        }
                    }
                    case NftStatement.Match _m -> {}
                    case NftStatement.Assign _a -> {}
                    case NftStatement.Reject _r -> {}
                    case NftStatement.Update _u -> {}
                    case NftStatement.Count _c -> {}
                    case NftStatement.Plain _p -> {}
                    case NftStatement.Other _o -> {}
                }
            }
        }
    }

    private void translated(NftStatement.Nat nat, Source source, Map<IpPort, Source> targets, Set<String> seen) {
        if (nat.address().isPresent() && nat.port().isPresent()) {
            target(nat.address().get(), nat.port().get()).ifPresent(target -> targets.putIfAbsent(target, source));
        } else {
            nat.address().ifPresent(address -> follow(address, source, targets, seen));
        }
    }
}
