package io.packetwalk.model.lower.iptables;

import io.packetwalk.fact.netfilter.IptablesRuleFact.Option;
import io.packetwalk.model.lower.value.AddressRange;
import io.packetwalk.model.lower.value.FrameType;
import io.packetwalk.model.rules.Cond;
import io.packetwalk.model.rules.End;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** {@code -m iprange}, {@code -m addrtype} and {@code -m set} (xt_iprange.c, xt_addrtype.c, xt_set.c). */
final class AddressMatches {

    private AddressMatches() {}

    static Optional<Cond> range(Option option) {
        return switch (option.name()) {
            case "--src-range" ->
                AddressRange.parse(option.arg()).map(r -> new Cond.Address(End.SRC, r.first(), r.last()));
            case "--dst-range" ->
                AddressRange.parse(option.arg()).map(r -> new Cond.Address(End.DST, r.first(), r.last()));
            default -> Optional.empty();
        };
    }

    /** {@code --limit-iface-in} and {@code -out} belong to the types of the same {@code -m}. */
    static List<Cond> addressType(List<Option> options) {
        boolean in = options.stream().anyMatch(option -> option.name().equals("--limit-iface-in"));
        boolean out = options.stream().anyMatch(option -> option.name().equals("--limit-iface-out"));
        String device = in ? "in" : out ? "out" : "";
        List<Cond> conds = new ArrayList<>();
        for (Option option : options) {
            Set<String> types = Set.copyOf(List.of(option.arg().split(",", -1)));
            switch (option.name()) {
                case "--src-type" -> conds.add(Matches.signed(option, new Cond.AddressType(End.SRC, types, device)));
                case "--dst-type" -> conds.add(Matches.signed(option, new Cond.AddressType(End.DST, types, device)));
                case "--limit-iface-in", "--limit-iface-out" -> {
                    // Read above.
                }
                default -> conds.add(new Cond.Unmodelled("-m addrtype " + OptionText.of(option)));
            }
        }
        return conds;
    }

    private static final Set<String> LOOKED_UP = Set.of("LOCAL", "ANYCAST", "UNREACHABLE");

    /**
     * In IPv6 {@code UNICAST} is a kind of address, not of route: every address that is no multicast one, the host's own included. Beside a type that is looked up
     * it says nothing more (xt_addrtype.c, addrtype6 and match_lookup_rt6).
     */
    static Cond sixth(Cond cond) {
        return switch (cond) {
            case Cond.Not not -> new Cond.Not(sixth(not.cond()));
            case Cond.AddressType type
            when type.types().contains("UNICAST") -> {
                Set<String> looked = new TreeSet<>(type.types());
                looked.retainAll(LOOKED_UP);
                yield looked.isEmpty()
                        ? new Cond.Not(new Cond.AddressType(type.end(), Set.of("MULTICAST"), ""))
                        : new Cond.AddressType(type.end(), looked, type.onDevice());
            }
            default -> cond;
        };
    }

    static Optional<Cond> packetType(Option option) {
        return FrameType.of(option.arg());
    }

    static List<Cond> set(List<Option> options) {
        List<Cond> conds = new ArrayList<>();
        for (Option option : options) {
            switch (option.name()) {
                case "--match-set" -> conds.add(matchSet(option));
                case "--update-counters", "--update-subcounters" -> {
                    // Changes counters of the set only.
                }
                default -> conds.add(new Cond.Unmodelled("-m set " + OptionText.of(option)));
            }
        }
        return conds;
    }

    private static Cond matchSet(Option option) {
        List<End> ends = new ArrayList<>();
        if (option.args().size() == 2) {
            for (String word : option.args().get(1).split(",", -1)) {
                switch (word) {
                    case "src" -> ends.add(End.SRC);
                    case "dst" -> ends.add(End.DST);
                    default -> {
                        return new Cond.Unmodelled("-m set " + OptionText.of(option));
                    }
                }
            }
        }
        return ends.isEmpty()
                ? new Cond.Unmodelled("-m set " + OptionText.of(option))
                : Matches.signed(option, new Cond.InSet(option.arg(), ends));
    }
}
