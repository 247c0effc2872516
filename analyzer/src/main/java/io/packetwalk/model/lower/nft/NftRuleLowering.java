package io.packetwalk.model.lower.nft;

import io.packetwalk.fact.Counters;
import io.packetwalk.fact.nft.NftExpr;
import io.packetwalk.fact.nft.NftRuleFact;
import io.packetwalk.fact.nft.NftStatement;
import io.packetwalk.model.lower.value.AddressRange;
import io.packetwalk.model.rules.Action;
import io.packetwalk.model.rules.Chain;
import io.packetwalk.model.rules.Cond;
import io.packetwalk.model.rules.Rule;
import io.packetwalk.model.rules.Table;
import io.packetwalk.net.Proto;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One nft rule. Its statements run from left to right, matches between actions; the language of rules knows conditions and then one action. So
 *
 * <pre>
 * tcp dport 80 meta mark set 1 ct state new accept
 * </pre>
 *
 * becomes the rule {@code tcp dport 80} with rules within: {@code mark set 1}, and {@code ct state new accept}. A rule with one action at its end needs none of that.
 */
public final class NftRuleLowering {

    private final NftRuleFact fact;
    private final boolean v6;
    private final NftConds conds;
    private final NftActions actions;
    private Optional<Counters> counters = Optional.empty();

    /** A condition or an action. */
    private sealed interface Piece {
        record When(Cond cond) implements Piece {}

        record Then(Action action) implements Piece {}
    }

    private NftRuleLowering(NftRuleFact fact, NftTables tables, Set<String> chains, boolean v6) {
        this.fact = fact;
        this.v6 = v6;
        this.conds = new NftConds(tables, fact.source());
        this.actions = new NftActions(tables, chains, fact.source(), v6);
    }

    /** What the rule means to packets of one family; {@code tables} and {@code chains} are those of its table. */
    public static Rule lower(NftRuleFact fact, NftTables tables, Set<String> chains, boolean v6) {
        NftRuleLowering lowering = new NftRuleLowering(fact, tables, chains, v6);
        List<Piece> pieces = new ArrayList<>();
        for (NftStatement statement : fact.statements()) {
            lowering.read(statement, pieces);
        }
        // Before other statements it can only be a match; at the end it may do anything.
        if (!fact.statements().isEmpty() && fact.statements().getLast() instanceof NftStatement.Other other) {
            then(pieces, new Action.Unmodelled(other.text()));
        }
        if (!pieces.isEmpty() && pieces.getLast().equals(new Piece.When(new Cond.Offloads()))) {
            pieces.removeLast(); // nothing waits for it
        }
        return lowering.rule(pieces, 0);
    }

    private void read(NftStatement statement, List<Piece> pieces) {
        switch (statement) {
            case NftStatement.Match match -> {
                own(match.left(), pieces);
                conds.read(match).forEach(cond -> pieces.add(new Piece.When(cond)));
            }
            case NftStatement.Decide decide -> then(pieces, actions.verdict(decide.verdict()));
            case NftStatement.VerdictMap map -> {
                needs(map.key(), pieces);
                then(pieces, actions.verdicts(map));
            }
            case NftStatement.Assign assign -> assign(assign, pieces);
            case NftStatement.Nat nat -> {
                nat.address().ifPresent(address -> target(address, pieces));
                nat.port().ifPresent(port -> target(port, pieces));
                then(pieces, actions.translation(nat));
            }
            case NftStatement.Reject reject -> {
                if (reject.type().equals("tcp reset")) {
                    pieces.add(new Piece.When(new Cond.ProtocolIs(Proto.TCP)));
                } else if (reject.type().equals("icmp") || reject.type().equals("icmpv6")) {
                    pieces.add(new Piece.When(new Cond.FamilyIs(reject.type().equals("icmpv6"))));
                }
                then(pieces, actions.reject(reject));
            }
            case NftStatement.Update update -> {
                needs(update.key(), pieces);
                update.body().forEach(inner -> read(inner, pieces));
            }
            case NftStatement.Count count -> counters = count.counters().or(() -> counters);
            case NftStatement.Plain plain -> plain(plain, pieces);
            case NftStatement.Other other -> pieces.add(new Piece.When(new Cond.Unmodelled(other.text())));
        }
    }

    private static void then(List<Piece> pieces, Action action) {
        pieces.add(new Piece.Then(action));
    }

    /** What asks the connection for more than its state. */
    private static void own(NftExpr asked, List<Piece> pieces) {
        if (ofConnection(asked)) {
            pieces.add(new Piece.When(new Cond.Own()));
        }
    }

    private static boolean ofConnection(NftExpr asked) {
        return switch (asked) {
            case NftExpr.Select select ->
                select.what().startsWith("ct ") && !select.what().equals("ct state");
            case NftExpr.Concat concat -> concat.parts().stream().anyMatch(NftRuleLowering::ofConnection);
            case NftExpr.Binary binary -> ofConnection(binary.left()) || ofConnection(binary.right());
            case NftExpr.Mapped mapped -> ofConnection(mapped.key());
            default -> false;
        };
    }

    /** The fields of a key must be there: {@code tcp dport vmap} is for TCP only. */
    private static void needs(NftExpr key, List<Piece> pieces) {
        own(key, pieces);
        NftConds.fields(key instanceof NftExpr.Concat concat ? concat.parts() : List.of(key))
                .ifPresent(fields -> NftConds.needs(fields).forEach(cond -> pieces.add(new Piece.When(cond))));
    }

