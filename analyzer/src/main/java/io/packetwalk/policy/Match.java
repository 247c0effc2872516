package io.packetwalk.policy;

import io.packetwalk.evidence.Ternary;
import io.packetwalk.net.Ip;
import io.packetwalk.net.IpRanges;
import java.util.List;
import java.util.Optional;

/** Which ends a policy applies to, or a rule speaks about. */
public sealed interface Match {

    /** Every end there is. */
    static Match anyone() {
        return new All(List.of());
    }

    /** No end. */
    static Match nobody() {
        return new Any(List.of());
    }

    /** All hold. */
    record All(List<Match> parts) implements Match {}

    /** One holds. */
    record Any(List<Match> parts) implements Match {}

    /** It does not hold. */
    record Not(Match part) implements Match {}

    /**
     * Pods with their own address by namespace and labels; never a host-network pod.
     *
     * @param namespace the only namespace, when it is fixed
     * @param namespaces labels of the namespace
     * @param pods labels of the pod
     */
    record Pods(Optional<String> namespace, Selector namespaces, Selector pods) implements Match {

        /** All pods of one namespace that have these labels. */
        public static Pods in(String namespace, Selector pods) {
            return new Pods(Optional.of(namespace), Selector.all(), pods);
        }

        Ternary selects(End.Pod pod) {
            if (namespace.isPresent() && !namespace.get().equals(pod.namespace())) {
                return Ternary.NO;
            }
            Ternary own = pods.test(pod.labels());
            return own.no() ? own : own.and(namespaces.test(pod.namespaceLabels()));
        }
    }

    /**
     * Pods whose namespace has the same value as the subject's for all these labels.
     *
     * @param keys labels that both namespaces must have
     */
    record SameLabels(List<String> keys) implements Match {}

    /**
     * Pods whose namespace has all these labels and another value than the subject's for one.
     *
     * @param keys labels
     */
    record NotSameLabels(List<String> keys) implements Match {}

    /** Ends with an address in a set. */
    record Addresses(IpRanges ranges) implements Match {}

    /** Ends outside by the labels that a network set of a vendor gives their addresses. */
    record Sets(IpRanges ranges) implements Match {}

    /** Nodes and what shares their address. */
    record Nodes(Selector labels) implements Match {}

    /** Ends that are no pod and no node. */
    record World() implements Match {}

    /** Something outside that only evidence of DNS could tell. */
    record Domains(List<String> names) implements Match {}

    /** A condition on the policy's own subject. */
    record OnSubject(Match part) implements Match {}

    /** Something we do not model. */
    record Unknown(String text) implements Match {}

    /** Whether the end is meant, seen from the policy's subject. */
    default Ternary test(End subject, End end) {
        return switch (this) {
            case All(List<Match> parts) -> {
                Ternary all = Ternary.YES;
                for (Match part : parts) {
                    all = all.and(part.test(subject, end));
                    if (all.no()) {
                        break;
                    }
                }
                yield all;
            }
            case Any(List<Match> parts) -> {
                Ternary any = Ternary.NO;
                for (Match part : parts) {
                    any = any.or(part.test(subject, end));
                    if (any.yes()) {
                        break;
                    }
                }
                yield any;
            }
            case Not(Match part) -> part.test(subject, end).not();
            case Pods pods -> end instanceof End.Pod pod ? pods.selects(pod) : Ternary.NO;
            case SameLabels same -> SameNamespace.same(same.keys(), subject, end);
            case NotSameLabels other -> SameNamespace.differs(other.keys(), subject, end);
            case Addresses(IpRanges ranges) -> within(ranges, end);
            case Sets(IpRanges ranges) -> end instanceof End.Outside ? within(ranges, end) : Ternary.NO;
            case Nodes(Selector labels) -> end instanceof End.Node node ? labels.test(node.labels()) : Ternary.NO;
            case World _w -> Ternary.of(end instanceof End.Outside);
            case Domains _d -> end instanceof End.Outside ? Ternary.UNKNOWN : Ternary.NO;
            case OnSubject(Match part) -> part.test(subject, subject);
            case Unknown _u -> Ternary.UNKNOWN;
        };
    }

    /** A pod with addresses inside and outside of the set: the answer depends on the family. */
    private static Ternary within(IpRanges ranges, End end) {
        if (end instanceof End.Outside outside) {
            return ranges.covers(outside.range())
                    ? Ternary.YES
                    : ranges.meets(outside.range()) ? Ternary.UNKNOWN : Ternary.NO;
        }
        List<Ip> addresses = end.addresses();
        if (addresses.isEmpty()) {
            return ranges.isEmpty() ? Ternary.NO : Ternary.UNKNOWN;
        }
        long inside = addresses.stream().filter(ranges::contains).count();
        return inside == 0 ? Ternary.NO : inside == addresses.size() ? Ternary.YES : Ternary.UNKNOWN;
    }

    /** The only namespace of whose pods it may hold; empty when it may hold of others, or of what is no pod. */
    default Optional<String> confined() {
        return switch (this) {
            case Pods pods -> pods.namespace();
            case All(List<Match> parts) ->
                parts.stream().flatMap(part -> part.confined().stream()).findFirst();
            default -> Optional.empty();
        };
    }

    /** True when the answer depends on the policy's subject. */
    default boolean relative() {
        return switch (this) {
            case All(List<Match> parts) -> parts.stream().anyMatch(Match::relative);
            case Any(List<Match> parts) -> parts.stream().anyMatch(Match::relative);
            case Not(Match part) -> part.relative();
            case SameLabels _s -> true;
            case NotSameLabels _n -> true;
            case Pods _p -> false;
            case Addresses _a -> false;
            case Sets _s -> false;
            case Nodes _n -> false;
            case World _w -> false;
            case Domains _d -> false;
            case OnSubject _o -> true;
            case Unknown _u -> false;
        };
    }
}
