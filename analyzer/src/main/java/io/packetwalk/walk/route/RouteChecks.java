package io.packetwalk.walk.route;

import io.packetwalk.evidence.Source;
import io.packetwalk.evidence.Ternary;
import io.packetwalk.fact.system.SysctlFact;
import io.packetwalk.model.NetNs;
import io.packetwalk.net.FiveTuple;
import io.packetwalk.net.Ip;
import io.packetwalk.walk.Ending;
import io.packetwalk.walk.Packet;
import io.packetwalk.walk.Passage;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What the kernel checks of an arriving packet before it routes it (net/ipv4/fib_frontend.c, fib_validate_source; net/ipv4/route.c, ip_route_input_slow). */
public final class RouteChecks {

    private RouteChecks() {}

    /** Martians: a source that is the namespace's own, or a loopback destination from outside, unless settings allow them. */
    public static Optional<Passage> source(Passage passage) {
        Packet packet = passage.packet();
        NetNs netns = passage.at().netns();
        if (packet.in().equals("lo") || packet.tuple().src().ip().v6()) {
            return Optional.empty();
        }
        Ip src = packet.tuple().src().ip();
        Ip dst = packet.tuple().dst().ip();
        if (netns.owns(src) && !on(netns, packet.in(), "accept_local")) {
            return Optional.of(passage.end(Ending.dropped(
                    passage.at().name() + " drops it as a martian: its source " + src + " is an address of its own",
                    netns.addresses().stream()
                            .filter(addr -> addr.ip().equals(src))
                            .map(addr -> addr.source())
                            .toList())));
        }
        if ((src.loopback() || dst.loopback()) && !on(netns, packet.in(), "route_localnet")) {
            return Optional.of(passage.end(Ending.dropped(
                    passage.at().name() + " drops it as a martian: a loopback address on " + packet.in(), List.of())));
        }
        return Optional.empty();
    }

    /** IN_DEV_ORCONF and IN_DEV_MAXCONF: {@code all} or the device. */
    private static boolean on(NetNs netns, String device, String key) {
        return Stream.of("all", device)
                .anyMatch(which -> setting(netns, which, key)
                        .filter(one -> one.value().equals("1"))
                        .isPresent());
    }

    /** sysctl prints a dot of a device name as a slash: {@code net.ipv4.conf.flannel/1.rp_filter} (sysctl(8)). */
    private static Optional<SysctlFact> setting(NetNs netns, String device, String key) {
        return netns.sysctl("net.ipv4.conf." + device + "." + key)
                .or(() -> netns.sysctl("net.ipv4.conf." + device.replace('.', '/') + "." + key));
    }

    /** YES passes, NO is dropped; UNKNOWN when the route back is by another device and the setting was not dumped. */
    public static Ternary reversePath(Passage passage) {
        Packet packet = passage.packet();
        NetNs netns = passage.at().netns();
        if (packet.tuple().src().ip().v6()
                || packet.in().equals("lo")
                || packet.in().equals("?")
                || !passage.at().dumped()) {
            return Ternary.YES;
        }
        Optional<SysctlFact> all = setting(netns, "all", "rp_filter");
        Optional<SysctlFact> own = setting(netns, packet.in(), "rp_filter");
        int mode = Math.max(mode(all), mode(own));
        boolean known = all.isPresent() && own.isPresent() || mode > 0;
        if (known && mode == 0) {
            return Ternary.YES;
        }
        // The mark takes part only with src_valid_mark; the lookup without it is the common one.
        long mark = on(netns, packet.in(), "src_valid_mark") ? packet.mark() : 0;
        Ternary strict = Router.reachedBy(netns, packet.tuple(), packet.in(), mark);
        if (strict.yes() || strict.unknown()) {
            return Ternary.YES;
        }
        if (!known) {
            return Ternary.UNKNOWN;
        }
        return mode == 2 ? Ternary.of(reachable(netns, packet.tuple())) : Ternary.NO;
    }

    private static boolean reachable(NetNs netns, FiveTuple packet) {
        return Router.lookup(
                        netns, new Router.Query(packet.src().ip(), packet.dst().ip(), "lo", 0))
                .stream()
                .anyMatch(choice -> choice.route() instanceof Route.Via);
    }

    private static int mode(Optional<SysctlFact> setting) {
        return setting.map(fact -> switch (fact.value().strip()) {
                    case "1" -> 1;
                    case "2" -> 2;
                    default -> 0;
                })
                .orElse(0);
    }

    public static Passage reversePathDrop(Passage passage) {
        Packet packet = passage.packet();
        NetNs netns = passage.at().netns();
        Ip src = packet.tuple().src().ip();
        List<Source> by = Stream.concat(
                        Stream.of("all", packet.in())
                                .flatMap(which -> setting(netns, which, "rp_filter").stream())
                                .filter(setting -> !setting.value().equals("0"))
                                .map(SysctlFact::source),
                        Router.lookup(
                                        netns,
                                        new Router.Query(
                                                src, packet.tuple().dst().ip(), "lo", 0))
                                .stream()
                                .flatMap(choice -> choice.route() instanceof Route.Via via
                                        ? via.sources().stream()
                                        : Stream.empty()))
                .toList();
        return passage.end(Ending.dropped(
                passage.at().name() + " drops it in the reverse path filter: the way back to " + src + " is not by "
                        + packet.in(),
                by));
    }

    /** The setting that lets packets of the input device through. */
    public static Optional<SysctlFact> forwarding(Passage passage) {
        NetNs netns = passage.at().netns();
        if (passage.packet().tuple().dst().ip().v6()) {
            return netns.sysctl("net.ipv6.conf.all.forwarding");
        }
        return setting(netns, passage.packet().in(), "forwarding").or(() -> netns.sysctl("net.ipv4.ip_forward"));
    }
}
