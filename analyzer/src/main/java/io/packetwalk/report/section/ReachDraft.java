package io.packetwalk.report.section;

import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.model.Cluster;
import io.packetwalk.policy.Deviation;
import io.packetwalk.policy.Direction;
import io.packetwalk.policy.End;
import io.packetwalk.policy.Ends;
import io.packetwalk.policy.Policy;
import io.packetwalk.policy.PolicyEngine;
import io.packetwalk.policy.inquiry.Matrix;
import io.packetwalk.policy.tier.Ruling;
import io.packetwalk.report.Neutral;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Draws up who may reach whom: the matrix of {@code packetwalk policy --list} for as many workloads as can be looked at, with the rules that decide. */
public final class ReachDraft {

    /** Ends of which each pair is ruled on: a table of so many columns can still be read. */
    private static final int ENDS = 40;

    /** Rows of a kind kept; what may pass from and to addresses outside is several rows an end. */
    private static final int ROWS = 2_000;

    private final Cluster cluster;
    private final PolicyEngine engine;
    private final Map<String, Ends.Member> members = new HashMap<>();

    private ReachDraft(Cluster cluster) {
        this.cluster = cluster;
        this.engine = PolicyEngine.of(cluster.policies());
    }

    /**
     * The section.
     *
     * @param first objects that findings are about
     * @param datapaths what is known to carry packets, of all nodes
     */
    public static Reach of(Cluster cluster, Set<ObjectRef> first, Collection<String> datapaths) {
        return new ReachDraft(cluster).reach(first, datapaths);
    }

    private Reach reach(Set<ObjectRef> first, Collection<String> datapaths) {
        List<String> deviations = Deviation.recognised(cluster, datapaths).stream()
                .map(each -> Neutral.of(each.profile() + ", " + each.topic() + ": the specification says that "
                        + each.specification() + "; " + each.profile() + ": " + each.does() + " ("
                        + each.citation() + ")"))
                .toList();
        List<Policy> all = engine.tiers().stream()
                .flatMap(tier -> tier.policies().stream())
                .toList();
        if (all.isEmpty()) {
            return new Reach(
                    List.of(),
                    List.of(),
                    0,
                    List.of(),
                    List.of(),
                    deviations,
                    "The bundle has no policy. Where none selects a pod, every connection is allowed.");
        }
        List<Ends.Member> chosen = chosen(first);
        Matrix matrix = Matrix.of(engine, chosen);
        List<Reach.Connection> connections = new ArrayList<>();
        Set<String> names = new LinkedHashSet<>();
        matrix.allowed(name -> true, name -> true, row -> {
            if (connections.size() < ROWS) {
                connections.add(new Reach.Connection(Neutral.of(row.from()), Neutral.of(row.to()), row.ports()));
            }
        });
        chosen.forEach(member -> {
            String name = matrix.has(member.workload()) ? member.workload() : Ends.title(member.ref());
            names.add(name);
            members.putIfAbsent(name, member);
        });
        List<String> ends = names.stream().limit(ENDS).sorted().toList();
        return new Reach(
                all.stream().map(this::policy).toList(),
                ends.stream().map(Neutral::of).toList(),
                Math.max((int) workloads(), ends.size()),
                connections,
                decided(ends),
                deviations,
                cluster.policies().unread().isEmpty()
                        ? ""
                        : "Some policies could not be read, so nothing is sure where they may apply.");
    }

    private long workloads() {
        return Ends.of(cluster).members().stream()
                .map(Ends.Member::workload)
                .distinct()
                .count();
    }

    /** Members of the workloads that tell most. */
    private List<Ends.Member> chosen(Set<ObjectRef> first) {
        List<Ends.Member> everybody = Ends.of(cluster).members();
        Map<String, Integer> weight = new HashMap<>();
        for (Ends.Member member : everybody) {
            boolean told = first.contains(member.ref());
            boolean guarded = !engine.guard(Direction.INGRESS, member.end()).idle()
                    || !engine.guard(Direction.EGRESS, member.end()).idle();
            weight.merge(member.workload(), told ? 0 : guarded ? 1 : 2, Math::min);
        }
        Set<String> workloads = new LinkedHashSet<>(weight.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue().thenComparing(Map.Entry.comparingByKey()))
                .limit(ENDS)
                .map(Map.Entry::getKey)
                .toList());
        return everybody.stream()
                .filter(member -> workloads.contains(member.workload()))
                .sorted(Comparator.comparing((Ends.Member member) -> weight.getOrDefault(member.workload(), 2))
                        .thenComparing(Ends.Member::ref))
                .toList();
    }

    private List<Reach.Decided> decided(List<String> ends) {
        List<Reach.Decided> pairs = new ArrayList<>();
        for (String from : ends) {
            for (String to : ends) {
                Ends.Member sender = members.get(from);
                Ends.Member receiver = members.get(to);
                if (!from.equals(to) && sender != null && receiver != null && pairs.size() < ROWS) {
                    pair(from, sender, to, receiver).ifPresent(pairs::add);
                }
            }
        }
        return List.copyOf(pairs);
    }

    private Optional<Reach.Decided> pair(String from, Ends.Member sender, String to, Ends.Member receiver) {
        Matrix.Between between = Matrix.between(engine, sender, receiver);
        if (between.open()) {
            return Optional.empty();
        }
        List<Reach.Rule> by = new ArrayList<>();
        rules(Direction.EGRESS, sender.end(), receiver.end(), by);
        rules(Direction.INGRESS, receiver.end(), sender.end(), by);
        String verdict = between.unsure() ? "unknown" : between.ports().isEmpty() ? "denied" : "some";
        return Optional.of(new Reach.Decided(
                Neutral.of(from),
                Neutral.of(to),
                verdict,
                between.ports(),
                by.stream().distinct().toList()));
    }

    private void rules(Direction direction, End subject, End peer, List<Reach.Rule> out) {
        for (Ruling.Clause clause :
                engine.guard(direction, subject).ruling(peer).clauses()) {
            clause.by()
                    .forEach(by -> out.add(new Reach.Rule(
                            direction.word(),
                            Neutral.of(by.policy().toString()),
                            Neutral.of(by.text()),
                            clause.traffic().toString(),
                            by.source().toString())));
        }
    }

    private Reach.Policy policy(Policy policy) {
        List<String> directions = new ArrayList<>();
        int rules = 0;
        for (Direction direction : Direction.values()) {
            Policy.Side side = policy.side(direction);
            rules += side.rules().size();
            if (!side.isolates().no() || !side.rules().isEmpty()) {
                directions.add(direction.word());
            }
        }
        List<String> selected = members.entrySet().stream()
                .filter(each -> !policy.selects(each.getValue().end()).no())
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
        String some = String.join(", ", selected.stream().limit(4).toList());
        return new Reach.Policy(
                Neutral.of(policy.ref().toString()),
                Neutral.of(
                        selected.isEmpty()
                                ? "none of these workloads"
                                : selected.size() > 4 ? some + " and " + (selected.size() - 4) + " more" : some),
                directions,
                rules,
                policy.source().toString());
    }
}
