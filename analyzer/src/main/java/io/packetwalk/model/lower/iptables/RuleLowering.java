package io.packetwalk.model.lower.iptables;

import io.packetwalk.fact.netfilter.IptablesRuleFact;
import io.packetwalk.fact.netfilter.IptablesRuleFact.Option;
import io.packetwalk.model.lower.value.AddressRange;
import io.packetwalk.model.rules.Action;
import io.packetwalk.model.rules.Chain;
import io.packetwalk.model.rules.Cond;
import io.packetwalk.model.rules.End;
import io.packetwalk.model.rules.Field;
import io.packetwalk.model.rules.Rule;
import io.packetwalk.model.rules.Span;
import io.packetwalk.net.Cidr;
import io.packetwalk.net.Ip;
import io.packetwalk.net.Proto;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One iptables rule: its options in order, those of an extension kept together, because {@code -m recent --rcheck --name x} is one condition.
 */
public final class RuleLowering {

    private final IptablesRuleFact fact;
    private final Set<String> chains;
    private final List<Cond> conds = new ArrayList<>();
    private Action action = new Action.Nothing();
    private Optional<String> protocol = Optional.empty();

    private RuleLowering(IptablesRuleFact fact, Set<String> chains) {
        this.fact = fact;
        this.chains = chains;
    }

    /** What the rule means; {@code chains} are those of its table, which it may jump to. */
    public static Rule lower(IptablesRuleFact fact, Set<String> chains) {
        RuleLowering lowering = new RuleLowering(fact, chains);
        lowering.read(fact.options());
        List<Cond> conds = fact.family().equals("ip6")
                ? lowering.conds.stream().map(AddressMatches::sixth).toList()
                : lowering.conds;
        return new Rule(fact.source(), conds, lowering.marked(), fact.counters(), fact.text());
    }

    /** Behind {@code -m socket --restore-skmark} the packet has a mark that nobody knows; what ends it does not mind. */
    private Action marked() {
        boolean restored =
                fact.options().stream().anyMatch(option -> option.name().equals(DeviceMatches.RESTORE));
        boolean ends = action instanceof Action.Drop || action instanceof Action.Reject;
        return restored && !ends ? new Action.Unmodelled("-m socket " + DeviceMatches.RESTORE) : labelled();
    }

    /** Behind {@code -m connlabel --label L --set} the connection has the label. */
    private Action labelled() {
        List<Option> options = fact.options();
        for (int at = 1; at < options.size(); at++) {
            boolean sets = options.get(at).name().equals(TrackingMatches.SET_LABEL)
                    && options.get(at - 1).name().equals("--label");
            if (sets) {
                Action label = new Action.SetLabel(options.get(at - 1).arg());
                Rule gives = new Rule(fact.source(), List.of(), label, Optional.empty(), fact.text());
                Rule does = new Rule(fact.source(), List.of(), action, Optional.empty(), fact.text());
                return new Action.Inline(Chain.of(fact.source(), fact.chain(), List.of(gives, does)));
            }
        }
        return action;
    }

    private void read(List<Option> options) {
        int at = 0;
        while (at < options.size()) {
            Option option = options.get(at);
            int end = at + 1;
            if (option.name().startsWith("--") || Set.of("-m", "-j", "-g").contains(option.name())) {
                while (end < options.size() && options.get(end).name().startsWith("--")) {
                    end++;
                }
            }
            List<Option> own = options.subList(at + 1, end);
            switch (option.name()) {
                case "-m" -> conds.addAll(Matches.read(option.arg(), own));
                case "-j" ->
                    action = Targets.read(option.arg(), own, fact.family().equals("ip6"), chains);
                case "-g" ->
                    action = chains.contains(option.arg())
                            ? new Action.Goto(option.arg())
                            : new Action.Unmodelled("-g " + option.arg());
                default -> {
                    if (option.name().startsWith("--")) {
                        // Without -m the protocol names the extension (iptables(8), "implicit matches").
                        conds.addAll(Matches.read(protocol.orElse("?"), options.subList(at, end)));
                    } else {
                        plain(option);
                    }
                }
            }
            at = end;
        }
    }

    private void plain(Option option) {
        switch (option.name()) {
            case "-s" -> address(End.SRC, option);
            case "-d" -> address(End.DST, option);
            case "-p" -> protocol(option);
            case "-i" -> device(option, new Cond.InDevice(option.arg()));
            case "-o" -> device(option, new Cond.OutDevice(option.arg()));
            case "-f" -> conds.add(Matches.signed(option, new Cond.Fragment()));
            case "-4", "-6", "-c" -> {
                // Family of the file and counters: no condition.
            }
            default -> conds.add(new Cond.Unmodelled(OptionText.of(option)));
        }
    }

    private void address(End end, Option option) {
        Optional<AddressRange> range = Cidr.parse(option.arg()).map(AddressRange::of);
        conds.add(range.map(known -> Matches.signed(option, new Cond.Address(end, known.first(), known.last())))
                .or(() -> holes(end, option.arg()).map(cond -> Matches.signed(option, cond)))
                .orElseGet(() -> new Cond.Unmodelled(OptionText.of(option))));
    }

    /** {@code 10.0.12.0/255.0.12.0}: a mask with holes. */
    private static Optional<Cond> holes(End end, String text) {
        String[] parts = text.split("/", 2);
        Optional<Ip> address = Ip.parse(parts[0]).filter(ip -> !ip.v6());
        Optional<Ip> mask = parts.length == 2 ? Ip.parse(parts[1]).filter(ip -> !ip.v6()) : Optional.empty();
        return address.flatMap(ip -> mask.map(bits -> new Cond.FieldIn(
                end == End.SRC ? Field.SOURCE : Field.DESTINATION, bits.lo(), List.of(Span.of(ip.lo() & bits.lo())))));
    }

    private void device(Option option, Cond cond) {
        if (option.arg().equals("+") && !option.negated()) {
            return;
        }
        conds.add(Matches.signed(option, cond));
    }

    private void protocol(Option option) {
        if (option.arg().equals("all") || option.arg().equals("0")) {
            if (option.negated()) {
                conds.add(new Cond.Unmodelled(OptionText.of(option)));
            }
            return;
        }
        protocol = Optional.of(option.arg());
        conds.add(Proto.parse(option.arg())
                .map(proto -> Matches.signed(option, new Cond.ProtocolIs(proto)))
                .orElseGet(() -> new Cond.Unmodelled(OptionText.of(option))));
    }
}
