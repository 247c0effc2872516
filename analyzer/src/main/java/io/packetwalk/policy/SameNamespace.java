package io.packetwalk.policy;

import io.packetwalk.evidence.Ternary;
import java.util.List;
import java.util.Optional;

/** {@code sameLabels} and {@code notSameLabels} of the first AdminNetworkPolicy API: peers by how their namespace compares with the subject's. */
final class SameNamespace {

    private SameNamespace() {}

    /** The peer's namespace has all the labels, each with the subject's value; an empty list selects nothing. */
    static Ternary same(List<String> keys, End subject, End peer) {
        if (keys.isEmpty() || !(subject instanceof End.Pod own) || !(peer instanceof End.Pod other)) {
            return Ternary.NO;
        }
        Ternary all = Ternary.YES;
        for (String key : keys) {
            all = all.and(equal(key, own, other));
        }
        return all;
    }

    /** The peer's namespace has all the labels, and one of them has another value than the subject's. */
    static Ternary differs(List<String> keys, End subject, End peer) {
        if (keys.isEmpty() || !(subject instanceof End.Pod own) || !(peer instanceof End.Pod other)) {
            return Ternary.NO;
        }
        Ternary has = Ternary.YES;
        Ternary same = Ternary.YES;
        for (String key : keys) {
            has = has.and(other.namespaceLabels().has(key));
            same = same.and(equal(key, own, other));
        }
        return has.and(same.not());
    }

    private static Ternary equal(String key, End.Pod own, End.Pod other) {
        Optional<String> mine = own.namespaceLabels().get(key);
        Optional<String> theirs = other.namespaceLabels().get(key);
        if (mine.isPresent() && theirs.isPresent()) {
            return Ternary.of(mine.equals(theirs));
        }
        return own.namespaceLabels().has(key).and(other.namespaceLabels().has(key));
    }
}
