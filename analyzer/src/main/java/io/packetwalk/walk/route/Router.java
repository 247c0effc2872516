package io.packetwalk.walk.route;

import io.packetwalk.evidence.Source;
import io.packetwalk.evidence.Ternary;
import io.packetwalk.fact.iproute.AddrFact;
import io.packetwalk.fact.iproute.RouteFact;
import io.packetwalk.fact.iproute.RoutingRuleFact;
import io.packetwalk.model.NetNs;
import io.packetwalk.net.Cidr;
import io.packetwalk.net.FiveTuple;
import io.packetwalk.net.Ip;
import io.packetwalk.net.Ports;
import io.packetwalk.walk.Missing;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Route lookup as the kernel does it (net/ipv4/fib_rules.c, fib_semantics.c): rules by priority, in each table the longest prefix and then the lowest metric;
 * {@code throw} and a table without match go on with the next rule.
 */
public final class Router {

    private static final String DEFAULT_RULES = "local, main and default tables in that order";

    private static final String SUPPRESS = "suppress_prefixlen";

    private static final String GOTO = "goto ";

    private Router() {}

    /**
     * What to look up.
     *
     * @param dst destination
     * @param src source, unspecified when not chosen yet
     * @param iif input interface; {@code lo} for packets made here
     * @param mark packet mark
     * @param flow the packet, where rules may ask for protocol and ports
     */
    public record Query(Ip dst, Ip src, String iif, long mark, Optional<FiveTuple> flow) {
        public Query(Ip dst, Ip src, String iif, long mark) {
            this(dst, src, iif, mark, Optional.empty());
        }
    }

    /** All answers with their shares; more than one for a multipath route. */
    public static List<Route.Choice> lookup(NetNs netns, Query query) {
        int from = 0;
        for (RoutingRuleFact rule : rules(netns, query.dst().v6())) {
            Ternary matches = rule.priority() < from ? Ternary.NO : matches(netns, rule, query);
            if (matches.no()) {
                continue;
            }
            if (matches.yes() && rule.action().startsWith(GOTO)) {
                // On with the first rule of at least this preference (net/core/fib_rules.c, fib_rules_lookup).
                from = priority(rule.action().substring(GOTO.length()), from);
                continue;
            }
            if (matches.unknown()) {
                return one(new Route.Unknown(new Missing(
                        "whether routing rule " + rule.priority() + " applies",
                        "its selectors " + rule.unmodelled() + " are not evaluated",
                        "")));
            }
            Optional<List<Route.Choice>> found = apply(netns, rule, query);
            if (found.isPresent()) {
                return found.get();
            }
        }
        if (netns.routes().isEmpty() && !netns.complete("ip-route")) {
            return one(new Route.Unknown(
                    new Missing("routes of " + netns.place(), "they were not collected", "ip route show table all")));
        }
        return one(new Route.None());
    }

    private static Optional<List<Route.Choice>> apply(NetNs netns, RoutingRuleFact rule, Query query) {
        return switch (rule.action()) {
            case "lookup" -> table(netns, rule, query);
            case "blackhole", "unreachable", "prohibit" ->
                Optional.of(one(new Route.Refused(rule.action(), List.of(rule.source()))));
            case "nop" -> Optional.empty();
            default ->
                Optional.of(one(new Route.Unknown(new Missing(
                        "routing rule " + rule.priority(), "its action " + rule.action() + " is not evaluated", ""))));
        };
    }

    private static int priority(String text, int absent) {
        return !text.isEmpty() && text.length() < 10 && text.chars().allMatch(Character::isDigit)
                ? Integer.parseInt(text)
                : absent;
    }

    static List<Route.Choice> one(Route route) {
        return List.of(new Route.Choice(1, route));
    }

    /** The dumped rules of the family, or the kernel's three when none were dumped. */
    private static List<RoutingRuleFact> rules(NetNs netns, boolean v6) {
        List<RoutingRuleFact> own =
                netns.routingRules().stream().filter(rule -> family(rule, v6)).toList();
        return own.stream()
                        .anyMatch(rule ->
                                rule.table().equals("main") || rule.table().equals("254"))
                ? own
                : List.of(standard(0, "local"), standard(32766, "main"), standard(32767, "default"));
    }

