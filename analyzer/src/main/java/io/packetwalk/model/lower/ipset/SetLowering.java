package io.packetwalk.model.lower.ipset;

import io.packetwalk.fact.netfilter.SetFact;
import io.packetwalk.fact.netfilter.SetMemberFact;
import io.packetwalk.model.Ruleset;
import io.packetwalk.model.rules.AddressSet;
import io.packetwalk.model.rules.AddressSet.Member;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * ipsets: all {@code hash:}, {@code bitmap:} and {@code list:set} types (ipset(8)). A member with a timeout is listed only while it is in the set, so it counts.
 */
public final class SetLowering {

    private SetLowering() {}

    /** The sets by name; {@code complete} tells whether the dump holds all members. */
    public static Map<String, AddressSet> lower(Ruleset rules, boolean complete) {
        Map<String, List<SetMemberFact>> members = new HashMap<>();
        for (SetMemberFact member : rules.members()) {
            members.computeIfAbsent(member.set(), key -> new ArrayList<>()).add(member);
        }
        Map<String, AddressSet> sets = new HashMap<>();
        for (SetFact set : rules.sets()) {
            sets.put(set.name(), lower(set, members.getOrDefault(set.name(), List.of()), complete));
        }
        return sets;
    }

    private static AddressSet lower(SetFact set, List<SetMemberFact> facts, boolean complete) {
        if (set.options().containsKey("bitmask")) {
            return AddressSet.opaque(set.source(), set.name(), "its addresses are masked by a bit pattern");
        }
        List<String> types =
                List.of(set.type().substring(set.type().indexOf(':') + 1).split(",", -1));
        SetElement reader = new SetElement(types, set.options());
        List<Member> members = new ArrayList<>();
        boolean whole = complete;
        for (SetMemberFact fact : facts) {
            List<List<AddressSet.Dim>> read = reader.read(fact.element(), fact.options());
            for (List<AddressSet.Dim> dims : read) {
                members.add(new Member(fact.source(), dims, fact.options().containsKey("nomatch")));
            }
            whole &= !read.isEmpty();
        }
        return AddressSet.of(set.source(), set.name(), members, whole);
    }
}
