package io.packetwalk.policy.inquiry;

import io.packetwalk.net.IpRanges;
import io.packetwalk.policy.Direction;
import io.packetwalk.policy.End;
import io.packetwalk.policy.Ends;
import io.packetwalk.policy.PolicyEngine;
import io.packetwalk.policy.Traffic;
import io.packetwalk.policy.inquiry.Neighbourhood.Block;
import io.packetwalk.policy.tier.Ruling;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Who may reach whom, per workload.
 *
 * <p>Ends that no policy tells apart are one class; each class is ruled on against blocks of classes, never against single pods. Memory is linear in pods, classes and rules;
 * the rows, of which there can be one for each two workloads, are handed out as they are found.
 */
public final class Matrix {

    private final List<End> classes = new ArrayList<>();
    private final int podClasses;
    private final Map<String, Integer> workloads = new TreeMap<>();
    /** The node of a row's pods when all of them are on one; empty text when they are on several or nobody knows. */
    private final Map<String, String> nodes = new HashMap<>();

    private final List<List<Block>> egress = new ArrayList<>();
    private final List<List<Block>> ingress = new ArrayList<>();
    private final Map<Traffic, String> texts = new HashMap<>();

    /**
     * One row.
     *
     * @param from {@code NS/WORKLOAD[Kind]} or a range of addresses
     * @param to the same
     * @param ports {@code All} or {@code TCP 80,443-444;UDP 53}
     */
    public record Row(String from, String to, String ports) {}

    /**
     * What may pass between two ends.
     *
     * @param ports what surely may, in words; empty for nothing
     * @param open everything may
     * @param unsure of something it cannot be told
     */
    public record Between(String ports, boolean open, boolean unsure) {}

    private Matrix(PolicyEngine engine, List<Ends.Member> members) {
        Mentions mentions = new Mentions(engine.tiers());
        Map<Mentions.Key, Integer> known = new HashMap<>();
        Map<String, TreeSet<Integer>> classesOf = new HashMap<>();
        List<Integer> classOf = new ArrayList<>();
        boolean v6 = false;
        for (Ends.Member member : members) {
            Mentions.Key key = mentions.key(member.end());
            int at = known.computeIfAbsent(key, fresh -> {
                classes.add(member.end());
                return classes.size() - 1;
            });
            classOf.add(at);
            classesOf
                    .computeIfAbsent(member.workload(), name -> new TreeSet<>())
                    .add(at);
            v6 |= member.end().addresses().stream().anyMatch(ip -> ip.v6());
        }
        podClasses = classes.size();
        classes.addAll(mentions.outside(v6));
        for (int i = 0; i < members.size(); i++) {
            Ends.Member member = members.get(i);
            boolean alike =
                    classesOf.getOrDefault(member.workload(), new TreeSet<>()).size() == 1;
            // Pods of one workload that policies tell apart stand by themselves.
            String name = alike ? member.workload() : Ends.title(member.ref());
            workloads.put(name, classOf.get(i));
            nodes.merge(name, member.node(), (one, two) -> one.equals(two) ? one : "");
        }
        Neighbourhood neighbourhood = new Neighbourhood(engine, classes);
        for (int i = 0; i < podClasses; i++) {
            egress.add(neighbourhood.of(Direction.EGRESS, classes.get(i)));
            ingress.add(neighbourhood.of(Direction.INGRESS, classes.get(i)));
        }
    }

    public static Matrix of(PolicyEngine engine, List<Ends.Member> members) {
        return new Matrix(engine, members);
    }

    /** What may pass from one member to another: a cell of the matrix by itself. */
    public static Between between(PolicyEngine engine, Ends.Member from, Ends.Member to) {
        Ruling out = engine.guard(Direction.EGRESS, from.end()).ruling(to.end());
        Ruling in = engine.guard(Direction.INGRESS, to.end()).ruling(from.end());
        Traffic sure = out.accepted().and(in.accepted());
        Traffic possible = Traffic.ALL.minus(out.denied()).and(Traffic.ALL.minus(in.denied()));
        Located sender = new Located(from.end(), from.node());
        Located receiver = new Located(to.end(), to.node());
        if (from.end().equals(to.end()) || Located.fromOwnNode(sender, receiver)) {
            sure = Traffic.ALL;
            possible = Traffic.ALL;
        } else if (Located.toOwnNode(sender, receiver)) {
            possible = Traffic.ALL;
        }
        return new Between(
                sure.isEmpty() ? "" : sure.toString(),
                sure.equals(Traffic.ALL),
                !possible.minus(sure).isEmpty());
    }