    /** The rules of IPv4 and IPv6 print alike; a prefix tells, all others are taken for both. */
    private static boolean family(RoutingRuleFact rule, boolean v6) {
        return rule.from().or(rule::to).map(cidr -> cidr.base().v6() == v6).orElse(true);
    }

    private static RoutingRuleFact standard(int priority, String table) {
        return new RoutingRuleFact(
                Source.whole(DEFAULT_RULES),
                priority,
                false,
                Optional.empty(),
                Optional.empty(),
                "",
                "",
                -1,
                0xffff_ffffL,
                table,
                "lookup",
                List.of());
    }

    private static Ternary matches(NetNs netns, RoutingRuleFact rule, Query query) {
        Ternary all = Ternary.of(rule.from()
                        .map(from -> !query.src().unspecified() && from.contains(query.src()))
                        .orElse(true))
                .and(Ternary.of(rule.to().map(to -> to.contains(query.dst())).orElse(true)))
                .and(Ternary.of(rule.iif().isEmpty() || rule.iif().equals(query.iif())))
                .and(Ternary.of(rule.oif().isEmpty()))
                .and(Ternary.of(rule.mark() < 0 || (query.mark() & rule.mask()) == (rule.mark() & rule.mask())));
        // A selector that cannot be told keeps a match open; one that fails settles it.
        Ternary known = all.and(Selectors.match(rule.unmodelled(), netns, query));
        return rule.negated() ? known.not() : known;
    }

    private static Optional<List<Route.Choice>> table(NetNs netns, RoutingRuleFact rule, Query query) {
        String table = Vrf.selects(rule) ? Vrf.table(netns, query.iif()).orElse("") : name(rule.table());
        boolean local = table.equals("local");
        if (local
                && netns.routes().stream()
                        .noneMatch(route -> name(route.table()).equals("local"))) {
            return ownAddress(netns, query.dst());
        }
        Optional<RouteFact> best = netns.routes().stream()
                .filter(route -> name(route.table()).equals(table))
                .filter(route -> route.dst().contains(query.dst()))
                .filter(route -> !route.flags().contains("dead"))
                .min(Comparator.comparingInt((RouteFact route) -> -route.dst().length())
                        .thenComparingLong(RouteFact::metric)
                        .thenComparing(RouteFact::source));
        return best.filter(route -> route.dst().length() > suppressed(rule))
                .flatMap(route -> answer(netns, route, rule, query.dst()));
    }

    /** {@code suppress_prefixlength N} ({@code suppress_prefixlen} in JSON): an answer with a prefix that short counts as none (net/ipv4/fib_rules.c, fib4_rule_suppress); -1 suppresses nothing. */
    private static int suppressed(RoutingRuleFact rule) {
        return rule.unmodelled().stream()
                .filter(word -> word.startsWith(SUPPRESS))
                .map(word -> Ports.parsePort(word.substring(word.lastIndexOf(' ') + 1)))
                .flatMap(Optional::stream)
                .findFirst()
                .orElse(-1);
    }

    private static Optional<List<Route.Choice>> answer(NetNs netns, RouteFact route, RoutingRuleFact rule, Ip dst) {
        List<Source> sources =
                rule.from().isEmpty() && rule.mark() < 0 && rule.iif().isEmpty()
                        ? List.of(route.source())
                        : List.of(rule.source(), route.source());
        return switch (route.type()) {
            case "local" -> Optional.of(one(new Route.Local(route.dev(), sources)));
            case "throw" -> Optional.empty();
            case "blackhole", "unreachable", "prohibit" -> Optional.of(one(new Route.Refused(route.type(), sources)));
            case "unicast" -> Optional.of(NextHops.of(netns, route, sources, dst));
            default ->
                Optional.of(one(new Route.Unknown(
                        new Missing("route to " + dst, "a route of type " + route.type() + " is not evaluated", ""))));
        };
    }

