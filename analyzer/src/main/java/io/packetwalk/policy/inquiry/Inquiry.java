package io.packetwalk.policy.inquiry;

import io.packetwalk.net.Proto;
import io.packetwalk.policy.Answers;
import io.packetwalk.policy.By;
import io.packetwalk.policy.Direction;
import io.packetwalk.policy.End;
import io.packetwalk.policy.Policy;
import io.packetwalk.policy.PolicyEngine;
import io.packetwalk.policy.PolicyEngine.Guard;
import io.packetwalk.policy.Rule;
import io.packetwalk.policy.Traffic;
import io.packetwalk.policy.tier.Ruling;
import io.packetwalk.policy.tier.Tier;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/**
 * One connection: may it be made, what decides at each end, what came nearest to allowing it, and what would allow it.
 *
 * @param from sender
 * @param to receiver
 * @param packet protocol and destination port, one of each
 * @param verdict of both directions together
 * @param egress decided at the sender
 * @param ingress decided at the receiver
 */
public record Inquiry(End from, End to, Traffic packet, Word verdict, Side egress, Side ingress) {

    /** Rules that came near are compared this far. */
    private static final int NEAREST = 3;

    /** A verdict in the words of the contract. */
    public enum Word {
        ALLOWED,
        DENIED,
        UNDETERMINED;

        /** Both directions must allow; a denial stands whatever the other says. */
        public Word and(Word other) {
            if (this == DENIED || other == DENIED) {
                return DENIED;
            }
            return this == ALLOWED && other == ALLOWED ? ALLOWED : UNDETERMINED;
        }
    }

    /**
     * One direction.
     *
     * @param verdict verdict
     * @param by what decides; empty when no policy applies
     * @param reason one sentence
     * @param nearest allow rules that came nearest, and which of their fields did not fit; empty unless denied
     * @param counterfactuals changes after which this direction would allow, each evaluated
     * @param missing what the answer depends on and nobody told
     */
    public record Side(
            Word verdict,
            List<By> by,
            String reason,
            List<Near> nearest,
            List<String> counterfactuals,
            List<Unsaid> missing) {}

    /**
     * An allow rule that did not match.
     *
     * @param rule the rule
     * @param misses what did not fit
     */
    public record Near(By rule, List<Miss> misses) {

        /** What did not fit, in words. */
        public List<String> fields() {
            return misses.stream().map(Miss::text).toList();
        }
    }

    /** Asks about one connection between two different ends. */
    public static Inquiry of(PolicyEngine engine, End from, End to, Proto proto, int port) {
        Traffic packet = Traffic.of(proto, port);
        Side egress = side(engine, Direction.EGRESS, from, to, packet);
        Side ingress = side(engine, Direction.INGRESS, to, from, packet);
        return new Inquiry(from, to, packet, egress.verdict().and(ingress.verdict()), egress, ingress);
    }

    /** As {@link #of}, for ends of which the node may be known: a pod always reaches itself, and its node always reaches it, whatever policies say. */
    public static Inquiry between(PolicyEngine engine, Located from, Located to, Proto proto, int port) {
        if (from.end().equals(to.end())) {
            // kubernetes.io, Network Policies, "The two sorts of pod isolation"
            return exempt(from.end(), to.end(), proto, port, "a pod always reaches itself");
        }
        if (Located.fromOwnNode(from, to)) {
            return exempt(from.end(), to.end(), proto, port, "a node always reaches its own pods");
        }
        Inquiry plain = of(engine, from.end(), to.end(), proto, port);
        if (!Located.toOwnNode(from, to) || plain.egress().verdict() != Word.DENIED) {
            return plain;
        }
        Side told = plain.egress();
        Side open = new Side(
                Word.UNDETERMINED,
                told.by(),
                told.reason() + "; but it is the pod's own node",
                told.nearest(),
                told.counterfactuals(),
                Located.disputed(from.end()));
        return new Inquiry(plain.from(), plain.to(), plain.packet(), Word.UNDETERMINED, open, plain.ingress());
    }

    private static Inquiry exempt(End from, End to, Proto proto, int port, String why) {
        Side side = new Side(Word.ALLOWED, List.of(), why, List.of(), List.of(), List.of());
        return new Inquiry(from, to, Traffic.of(proto, port), Word.ALLOWED, side, side);
    }

    private static Side side(PolicyEngine engine, Direction direction, End subject, End peer, Traffic packet) {
        Guard guard = engine.guard(direction, subject);
        Ruling.Clause clause = guard.ruling(peer).about(packet);
        Word word = word(clause);
        List<By> by = clause.by();
        if (word == Word.ALLOWED) {
            String reason = by.isEmpty()
                    ? guard.idle()
                            ? "no policy applies to " + subject.name() + " for " + direction.word()
                            : "the policies that apply to " + subject.name() + " leave it to the default, which allows"
                    : by.getFirst().policy() + " " + by.getFirst().text();
            return new Side(word, by, reason, List.of(), List.of(), List.of());
        }
        if (word == Word.UNDETERMINED) {
            return new Side(
                    word, by, "what is not known decides", List.of(), List.of(), missing(guard, peer, by, packet));
        }
        List<Near> nearest = new ArrayList<>();
        Set<String> counterfactuals = new LinkedHashSet<>();
        End destination = Tier.destination(direction, subject, peer);
        for (Candidate candidate : candidates(guard, peer, destination, packet)) {
            nearest.add(new Near(candidate.rule().by(), List.copyOf(candidate.misses())));
            counterfactual(engine, direction, subject, peer, packet, candidate.misses(), counterfactuals);
        }
        without(engine, direction, subject, peer, packet, by, counterfactuals);
        return new Side(
                word,
                by,
                by.getFirst().policy() + " " + by.getFirst().text(),
                List.copyOf(nearest),
                List.copyOf(counterfactuals),
                List.of());
    }