    /** True when a row's name is this one: a workload whose pods policies do not tell apart, else a pod. */
    public boolean has(String name) {
        return workloads.containsKey(name);
    }

    /** Workloads, or pods where a workload's pods differ, by name. */
    public int size() {
        return workloads.size();
    }

    /** Kinds of ends that policies tell apart, those outside included. */
    public int classes() {
        return classes.size();
    }

    /** Connections that surely are allowed, by sender and receiver; addresses outside come first. */
    public void allowed(Predicate<String> from, Predicate<String> to, Consumer<Row> out) {
        rows(false, from, to, out);
    }

    /** Connections of which it cannot be told whether they are allowed. */
    public void undetermined(Predicate<String> from, Predicate<String> to, Consumer<Row> out) {
        rows(true, from, to, out);
    }

    private void rows(boolean maybe, Predicate<String> from, Predicate<String> to, Consumer<Row> out) {
        workloads.forEach((name, at) -> {
            if (to.test(name)) {
                Map<Traffic, IpRanges> outside = new LinkedHashMap<>();
                for (int i = podClasses; i < classes.size(); i++) {
                    Block in = block(ingress.get(at), i);
                    gather(outside, i, maybe ? in.possible().minus(in.accepted()) : in.accepted());
                }
                ranges(outside, from, (range, ports) -> out.accept(new Row(range, name, ports)));
            }
        });
        workloads.forEach((name, at) -> {
            if (from.test(name)) {
                row(maybe, name, at, to, out);
            }
        });
    }

    private void row(boolean maybe, String name, int at, Predicate<String> to, Consumer<Row> out) {
        Map<Traffic, IpRanges> outside = new LinkedHashMap<>();
        Block[] outward = new Block[classes.size()];
        for (Block block : egress.get(at)) {
            block.peers().stream().forEach(peer -> outward[peer] = block);
        }
        for (int i = podClasses; i < classes.size(); i++) {
            gather(outside, i, maybe ? outward[i].possible().minus(outward[i].accepted()) : outward[i].accepted());
        }
        ranges(outside, to, (range, ports) -> out.accept(new Row(name, range, ports)));
        String[] byClass = new String[podClasses];
        for (int i = 0; i < podClasses; i++) {
            Block in = block(ingress.get(i), at);
            Traffic sure = outward[i].accepted().and(in.accepted());
            byClass[i] = text(maybe ? outward[i].possible().and(in.possible()).minus(sure) : sure);
        }
        workloads.forEach((peer, index) -> {
            String ports = together(name, peer) ? ownNode(maybe, at, index, byClass[index]) : byClass[index];
            if (!ports.isEmpty() && !peer.equals(name) && to.test(peer)) {
                out.accept(new Row(name, peer, ports));
            }
        });
    }

    private boolean together(String one, String two) {
        String node = nodes.getOrDefault(one, "");
        return !node.isEmpty() && node.equals(nodes.get(two));
    }

    /** Between a pod and what shares its node's address: {@link Inquiry#between} says why. */
    private String ownNode(boolean maybe, int from, int to, String ports) {
        boolean sender = classes.get(from) instanceof End.Pod;
        boolean receiver = classes.get(to) instanceof End.Pod;
        if (receiver && !sender) {
            return maybe ? "" : text(Traffic.ALL);
        }
        if (!sender || receiver || !maybe) {
            return ports;
        }
        return text(Traffic.ALL.minus(block(egress.get(from), to).accepted()));
    }

    private static Block block(List<Block> blocks, int peer) {
        for (Block block : blocks) {
            if (block.peers().get(peer)) {
                return block;
            }
        }
        throw new IllegalStateException("class " + peer + " is in no block");
    }

    private void gather(Map<Traffic, IpRanges> into, int at, Traffic traffic) {
        if (!traffic.isEmpty() && classes.get(at) instanceof End.Outside outside) {
            into.merge(traffic, new IpRanges(List.of(outside.range())), IpRanges::or);
        }
    }

    /** Takes a range and what may pass. */
    private interface RangeRow {
        void accept(String range, String ports);
    }

    private void ranges(Map<Traffic, IpRanges> byTraffic, Predicate<String> wanted, RangeRow out) {
        TreeMap<IpRanges.Range, String> sorted = new TreeMap<>();
        byTraffic.forEach((traffic, ranges) -> ranges.ranges().forEach(range -> sorted.put(range, text(traffic))));
        sorted.forEach((range, ports) -> {
            if (wanted.test(range.toString()) && !ports.isEmpty()) {
                out.accept(range.toString(), ports);
            }
        });
    }

    private String text(Traffic traffic) {
        return texts.computeIfAbsent(traffic, Traffic::toString);
    }
}