    /** Stands in for a local table that was not dumped: the kernel fills it from the addresses. */
    private static Optional<List<Route.Choice>> ownAddress(NetNs netns, Ip dst) {
        if (dst.loopback()) {
            return Optional.of(one(new Route.Local("lo", List.of())));
        }
        return netns.addresses().stream()
                .filter(addr -> addr.ip().equals(dst))
                .findFirst()
                .map(addr -> one(new Route.Local(addr.dev(), List.of(addr.source()))));
    }

    private static String name(String table) {
        return switch (table) {
            case "255" -> "local";
            case "254", "" -> "main";
            case "253" -> "default";
            default -> table;
        };
    }

    /** The type of an address as xt_addrtype sees it; empty when it cannot be told. */
    public static Optional<String> addressType(NetNs netns, Ip ip) {
        if (ip.multicast()) {
            return Optional.of("MULTICAST");
        }
        Optional<RouteFact> local = netns.routes().stream()
                .filter(route -> name(route.table()).equals("local"))
                .filter(route -> route.dst().contains(ip))
                .max(Comparator.comparingInt(route -> route.dst().length()));
        if (local.isPresent()) {
            return Optional.of(local.get().type().toUpperCase(java.util.Locale.ROOT));
        }
        if (ip.loopback() || netns.owns(ip)) {
            return Optional.of("LOCAL");
        }
        boolean complete = !netns.addresses().isEmpty()
                || netns.routes().stream().anyMatch(route -> name(route.table()).equals("local"));
        if (!complete) {
            return Optional.empty();
        }
        Route route = lookup(netns, new Query(ip, unspecified(ip.v6()), "lo", 0))
                .getFirst()
                .route();
        return Optional.of(
                route instanceof Route.Refused refused ? refused.type().toUpperCase(java.util.Locale.ROOT) : "UNICAST");
    }

    public static Ip unspecified(boolean v6) {
        return v6 ? Ip.v6(0, 0) : Ip.v4(0);
    }

    /** Whether an address is the namespace's own. */
    static Ternary local(NetNs netns, Ip ip) {
        return addressType(netns, ip)
                .map(type -> Ternary.of(type.equals("LOCAL")))
                .orElse(Ternary.UNKNOWN);
    }

    /**
     * The source address the kernel picks for a device: the first of the next hop's subnet, else the first of the device (inet_select_addr), else the first
     * global one of any device.
     */
    public static Optional<AddrFact> primary(NetNs netns, String device, Ip nextHop) {
        List<AddrFact> own = netns.addresses(device).stream()
                .filter(addr -> addr.ip().v6() == nextHop.v6())
                .filter(addr -> !addr.scope().equals("host") && !addr.ip().linkLocal())
                .toList();
        Optional<AddrFact> onLink = own.stream()
                .filter(addr -> new Cidr(addr.ip(), addr.prefix()).contains(nextHop))
                .findFirst();
        return onLink.or(() -> own.stream().findFirst())
                .or(() -> netns.addresses().stream()
                        .filter(addr ->
                                addr.ip().v6() == nextHop.v6() && addr.scope().equals("global"))
                        .findFirst());
    }

    /**
     * Whether the namespace would send back to the source of a packet by {@code device}: what reverse path filtering asks. It asks as the packet's destination, so that
     * rules with {@code from} hold (fib_frontend.c, __fib_validate_source; xt_rpfilter.c; nft_fib_ipv4.c).
     */
    public static Ternary reachedBy(NetNs netns, FiveTuple packet, String device, long mark) {
        Ip src = packet.src().ip();
        if (src.unspecified()) {
            return Ternary.UNKNOWN;
        }
        Set<String> devices = new java.util.TreeSet<>();
        for (Route.Choice choice : lookup(
                netns, new Query(src, packet.dst().ip(), Vrf.of(netns, device).isPresent() ? device : "lo", mark))) {
            switch (choice.route()) {
                case Route.Via via -> devices.add(via.device());
                case Route.Unknown _u -> {
                    return Ternary.UNKNOWN;
                }
                case Route.Local _l -> {
                    return Ternary.NO;
                }
                case Route.Refused _r -> {
                    return Ternary.NO;
                }
                case Route.None _n -> {
                    return Ternary.NO;
                }
            }
        }
        return Ternary.of(devices.contains(device));
    }
}
