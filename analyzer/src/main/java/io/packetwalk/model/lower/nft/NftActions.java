package io.packetwalk.model.lower.nft;

import io.packetwalk.evidence.Source;
import io.packetwalk.fact.nft.NftExpr;
import io.packetwalk.fact.nft.NftStatement;
import io.packetwalk.model.lower.value.AddressRange;
import io.packetwalk.model.rules.Action;
import io.packetwalk.net.Ip;
import io.packetwalk.net.Ports;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongFunction;

/** Verdicts, translations and maps of nft rules as actions. */
final class NftActions {

    private static final Map<String, String> ICMPX6 = Map.of(
            "port-unreachable", "icmp6-port-unreachable",
            "admin-prohibited", "icmp6-adm-prohibited",
            "no-route", "icmp6-no-route",
            "host-unreachable", "icmp6-addr-unreachable");

    private final NftTables tables;
    private final Set<String> chains;
    private final Source source;
    private final boolean v6;

    NftActions(NftTables tables, Set<String> chains, Source source, boolean v6) {
        this.tables = tables;
        this.chains = chains;
        this.source = source;
        this.v6 = v6;
    }

    Action verdict(NftExpr.Verdict verdict) {
        return switch (verdict.word()) {
            case "accept" -> new Action.Accept();
            case "drop" -> new Action.Drop();
            case "return" -> new Action.Return();
            case "jump" -> chain(verdict.chain(), new Action.Jump(verdict.chain()));
            case "goto" -> chain(verdict.chain(), new Action.Goto(verdict.chain()));
            case "continue" -> new Action.Nothing();
            default -> new Action.Unmodelled(verdict.word());
        };
    }

    private Action chain(String name, Action action) {
        return chains.contains(name) ? action : new Action.Unmodelled("chain " + name + " is not in the dump");
    }

    /** {@code key vmap map}. */
    Action verdicts(NftStatement.VerdictMap map) {
        return mapped(map.key(), map.map(), this::verdict);
    }

    private Optional<Action> verdict(NftExpr data) {
        return data instanceof NftExpr.Verdict verdict ? Optional.of(verdict(verdict)) : Optional.empty();
    }

    /** What a map gives, each element made an action. */
    Action mapped(NftExpr key, NftExpr map, Function<NftExpr, Optional<Action>> value) {
        if (key instanceof NftExpr.Spread spread) {
            return chance(spread, map, value);
        }
        Optional<List<NftField>> fields =
                NftConds.fields(key instanceof NftExpr.Concat concat ? concat.parts() : List.of(key));
        if (fields.isEmpty()) {
            return new Action.Unmodelled(NftConds.print(key) + " map " + NftConds.print(map));
        }
        return new Action.Lookup(tables.map(source, map, fields.get(), data -> data.flatMap(value)));
    }

    /**
     * {@code numgen random mod 3 vmap { 0 : ..., 1-2 : ... }}: each number has the same chance. {@code numgen inc} goes in turn, and hashes spread over many connections, which
     * comes to the same for one connection nobody knows the place of.
     */
    private Action chance(NftExpr.Spread spread, NftExpr map, Function<NftExpr, Optional<Action>> value) {
        List<NftTables.Pair> pairs = tables.pairs(source, map);
        Action unread = new Action.Unmodelled(NftConds.print(spread) + " map " + NftConds.print(map));
        if (spread.mod() < 1 || spread.offset() < 0 || pairs.isEmpty()) {
            return unread;
        }
        List<Action.Share> shares = new ArrayList<>();
        for (NftTables.Pair pair : pairs) {
            Optional<Action> action = pair.element().data().flatMap(value);
            Optional<Long> count = count(pair.element().key(), spread.offset(), spread.offset() + spread.mod() - 1);
            if (action.isEmpty() || count.isEmpty()) {
                return unread;
            }
            if (count.get() > 0) {
                List<Source> also = pair.source().equals(source) ? List.of() : List.of(pair.source());
                shares.add(new Action.Share((double) count.get() / spread.mod(), action.get(), also));
            }
        }
        return new Action.Choose(shares);
    }

    /** {@code ct mark set numgen inc mod 2 offset 100}: each number has the same chance. */
    Action spread(NftExpr.Spread spread, LongFunction<Action> value) {
        if (spread.mod() < 1 || spread.mod() > Action.Choose.MOST || spread.offset() < 0) {
            return new Action.Unmodelled(NftConds.print(spread));
        }
        List<Action.Share> shares = new ArrayList<>();
        for (long i = 0; i < spread.mod(); i++) {
            shares.add(new Action.Share(1.0 / spread.mod(), value.apply(spread.offset() + i), List.of()));
        }
        return new Action.Choose(shares);
    }

