package io.packetwalk.policy.inquiry;

import io.packetwalk.evidence.Ternary;
import io.packetwalk.policy.End;
import io.packetwalk.policy.Labels;
import io.packetwalk.policy.Match;
import io.packetwalk.policy.PortMatch;
import io.packetwalk.policy.Rule;
import io.packetwalk.policy.Selector;
import io.packetwalk.policy.Traffic;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Which fields of a rule do not fit a connection, and what would make them fit. */
final class Misses {

    private Misses() {}

    /** All fields of a rule that do not fit. */
    static List<Miss> of(Rule rule, End subject, End peer, End destination, Traffic packet) {
        List<Miss> misses = new ArrayList<>(match(rule.peers(), subject, peer));
        PortMatch.Split split = rule.ports().split(destination);
        if (packet.and(split.sure().or(split.maybe())).isEmpty()) {
            misses.add(port(rule.ports().named(), split.sure(), packet));
        }
        return misses;
    }

    private static Miss port(boolean named, Traffic allowed, Traffic packet) {
        String text = "port " + packet + " is not in "
                + (allowed.isEmpty() ? "its ports (a named port that the pod does not have)" : allowed);
        Optional<Traffic> first = first(allowed);
        Miss.Kind kind = named && allowed.isEmpty() ? Miss.Kind.NAMED_PORT_ABSENT : Miss.Kind.PORT;
        return new Miss(kind, text, first.map(port -> new Change.Port(port, port.toString())));
    }

    private static Optional<Traffic> first(Traffic allowed) {
        if (!allowed.tcp().isEmpty()) {
            return Optional.of(Traffic.of(
                    io.packetwalk.net.Proto.TCP,
                    allowed.tcp().ranges().getFirst().from()));
        }
        if (!allowed.udp().isEmpty()) {
            return Optional.of(Traffic.of(
                    io.packetwalk.net.Proto.UDP,
                    allowed.udp().ranges().getFirst().from()));
        }
        return allowed.sctp().isEmpty()
                ? Optional.empty()
                : Optional.of(Traffic.of(
                        io.packetwalk.net.Proto.SCTP,
                        allowed.sctp().ranges().getFirst().from()));
    }

    static List<Miss> match(Match match, End subject, End end) {
        if (match.test(subject, end) == Ternary.YES) {
            return List.of();
        }
        return switch (match) {
            case Match.All(List<Match> parts) ->
                parts.stream()
                        .flatMap(part -> match(part, subject, end).stream())
                        .toList();
            case Match.Any(List<Match> parts) ->
                parts.stream()
                        .map(part -> match(part, subject, end))
                        .min(Comparator.comparingInt((List<Miss> misses) -> misses.size())
                                .thenComparing(misses -> misses.stream()
                                        .anyMatch(miss -> miss.change().isEmpty())))
                        .orElse(List.of(Miss.plain(Miss.Kind.PEER, "the rule names no peer")));
            case Match.Not(Match _p) -> List.of(Miss.plain(Miss.Kind.PEER, end.name() + " is excluded"));
            case Match.Pods pods -> pods(pods, end);
            case Match.SameLabels same ->
                List.of(Miss.plain(
                        Miss.Kind.NAMESPACE_LABEL, "the namespaces differ in " + String.join(", ", same.keys())));
            case Match.NotSameLabels other ->
                List.of(Miss.plain(
                        Miss.Kind.NAMESPACE_LABEL,
                        "the namespaces do not differ in " + String.join(", ", other.keys())));
            case Match.Addresses(var ranges) ->
                List.of(Miss.plain(Miss.Kind.ADDRESS, "address " + addresses(end) + " is not in " + ranges));
            case Match.Sets(var ranges) ->
                List.of(Miss.plain(Miss.Kind.ADDRESS, "address " + addresses(end) + " is not in " + ranges));
            case Match.Nodes _n -> List.of(Miss.plain(Miss.Kind.PEER, end.name() + " is no node that is selected"));
            case Match.World _w -> List.of(Miss.plain(Miss.Kind.PEER, end.name() + " is not outside the cluster"));
            case Match.Domains(List<String> names) ->
                List.of(Miss.plain(Miss.Kind.ADDRESS, end.name() + " is not known to be " + String.join(", ", names)));
            case Match.OnSubject(Match part) -> match(part, subject, subject);
            case Match.Unknown(String text) -> List.of(Miss.plain(Miss.Kind.UNMODELLED, text + " is not modelled"));
        };
    }