    private static Word word(Ruling.Clause clause) {
        return clause.answers().accepted() ? Word.ALLOWED : clause.answers().denied() ? Word.DENIED : Word.UNDETERMINED;
    }

    /** An accepting rule with what does not fit. */
    private record Candidate(Rule rule, List<Miss> misses) {}

    private static List<Candidate> candidates(Guard guard, End peer, End destination, Traffic packet) {
        return guard.policies().stream()
                .flatMap(policy -> policy.side(guard.direction()).rules().stream())
                .filter(rule -> rule.answer() == Answers.ACCEPT)
                .map(rule -> new Candidate(rule, Misses.of(rule, guard.subject(), peer, destination, packet)))
                .filter(candidate -> !candidate.misses().isEmpty())
                .sorted(Comparator.comparingInt(
                                (Candidate candidate) -> candidate.misses().size())
                        .thenComparing(candidate -> candidate.misses().stream()
                                .anyMatch(miss -> miss.change().isEmpty()))
                        .thenComparing(candidate -> candidate.rule().by().policy())
                        .thenComparing(candidate -> candidate.rule().by().rule()))
                .limit(NEAREST)
                .toList();
    }

    /** Makes all changes that the rule needs at once and asks again. */
    private static void counterfactual(
            PolicyEngine engine,
            Direction direction,
            End subject,
            End peer,
            Traffic packet,
            List<Miss> misses,
            Set<String> out) {
        if (misses.stream().anyMatch(miss -> miss.change().isEmpty())) {
            return;
        }
        List<Change> changes =
                misses.stream().flatMap(miss -> miss.change().stream()).toList();
        End other = peer;
        Traffic asked = packet;
        for (Change change : changes) {
            other = change.on(other);
            if (change instanceof Change.Port port) {
                asked = port.packet();
            }
        }
        if (word(engine.guard(direction, subject).ruling(other).about(asked)) == Word.ALLOWED) {
            out.add("would be allowed if "
                    + String.join(" and ", changes.stream().map(Change::text).toList()));
        }
    }

    private static void without(
            PolicyEngine engine,
            Direction direction,
            End subject,
            End peer,
            Traffic packet,
            List<By> by,
            Set<String> out) {
        Set<Object> deciding = new LinkedHashSet<>();
        by.forEach(each -> deciding.add(each.policy()));
        PolicyEngine fewer = new PolicyEngine(engine.tiers().stream()
                .map(tier -> tier.with(tier.policies().stream()
                        .filter(policy -> !deciding.contains(policy.ref()))
                        .toList()))
                .toList());
        if (word(fewer.guard(direction, subject).ruling(peer).about(packet)) == Word.ALLOWED) {
            out.add("would be allowed without "
                    + String.join(
                            " and ",
                            by.stream()
                                    .map(each -> each.policy().toString())
                                    .distinct()
                                    .toList()));
        }
    }

    private static List<Unsaid> missing(Guard guard, End peer, List<By> by, Traffic packet) {
        Set<Unsaid> missing = new LinkedHashSet<>();
        List<Policy> policies = guard.policies();
        for (Policy policy : policies) {
            String where = policy.ref().toString();
            List<Unsaid> found = new ArrayList<>();
            Doubts.of(policy.subject(), guard.subject(), guard.subject(), where, found);
            policy.side(guard.direction())
                    .rules()
                    .forEach(rule -> Doubts.of(
                            rule.peers(),
                            guard.subject(),
                            peer,
                            where + " rule " + rule.by().rule(),
                            found));
            missing.addAll(found);
        }
        if (missing.isEmpty() && by.size() > 1) {
            missing.add(new Unsaid(
                    "the order of "
                            + String.join(
                                    " and ",
                                    by.stream()
                                            .map(each -> each.policy().toString())
                                            .distinct()
                                            .toList()),
                    "they have the same priority and answer "
                            + packet.toString().toLowerCase(Locale.ROOT)
                            + " differently; the API leaves open which counts",
                    ""));
        }
        if (missing.isEmpty()) {
            missing.add(new Unsaid("the ports of " + guard.subject().name(), "a rule's ports are not modelled", ""));
        }
        return List.copyOf(missing);
    }

    /** What decides, at the end that denies or, when both allow, at both. */
    public List<By> by() {
        return Stream.concat(egress.by().stream(), ingress.by().stream()).toList();
    }
}