    /** How many numbers from {@code least} to {@code most} the key holds. */
    private static Optional<Long> count(NftExpr key, long least, long most) {
        Optional<Long> from = NftFields.text(key instanceof NftExpr.Range range ? range.from() : key)
                .flatMap(NftNames::number);
        Optional<Long> to = NftFields.text(key instanceof NftExpr.Range range ? range.to() : key)
                .flatMap(NftNames::number);
        return from.flatMap(first -> to.map(last -> Math.max(0, Math.min(last, most) - Math.max(first, least) + 1)));
    }

    Action translation(NftStatement.Nat nat) {
        NftExpr address = nat.address().orElse(null);
        if (address instanceof NftExpr.Mapped mapped) {
            return mapped(mapped.key(), mapped.map(), data -> target(nat, Optional.of(data), nat.port()));
        }
        if (address instanceof NftExpr.Spread spread && !v6) {
            return spread(
                    spread,
                    number -> target(
                                    nat,
                                    Optional.of(new NftExpr.Literal(
                                            Ip.v4((int) number).toString())),
                                    nat.port())
                            .orElseGet(() -> new Action.Unmodelled(nat.kind() + " to " + NftConds.print(spread))));
        }
        if (nat.port().orElse(null) instanceof NftExpr.Mapped mapped) {
            return mapped(mapped.key(), mapped.map(), data -> target(nat, nat.address(), Optional.of(data)));
        }
        return target(nat, nat.address(), nat.port())
                .orElseGet(() -> new Action.Unmodelled(nat.kind() + " to "
                        + nat.address().map(NftConds::print).orElse("")
                        + nat.port().map(port -> ":" + NftConds.print(port)).orElse("")));
    }

    private static Optional<Action> target(NftStatement.Nat nat, Optional<NftExpr> address, Optional<NftExpr> port) {
        if (address.isPresent() && address.get() instanceof NftExpr.Concat pair) {
            return pair.parts().size() == 2
                    ? target(
                            nat,
                            Optional.of(pair.parts().getFirst()),
                            Optional.of(pair.parts().get(1)))
                    : Optional.empty();
        }
        if (address.isPresent()
                && address.get() instanceof NftExpr.Prefix
                && nat.flags().contains("prefix")) {
            return port.isPresent()
                    ? Optional.empty()
                    : NftFields.range(address.get()).map(net -> new Action.NetMap(net.first(), net.last()));
        }
        Optional<AddressRange> hosts = address.flatMap(NftFields::range);
        Optional<Ports.Range> ports =
                port.flatMap(NftFields::ports).map(known -> known.ranges().getFirst());
        if (hosts.isEmpty() != address.isEmpty() || ports.isEmpty() != port.isEmpty()) {
            return Optional.empty();
        }
        Optional<Ip> first = hosts.map(AddressRange::first);
        Optional<Ip> last = hosts.map(AddressRange::last);
        boolean random = nat.flags().contains("random") || nat.flags().contains("fully-random");
        return switch (nat.kind()) {
            case "dnat" -> Optional.of(new Action.Dnat(first, last, ports, random));
            case "snat" -> Optional.of(new Action.Snat(first, last, ports, random));
            case "masquerade" -> Optional.of(new Action.Masquerade(ports, random));
            case "redirect" -> Optional.of(new Action.Redirect(ports, random));
            default -> Optional.empty();
        };
    }

    /** {@code meta mark set ip saddr map { ... }}. */
    Action marks(boolean packet, NftExpr.Mapped mapped) {
        return mapped(
                mapped.key(),
                mapped.map(),
                data -> NftMark.of(data).map(mark -> mark.assign(packet).getFirst()));
    }

    /** {@code reject}: by default a port unreachable of the packet's family (src/evaluate.c, stmt_evaluate_reject_default). */
    Action reject(NftStatement.Reject reject) {
        String code = reject.code().isEmpty() ? "port-unreachable" : reject.code();
        return new Action.Reject(
                switch (reject.type()) {
                    case "tcp reset" -> "tcp-reset";
                    case "icmp" -> "icmp-" + code;
                    case "icmpv6" -> "icmp6-" + code;
                    default ->
                        v6
                                ? ICMPX6.getOrDefault(code, "icmp6-" + code)
                                : code.equals("no-route") ? "icmp-net-unreachable" : "icmp-" + code;
                });
    }
}
