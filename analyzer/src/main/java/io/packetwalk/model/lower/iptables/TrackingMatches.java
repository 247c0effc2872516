package io.packetwalk.model.lower.iptables;

import io.packetwalk.fact.netfilter.IptablesRuleFact.Option;
import io.packetwalk.model.lower.value.AddressRange;
import io.packetwalk.model.lower.value.Masked;
import io.packetwalk.model.rules.Cond;
import io.packetwalk.model.rules.CtState;
import io.packetwalk.model.rules.End;
import io.packetwalk.net.Ports;
import io.packetwalk.net.Proto;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** {@code -m conntrack}, {@code -m state}, {@code -m mark} and {@code -m connmark} (xt_conntrack.c, xt_mark.c, xt_connmark.c). */
final class TrackingMatches {

    private TrackingMatches() {}

    /** Where the state is asked too, a packet without connection is decided by its state alone (xt_conntrack.c, conntrack_mt). */
    static List<Cond> conntrack(List<Option> options) {
        boolean state = options.stream().anyMatch(option -> option.name().equals("--ctstate"));
        return options.stream()
                .map(option -> tracking(option)
                        .map(cond -> Matches.signed(option, cond))
                        .map(cond -> state && !option.name().equals("--ctstate") ? new Cond.IfTracked(cond) : cond)
                        .orElseGet(() -> new Cond.Unmodelled("-m conntrack " + OptionText.of(option))))
                .toList();
    }

    static Optional<Cond> tracking(Option option) {
        return switch (option.name()) {
            case "--ctstate", "--state" -> states(option.arg()).map(Cond.StateIn::new);
            case "--ctstatus" -> status(option.arg());
            case "--ctproto" -> Proto.parse(option.arg()).map(Cond.TrackedProto::new);
            case "--ctorigsrc" -> address(false, End.SRC, option);
            case "--ctorigdst" -> address(false, End.DST, option);
            case "--ctreplsrc" -> address(true, End.SRC, option);
            case "--ctrepldst" -> address(true, End.DST, option);
            case "--ctorigsrcport" -> port(false, End.SRC, option);
            case "--ctorigdstport" -> port(false, End.DST, option);
            case "--ctreplsrcport" -> port(true, End.SRC, option);
            case "--ctrepldstport" -> port(true, End.DST, option);
            case "--ctexpire" ->
                Optional.of(new Cond.Unsaid(
                        "when the connection's entry expires", "-m conntrack " + OptionText.of(option)));
            case "--ctdir" -> direction(option.arg());
            default -> Optional.empty();
        };
    }

    static Optional<Cond> helper(Option option) {
        return option.name().equals("--helper") ? Optional.of(new Cond.Helped()) : Optional.empty();
    }

    /** {@code --set} beside it gives the label, and always matches a packet with a connection (xt_connlabel.c); {@link RuleLowering} minds it. */
    static List<Cond> label(List<Option> options) {
        List<Option> labels = options.stream()
                .filter(option -> option.name().equals("--label"))
                .toList();
        boolean sets = options.size() == 2
                && options.stream().anyMatch(option -> option.name().equals(SET_LABEL));
        if (labels.size() != 1
                || labels.size() < options.size() && (!sets || labels.getFirst().negated())) {
            return List.of(new Cond.Unmodelled(OptionText.of("-m connlabel", options)));
        }
        return List.of(
                sets
                        ? new Cond.Not(new Cond.StateIn(Set.of(CtState.INVALID, CtState.UNTRACKED)))
                        : Matches.signed(
                                labels.getFirst(),
                                new Cond.Labelled(labels.getFirst().arg())));
    }

    static final String SET_LABEL = "--set";

    private static Optional<Set<CtState>> states(String text) {
        Set<CtState> states = EnumSet.noneOf(CtState.class);
        for (String name : text.split(",", -1)) {
            Optional<CtState> state = Arrays.stream(CtState.values())
                    .filter(known -> known.name().equals(name))
                    .findFirst();
            if (state.isEmpty()) {
                return Optional.empty();
            }
            states.add(state.get());
        }
        return Optional.of(states);
    }

    private static final Set<String> STATUS =
            Set.of("SEEN_REPLY", "ASSURED", "CONFIRMED", "EXPECTED", "SNAT", "DNAT", "NONE");

    private static Optional<Cond> status(String text) {
        Set<String> words = Set.copyOf(List.of(text.split(",", -1)));
        return STATUS.containsAll(words) ? Optional.of(new Cond.StatusIn(words)) : Optional.empty();
    }

    private static Optional<Cond> address(boolean reply, End end, Option option) {
        return AddressRange.parse(option.arg())
                .map(range -> new Cond.TrackedAddress(reply, end, range.first(), range.last()));
    }

    private static Optional<Cond> port(boolean reply, End end, Option option) {
        return Ports.parse(option.arg()).map(ports -> new Cond.TrackedPort(reply, end, ports));
    }

    private static Optional<Cond> direction(String word) {
        return switch (word) {
            case "ORIGINAL" -> Optional.of(new Cond.OriginalDirection());
            case "REPLY" -> Optional.of(new Cond.Not(new Cond.OriginalDirection()));
            default -> Optional.empty();
        };
    }

    static Optional<Cond> mark(Option option) {
        return option.name().equals("--mark")
                ? Masked.parse(option.arg()).map(masked -> new Cond.MarkIs(masked.value(), masked.mask()))
                : Optional.empty();
    }

    static Optional<Cond> connectionMark(Option option) {
        return option.name().equals("--mark")
                ? Masked.parse(option.arg()).map(masked -> new Cond.ConnMarkIs(masked.value(), masked.mask()))
                : Optional.empty();
    }
}
