package io.packetwalk.parse.iproute;

import io.packetwalk.evidence.Source;
import io.packetwalk.fact.iproute.RouteFact;
import io.packetwalk.fact.iproute.RouteFact.NextHop;
import io.packetwalk.net.Cidr;
import io.packetwalk.net.Ip;
import io.packetwalk.parse.Numbers;
import io.packetwalk.parse.Words;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The attributes of one route while its lines are read (iproute2, {@code print_route}). */
final class RouteWords {

    static final Set<String> TYPES = Set.of(
            "unicast",
            "local",
            "broadcast",
            "anycast",
            "multicast",
            "blackhole",
            "unreachable",
            "prohibit",
            "throw",
            "nat",
            "xresolve");

    /** Words without an argument. */
    private static final Set<String> FLAGS = Set.of(
            "onlink",
            "linkdown",
            "dead",
            "pervasive",
            "notify",
            "offload",
            "trap",
            "unresolved",
            "rt_offload",
            "rt_trap",
            "rt_offload_failed",
            "offload_failed",
            "cloned",
            "redirected",
            "local",
            "cache");

    /** Words with one argument that says nothing about where a packet goes. */
    private static final Set<String> OTHER = Set.of(
            "pref",
            "advmss",
            "rtt",
            "rttvar",
            "window",
            "cwnd",
            "initcwnd",
            "initrwnd",
            "ssthresh",
            "reordering",
            "rto_min",
            "hoplimit",
            "features",
            "quickack",
            "congctl",
            "error",
            "expires",
            "age",
            "users",
            "used",
            "realm",
            "realms",
            "tos",
            "dsfield",
            "iif",
            "uid",
            "fastopen_no_cookie",
            "ttl-propagate",
            "ipid");

    /** The words that may follow an encapsulation, which has arguments of its own. */
    private static final Set<String> AFTER_ENCAP =
            Set.of("via", "dev", "table", "proto", "metric", "nhid", "scope", "nexthop", "weight");

    final Source source;
    final String type;
    final String dst;
    final Set<String> flags = new LinkedHashSet<>();
    final List<NextHop> nextHops = new ArrayList<>();
    Optional<String> unknown = Optional.empty();
    Optional<Ip> via = Optional.empty();
    Optional<Ip> src = Optional.empty();
    String dev = "";
    String table = "";
    String scope = "";
    String proto = "";
    long metric;
    Optional<Long> nextHopId = Optional.empty();
    int mtu;
    int weight = 1;
    boolean v6;

    RouteWords(Source source, String type, String dst) {
        this.source = source;
        this.type = type;
        this.dst = dst;
        this.v6 = dst.indexOf(':') >= 0;
    }

    /** Reads the words after the destination, or those of a continuation line. */
    void read(Words words) {
        while (words.more()) {
            String word = words.next();
            switch (word) {
                case "via" -> via = address(via(words));
                case "dev" -> dev = words.next();
                case "table" -> table = words.next();
                case "proto", "protocol" -> proto = words.next();
                case "scope" -> scope = words.next();
                case "src" -> src = address(words.next());
                case "metric", "priority" -> metric = Numbers.decimal(words.next(), 0L);
                case "nhid" -> nextHopId = Optional.of(Numbers.decimal(words.next(), 0L));
                case "weight" -> weight = Numbers.decimal(words.next(), 1);
                case "mtu" -> {
                    words.take("lock");
                    mtu = Numbers.decimal(words.next(), 0);
                }
                case "from" -> flags.add("from " + words.next());
                case "encap" -> encap(words);
                case "nexthop" -> nextHop(words);
                default -> other(word, words);
            }
        }
    }

    private static String via(Words words) {
        String word = words.next();
        return word.equals("inet") || word.equals("inet6") ? words.next() : word;
    }

    private Optional<Ip> address(String text) {
        Optional<Ip> ip = Ip.parse(text);
        v6 |= ip.isPresent() && ip.get().v6() && !text.startsWith("fe80:")
                || dst.equals("default") && text.indexOf(':') >= 0;
        if (ip.isEmpty()) {
            unknown = Optional.of(text);
        }
        return ip;
    }

    private void encap(Words words) {
        flags.add("encap");
        while (words.more() && !AFTER_ENCAP.contains(words.peek())) {
            words.next();
        }
    }

    private void nextHop(Words words) {
        RouteWords leg = new RouteWords(source, type, dst);
        while (words.more() && !words.peek().equals("nexthop")) {
            StringBuilder one = new StringBuilder();
            while (words.more() && !words.peek().equals("nexthop")) {
                one.append(words.next()).append(' ');
            }
            leg.read(new Words(one.toString()));
        }
        v6 |= leg.v6;
        nextHops.add(new NextHop(leg.via, leg.dev, Math.max(1, leg.weight)));
        for (String flag : leg.flags) {
            flags.add("nexthop " + nextHops.size() + " " + flag);
        }
    }

    private void other(String word, Words words) {
        if (FLAGS.contains(word)) {
            flags.add(word);
        } else if (OTHER.contains(word)) {
            v6 |= word.equals("pref");
            words.next();
        } else if (word.startsWith("<") || word.startsWith("[")) {
            flags.add(word);
        } else {
            flags.add(word);
            unknown = Optional.of(word);
        }
    }

    /** The route; empty when the destination is none. {@code v6File} decides the family of a default route that does not show it. */
    Optional<RouteFact> fact(boolean v6File) {
        Optional<Cidr> to = dst.equals("default") || dst.equals("all") || dst.equals("any")
                ? Optional.of(v6 || v6File && via.isEmpty() && src.isEmpty() ? Cidr.ALL_V6 : Cidr.ALL_V4)
                : Cidr.parse(dst);
        String where = !table.isEmpty() ? table : flags.contains("cache") ? "cache" : "main";
        return to.map(prefix -> new RouteFact(
                source,
                where,
                type,
                prefix,
                via,
                dev,
                src,
                scope,
                metric,
                proto,
                Set.copyOf(flags),
                mtu,
                nextHopId,
                List.copyOf(nextHops)));
    }
}