    private static String addresses(End end) {
        return end.addresses().isEmpty()
                ? "of " + end.name()
                : String.join(
                        ", ", end.addresses().stream().map(Object::toString).toList());
    }

    private static List<Miss> pods(Match.Pods pods, End end) {
        if (!(end instanceof End.Pod pod)) {
            return List.of(Miss.plain(
                    Miss.Kind.PEER, end.name() + " has no address of its own that a pod selector could find"));
        }
        List<Miss> misses = new ArrayList<>();
        if (pods.namespace().isPresent() && !pods.namespace().get().equals(pod.namespace())) {
            misses.add(Miss.plain(
                    Miss.Kind.PEER,
                    "namespace is " + pod.namespace() + ", the selector is about namespace "
                            + pods.namespace().get()));
        }
        labels(
                pods.namespaces(),
                pod.namespaceLabels(),
                "namespace " + pod.namespace(),
                Miss.Kind.NAMESPACE_LABEL,
                misses,
                (key, value) -> new Change.NamespaceLabel(pod.namespace(), key, value));
        labels(
                pods.pods(),
                pod.labels(),
                pod.name(),
                Miss.Kind.POD_LABEL,
                misses,
                (key, value) -> new Change.PodLabel(pod.name(), key, value));
        return misses;
    }

    /** Makes the change that sets a label. */
    private interface Setting {
        Change to(String key, String value);
    }

    private static void labels(
            Selector selector, Labels labels, String who, Miss.Kind kind, List<Miss> out, Setting setting) {
        if (selector.test(labels) == Ternary.YES) {
            return;
        }
        switch (selector) {
            case Selector.And(List<Selector> parts) ->
                parts.forEach(part -> labels(part, labels, who, kind, out, setting));
            case Selector.In in -> {
                String value = in.values().stream().sorted().findFirst().orElse("");
                out.add(new Miss(
                        absent(kind, labels, in.key()),
                        who + " has " + has(labels, in.key()) + ", wanted "
                                + (in.values().size() == 1
                                        ? in.key() + "=" + value
                                        : in.key() + " in "
                                                + in.values().stream().sorted().toList()),
                        in.values().isEmpty() ? Optional.empty() : Optional.of(setting.to(in.key(), value))));
            }
            case Selector.Has has ->
                out.add(new Miss(
                        absent(kind, labels, has.key()),
                        who + " has no label " + has.key(),
                        Optional.of(setting.to(has.key(), ""))));
            case Selector.Not not ->
                out.add(Miss.plain(
                        kind,
                        who + " has "
                                + String.join(
                                        ", ",
                                        not.keys().stream()
                                                .map(key -> has(labels, key))
                                                .toList())
                                + ", which is excluded"));
            case Selector.Or or ->
                out.add(Miss.plain(kind, who + " fits no alternative of " + String.join(", ", or.keys())));
            case Selector.Like like ->
                out.add(Miss.plain(
                        kind,
                        who + " has " + has(labels, like.key()) + ", wanted one that " + like.operator() + " "
                                + like.text()));
            case Selector.Unknown unknown ->
                out.add(Miss.plain(Miss.Kind.UNMODELLED, unknown.text() + " is not modelled"));
        }
    }

    private static Miss.Kind absent(Miss.Kind kind, Labels labels, String key) {
        return kind == Miss.Kind.NAMESPACE_LABEL && labels.get(key).isEmpty() ? Miss.Kind.NAMESPACE_LABEL_ABSENT : kind;
    }

    private static String has(Labels labels, String key) {
        return labels.get(key).map(value -> key + "=" + value).orElse("no label " + key);
    }
}