    /** A constant address is of one family (nft writes {@code dnat ip6 to} in inet tables). */
    private static void target(NftExpr target, List<Piece> pieces) {
        if (target instanceof NftExpr.Mapped mapped) {
            needs(mapped.key(), pieces);
        } else {
            NftFields.range(target)
                    .map(AddressRange::first)
                    .ifPresent(ip -> pieces.add(new Piece.When(new Cond.FamilyIs(ip.v6()))));
        }
    }

    private void assign(NftStatement.Assign assign, List<Piece> pieces) {
        String what = assign.what() instanceof NftExpr.Select select ? select.what() : NftConds.print(assign.what());
        NftAssignments assignments = new NftAssignments(actions, what, assign.value());
        own(assign.value(), pieces);
        assignments.needs().forEach(cond -> pieces.add(new Piece.When(cond)));
        assignments.actions().forEach(action -> then(pieces, action));
        assignments.after().forEach(cond -> pieces.add(new Piece.When(cond)));
    }

    private void plain(NftStatement.Plain plain, List<Piece> pieces) {
        switch (plain.kind()) {
            case "limit", "quota", "ct count" -> pieces.add(new Piece.When(new Cond.Limit(plain.kind())));
            case "notrack" -> then(pieces, new Action.NoTrack());
            case "queue" ->
                then(pieces, new Action.Queue(plain.text(), plain.text().contains("bypass")));
            case "tproxy" -> then(pieces, NftDetours.proxy(plain.text()));
            case "flow" -> pieces.add(new Piece.When(new Cond.Offloads()));
            case "fwd" -> then(pieces, NftDetours.forward(plain.text()));
            case "synproxy" -> {
                pieces.add(new Piece.When(new Cond.ProtocolIs(Proto.TCP))); // nft_synproxy.c breaks the rule
                then(pieces, new Action.Synproxy(plain.text()));
            }
            case "xt match" -> {
                // A comment always matches; of every other extension nft prints the name and loses the rest.
                if (!plain.text().endsWith("\"comment\"")) {
                    pieces.add(new Piece.When(new Cond.Unmodelled(plain.text())));
                }
            }
            case "xt target" -> target(plain.text(), pieces);
            default -> {
                // Logs, copies, offloading, helpers: the packet goes on as it was.
            }
        }
    }

    private static void target(String text, List<Piece> pieces) {
        String name =
                text.substring(Math.min(text.length(), "xt target ".length())).replace("\"", "");
        switch (name) {
            case "MASQUERADE" -> then(pieces, new Action.Masquerade());
            case "LOG", "NFLOG", "TRACE", "CHECKSUM", "TCPMSS", "DSCP", "TOS", "CLASSIFY", "TEE", "AUDIT" -> {
                // They only look, or change what decides nothing.
            }
            default -> then(pieces, new Action.Unmodelled(text));
        }
    }

    private Rule rule(List<Piece> pieces, int from) {
        List<Cond> when = new ArrayList<>();
        int at = from;
        while (at < pieces.size() && pieces.get(at) instanceof Piece.When piece) {
            when.add(piece.cond());
            at++;
        }
        if (at == pieces.size()) {
            return make(when, new Action.Nothing());
        }
        Action action = ((Piece.Then) pieces.get(at)).action();
        boolean last = at + 1 == pieces.size();
        if (last || ends(action)) {
            return make(when, action);
        }
        Rule rest = rule(pieces, at + 1);
        if (rest.action() instanceof Action.Nothing) {
            return make(when, action);
        }
        return make(when, followed(action, rest));
    }

    private Action followed(Action action, Rule rest) {
        return switch (action) {
            case Action.Lookup lookup -> new Action.Lookup(followed(lookup.table(), rest));
            case Action.Choose choose ->
                new Action.Choose(choose.shares().stream()
                        .map(share -> new Action.Share(share.weight(), followed(share.action(), rest), share.also()))
                        .toList());
            default -> inline(List.of(make(List.of(), action), rest));
        };
    }

    /** An element that is found goes on with the rule, one that is missing ends it. */
    private Table<Action> followed(Table<Action> table, Rule rest) {
        return table.map(action -> followed(action, rest));
    }

    private Action inline(List<Rule> rules) {
        return new Action.Inline(Chain.of(fact.source(), fact.chain(), rules));
    }

    /** Nothing of the rule runs behind these. */
    private static boolean ends(Action action) {
        return switch (action) {
            case Action.Accept _a -> true;
            case Action.Drop _d -> true;
            case Action.Reject _r -> true;
            case Action.Return _r -> true;
            case Action.Jump _j -> true;
            case Action.Goto _g -> true;
            case Action.Dnat _d -> true;
            case Action.Snat _s -> true;
            case Action.Masquerade _m -> true;
            case Action.Redirect _r -> true;
            case Action.Queue _q -> true;
            case Action.Forward _f -> true;
            case Action.Unmodelled _u -> true;
            default -> false;
        };
    }

    private Rule make(List<Cond> when, Action action) {
        if (when.contains(new Cond.FamilyIs(!v6))) {
            return new Rule(
                    fact.source(), List.of(new Cond.FamilyIs(!v6)), new Action.Nothing(), counters, fact.text());
        }
        // Families that the whole program is of need no question.
        List<Cond> asked = new ArrayList<>(when.size());
        for (Cond cond : when) {
            boolean sure = cond instanceof Cond.FamilyIs family && family.v6() == v6;
            if (!sure && !asked.contains(cond)) {
                asked.add(cond);
            }
        }
        return new Rule(fact.source(), asked, action, counters, fact.text());
    }
}
