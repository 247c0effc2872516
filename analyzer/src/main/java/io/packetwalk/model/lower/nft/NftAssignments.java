package io.packetwalk.model.lower.nft;

import io.packetwalk.fact.nft.NftExpr;
import io.packetwalk.model.rules.Action;
import io.packetwalk.model.rules.Cond;
import io.packetwalk.model.rules.End;
import io.packetwalk.net.Ip;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * {@code what set value}: marks, zones, and header fields that decide where the packet goes.
 *
 * @param lowering maps and chances
 * @param what what is set
 * @param value to what
 */
record NftAssignments(NftActions lowering, String what, NftExpr value) {

    /** What must hold before it is done: the fields that are read, and the header that is written. */
    List<Cond> needs() {
        List<Cond> needs = new ArrayList<>();
        if (value instanceof NftExpr.Mapped mapped) {
            List<NftExpr> keys = mapped.key() instanceof NftExpr.Concat concat ? concat.parts() : List.of(mapped.key());
            NftConds.fields(keys).ifPresent(fields -> needs.addAll(NftConds.needs(fields)));
        }
        if (end().isPresent()) {
            NftFields.of(what).ifPresent(field -> needs.addAll(field.needs()));
        }
        return needs;
    }

    /** What must have held for the rule to go on: without a connection there is no mark to read, nothing is set, and the rule ends (nft_ct.c, nft_ct_get_eval). */
    List<Cond> after() {
        return NftMark.of(value).filter(NftMark::ofConnection).isPresent() ? NftHeaders.TRACKED : List.of();
    }

    List<Action> actions() {
        return switch (what) {
            case "meta mark", "ct mark" -> marks(what.equals("meta mark"));
            case "ct zone" -> List.of(zone());
            case "ct label" ->
                List.of(NftFields.text(value).<Action>map(Action.SetLabel::new).orElseGet(this::unmodelled));
            case "ip ttl", "ip6 hoplimit" -> List.of(lifetime());
            case "ip protocol", "ip6 nexthdr" -> List.of(unmodelled());
            default ->
                end().map(end -> List.of(rewritten(end)))
                        // Priorities, DSCP, labels, helpers, MSS: they decide nothing about the way of a first packet.
                        .orElseGet(() -> what.startsWith("@") ? List.of(unmodelled()) : List.of());
        };
    }

    private Action unmodelled() {
        return new Action.Unmodelled(what + " set " + NftConds.print(value));
    }

    private List<Action> marks(boolean packet) {
        return switch (value) {
            case NftExpr.Mapped mapped -> List.of(lowering.marks(packet, mapped));
            case NftExpr.Spread spread -> List.of(lowering.spread(spread, number -> mark(packet, number)));
            default -> NftMark.of(value).map(mark -> mark.assign(packet)).orElseGet(() -> List.of(unmodelled()));
        };
    }

    private static Action mark(boolean packet, long number) {
        return packet ? new Action.SetMark(0, number) : new Action.SetConnMark(0, number);
    }

    private Action zone() {
        return value instanceof NftExpr.Mapped mapped
                ? lowering.mapped(mapped.key(), mapped.map(), NftAssignments::zone)
                : zone(value).orElseGet(this::unmodelled);
    }

    private static Optional<Action> zone(NftExpr number) {
        return NftFields.text(number).flatMap(NftNames::port).map(Action.SetZone::new);
    }

    /** A hop limit that stays large decides nothing; a small one may end the packet at the next hop. */
    private Action lifetime() {
        return NftFields.text(value)
                .flatMap(NftNames::number)
                .filter(hops -> hops <= 255)
                .<Action>map(hops -> new Action.SetHopLimit(false, hops.intValue()))
                .orElseGet(this::unmodelled);
    }

    private Optional<End> end() {
        return switch (what) {
            case "ip saddr", "ip6 saddr", "tcp sport", "udp sport", "th sport", "sctp sport" -> Optional.of(End.SRC);
            case "ip daddr", "ip6 daddr", "tcp dport", "udp dport", "th dport", "sctp dport" -> Optional.of(End.DST);
            default -> Optional.empty();
        };
    }

    private Action rewritten(End end) {
        if (what.endsWith("addr")) {
            return NftFields.text(value)
                    .flatMap(Ip::parse)
                    .<Action>map(ip -> new Action.Rewrite(end, Optional.of(ip), OptionalInt.empty()))
                    .orElseGet(this::unmodelled);
        }
        return NftFields.text(value)
                .flatMap(NftNames::port)
                .<Action>map(port -> new Action.Rewrite(end, Optional.empty(), OptionalInt.of(port)))
                .orElseGet(this::unmodelled);
    }
}
