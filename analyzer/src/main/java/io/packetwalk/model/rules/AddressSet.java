package io.packetwalk.model.rules;

import io.packetwalk.evidence.Source;
import io.packetwalk.net.Cidr;
import io.packetwalk.net.Ip;
import io.packetwalk.net.Mac;
import io.packetwalk.net.Proto;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A set of addresses, ports or both.
 *
 * @param source where it is declared
 * @param name its name
 * @param members members whose first dimension is one address, by that address
 * @param others all other members
 * @param complete false when a member could not be read, so that absence says nothing
 * @param opaque why membership cannot be told at all (an option that changes lookups), empty when it can
 */
public record AddressSet(
        Source source,
        String name,
        Map<Ip, List<Member>> members,
        List<Member> others,
        boolean complete,
        String opaque) {

    public AddressSet {
        members = Map.copyOf(members);
        others = List.copyOf(others);
    }

    /** Builds the lookup from members in any order. */
    public static AddressSet of(Source source, String name, List<Member> all, boolean complete) {
        Map<Ip, List<Member>> exact = new HashMap<>();
        List<Member> rest = new java.util.ArrayList<>();
        for (Member member : all) {
            Optional<Ip> host = member.dims().getFirst() instanceof Dim.Net net
                            && net.cidr().length() == net.cidr().base().bits()
                    ? Optional.of(net.cidr().base())
                    : Optional.empty();
            host.ifPresentOrElse(
                    ip -> exact.computeIfAbsent(ip, key -> new java.util.ArrayList<>())
                            .add(member),
                    () -> rest.add(member));
        }
        return new AddressSet(source, name, exact, rest, complete, "");
    }

    /** A set whose lookups are not modelled. */
    public static AddressSet opaque(Source source, String name, String why) {
        return new AddressSet(source, name, Map.of(), List.of(), false, why);
    }

    /**
     * One member.
     *
     * @param source its line
     * @param dims its dimensions, at least one
     * @param nomatch an exception: what it covers is not in the set
     */
    public record Member(Source source, List<Dim> dims, boolean nomatch) {
        public Member {
            dims = List.copyOf(dims);
        }
    }

    /** One dimension of a member. */
    public sealed interface Dim {
        /** Addresses. */
        record Net(Cidr cidr) implements Dim {}

        /** Ports of one protocol; an empty protocol is any (bitmap:port). */
        record PortOf(Optional<Proto> proto, int from, int to) implements Dim {}

        /** An interface, or, after {@code physdev:}, a bridge port; {@code prefix}: all whose names begin so (ipset's {@code wildcard}). */
        record Device(String name, boolean bridgePort, boolean prefix) implements Dim {}

        /** A packet mark. */
        record Mark(long value, long mask) implements Dim {}

        /** A source MAC address. */
        record Hardware(Mac mac) implements Dim {}

        /** ICMP type and code. */
        record Icmp(Proto proto, int type, int code) implements Dim {}

        /** All members of another set (list:set). */
        record Other(String set) implements Dim {}
    }
}
