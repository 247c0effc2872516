package io.packetwalk.model.lower;

import io.packetwalk.fact.netfilter.SetFact;
import io.packetwalk.fact.netfilter.SetMemberFact;
import io.packetwalk.model.Ruleset;
import io.packetwalk.model.rules.AddressSet;
import io.packetwalk.model.rules.AddressSet.Dim;
import io.packetwalk.model.rules.AddressSet.Member;
import io.packetwalk.net.Cidr;
import io.packetwalk.net.Ports;
import io.packetwalk.net.Proto;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** ipsets: {@code hash:}, {@code bitmap:} and {@code list:set} types with the dimensions ip, net, port and iface (ipset(8)). */
final class SetLowering {

    private SetLowering() {}

    static Map<String, AddressSet> lower(Ruleset rules, boolean complete) {
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
        List<String> types =
                List.of(set.type().substring(set.type().indexOf(':') + 1).split(",", -1));
        List<Member> members = new ArrayList<>();
        boolean whole = complete;
        for (SetMemberFact fact : facts) {
            Optional<List<Dim>> dims = dims(types, fact.element());
            if (dims.isPresent()) {
                members.add(new Member(fact.source(), dims.get(), fact.options().containsKey("nomatch")));
            } else {
                whole = false;
            }
        }
        return AddressSet.of(set.source(), set.name(), members, whole);
    }

    private static Optional<List<Dim>> dims(List<String> types, String element) {
        String[] parts = element.split(",", -1);
        if (parts.length != types.size()) {
            return Optional.empty();
        }
        List<Dim> dims = new ArrayList<>();
        for (int i = 0; i < parts.length; i++) {
            Optional<Dim> dim = dim(types.get(i), parts[i]);
            if (dim.isEmpty()) {
                return Optional.empty();
            }
            dims.add(dim.get());
        }
        return Optional.of(dims);
    }

    private static Optional<Dim> dim(String type, String text) {
        return switch (type) {
            case "ip", "net" -> Cidr.parse(text).map(Dim.Net::new);
            case "port" -> port(text);
            case "iface" -> text.startsWith("physdev:") ? Optional.empty() : Optional.of(new Dim.Device(text));
            case "set" -> Optional.of(new Dim.Other(text));
            default -> Optional.empty();
        };
    }

    /** {@code tcp:80}, {@code 6:80}, {@code tcp:80-90}; {@code 80} in a bitmap. */
    private static Optional<Dim> port(String text) {
        int colon = text.indexOf(':');
        Optional<Proto> proto = colon < 0 ? Optional.empty() : Proto.parse(text.substring(0, colon));
        if (colon >= 0 && proto.isEmpty()) {
            return Optional.empty();
        }
        return Ports.parse(text.substring(colon + 1))
                .map(ports -> ports.ranges().getFirst())
                .map(range -> new Dim.PortOf(proto, range.from(), range.to()));
    }
}
