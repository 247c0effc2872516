package io.packetwalk.policy.inquiry;

import io.packetwalk.policy.End;
import io.packetwalk.policy.Match;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Why a match cannot be told: the unknown leaves of it. */
final class Doubts {

    private Doubts() {}

    /** What would have to be known to tell whether the match means the end. */
    static void of(Match match, End subject, End end, String where, List<Unsaid> out) {
        if (!match.test(subject, end).unknown()) {
            return;
        }
        switch (match) {
            case Match.All(List<Match> parts) -> parts.forEach(part -> of(part, subject, end, where, out));
            case Match.Any(List<Match> parts) -> parts.forEach(part -> of(part, subject, end, where, out));
            case Match.Not(Match part) -> of(part, subject, end, where, out);
            case Match.OnSubject(Match part) -> of(part, subject, subject, where, out);
            case Match.Pods pods -> pods(pods, end, where, out);
            case Match.SameLabels _s -> namespaces(subject, end, where, out);
            case Match.NotSameLabels _n -> namespaces(subject, end, where, out);
            case Match.Addresses _a -> address(end, where, out);
            case Match.Sets _s -> address(end, where, out);
            case Match.Nodes _n ->
                out.add(new Unsaid("labels of the node of " + end.name(), where, "kubectl get nodes -o json"));
            case Match.World _w -> {}
            case Match.Domains(List<String> names) ->
                out.add(new Unsaid(
                        "the addresses of " + String.join(", ", names),
                        where + " allows by name; no evidence of DNS says which addresses that are",
                        ""));
            case Match.Unknown(String text) -> out.add(new Unsaid(text, where + " is not modelled there", ""));
        }
    }

    private static void pods(Match.Pods pods, End end, String where, List<Unsaid> out) {
        if (!(end instanceof End.Pod pod)) {
            return;
        }
        Set<String> unknown = new TreeSet<>(pods.namespaces().keys());
        unknown.removeAll(pod.namespaceLabels().known().keySet());
        if (!pod.namespaceLabels().complete() && !unknown.isEmpty()) {
            out.add(new Unsaid(
                    "labels of namespace " + pod.namespace(),
                    where + " asks for " + String.join(", ", unknown),
                    "kubectl get namespaces -o json"));
        } else {
            out.add(new Unsaid("the selector", where + " has an operator that is not known", ""));
        }
    }

    private static void namespaces(End subject, End end, String where, List<Unsaid> out) {
        for (End each : List.of(subject, end)) {
            if (each instanceof End.Pod pod && !pod.namespaceLabels().complete()) {
                out.add(new Unsaid(
                        "labels of namespace " + pod.namespace(),
                        where + " compares them",
                        "kubectl get namespaces -o json"));
            }
        }
    }

    private static void address(End end, String where, List<Unsaid> out) {
        if (end.addresses().isEmpty()) {
            out.add(new Unsaid(
                    "the address of " + end.name(), where + " is about addresses", "kubectl get pods -A -o json"));
        } else {
            out.add(new Unsaid(
                    "which address of " + end.name() + " is used", where + " is about some of its addresses only", ""));
        }
    }
}
