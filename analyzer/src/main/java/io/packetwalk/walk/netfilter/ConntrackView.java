package io.packetwalk.walk.netfilter;

import io.packetwalk.evidence.Source;
import io.packetwalk.fact.conntrack.ConntrackFact;
import io.packetwalk.fact.system.SysctlFact;
import io.packetwalk.fact.table.RowIndex;
import io.packetwalk.model.NetNs;
import io.packetwalk.net.FiveTuple;
import io.packetwalk.net.Ip;
import io.packetwalk.net.IpPort;
import io.packetwalk.net.Proto;
import io.packetwalk.walk.Ending;
import io.packetwalk.walk.Missing;
import io.packetwalk.walk.Site;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The connections a namespace remembered when it was dumped. An entry decides the translation of its packets, whatever the rules say now. */
public final class ConntrackView {

    private static final String MAX = "net.netfilter.nf_conntrack_max";
    private static final String COUNT = "net.netfilter.nf_conntrack_count";

    /** A SYN on an entry of these states begins a new connection, which goes by the rules (nf_conntrack_proto_tcp.c, tcp_conntracks, sTW and sCL). */
    private static final Set<String> REOPENED = Set.of("TIME_WAIT", "CLOSE");

    private final NetNs netns;
    private final RowIndex asked;

    public ConntrackView(NetNs netns) {
        this.netns = netns;
        List<ConntrackFact> all = netns.conntrack();
        this.asked = new RowIndex(all.size(), row -> {
            FiveTuple tuple = all.get(row).original();
            return key(tuple.proto(), tuple.src().ip(), tuple.dst());
        });
    }

    private static long key(Proto proto, Ip from, IpPort to) {
        return FiveTuple.key(proto.number(), new IpPort(from, 0), to);
    }

    /** What decides for packets of a client towards a destination, in the table's order. */
    private Stream<ConntrackFact> deciding(Proto proto, Ip from, IpPort to) {
        return asked.rows(key(proto, from, to))
                .mapToObj(netns.conntrack()::get)
                .filter(fact -> fact.original().proto().equals(proto)
                        && fact.original().src().ip().equals(from)
                        && fact.original().dst().equals(to))
                .filter(fact -> (proto.hasPorts() || proto.icmp()) && !REOPENED.contains(fact.state()));
    }

    /** The entry that a packet belongs to. Entries of other zones are other connections. */
    Optional<ConntrackFact> entry(int zone, FiveTuple tuple) {
        return deciding(tuple.proto(), tuple.src().ip(), tuple.dst())
                .filter(fact -> fact.zone() == zone && fact.original().equals(tuple))
                .findFirst();
    }

    /** The entries of a client towards a destination, of any source port; the one that will live longest first. */
    public List<ConntrackFact> entries(Proto proto, Ip from, IpPort to) {
        return deciding(proto, from, to)
                .sorted(Comparator.comparingInt(ConntrackFact::timeout).reversed())
                .toList();
    }

    /**
     * How a packet without an entry ends when the table is full: the kernel looks for an entry to evict near the new one's place and drops the packet when it finds
     * none (nf_conntrack_core.c, early_drop). That it has dropped is proven by a counter; without one, it may have found entries each time.
     */
    Optional<Ending> full(Site site) {
        Optional<SysctlFact> max = netns.sysctl(MAX);
        Optional<SysctlFact> setting = netns.sysctl(COUNT);
        Optional<Long> limit = max.flatMap(ConntrackView::number);
        Optional<Long> now =
                netns.conntrackCount().map(fact -> fact.count()).or(() -> setting.flatMap(ConntrackView::number));
        if (limit.isEmpty() || now.isEmpty() || limit.get() <= 0 || now.get() < limit.get()) {
            return Optional.empty();
        }
        List<Source> dropping = netns.conntrackStats().stream()
                .filter(stat -> stat.counters().getOrDefault("drop", 0L) > 0)
                .map(stat -> stat.source())
                .toList();
        List<Source> by = Stream.of(
                        netns.conntrackCount().map(fact -> fact.source()).stream(),
                        setting.map(SysctlFact::source).stream(),
                        max.map(SysctlFact::source).stream(),
                        dropping.stream().limit(1))
                .flatMap(each -> each)
                .toList();
        String reason = "the connection table of " + site.name() + " is full: " + now.get() + " of " + limit.get();
        return Optional.of(
                dropping.isEmpty()
                        ? Ending.unknown(
                                new Missing(
                                        "whether " + site.name() + " drops new connections",
                                        reason + ", and no counter shows that it drops",
                                        "conntrack -S"),
                                by)
                        : Ending.dropped(reason + "; packets of new connections are dropped", by));
    }

    /** Whether more than half of the table's room is taken by one client's connections to one destination. */
    public boolean filledBy(Proto proto, Ip from, IpPort to) {
        return netns.sysctl(MAX)
                .flatMap(ConntrackView::number)
                .filter(limit -> limit > 0 && 2L * entries(proto, from, to).size() > limit)
                .isPresent();
    }

    private static Optional<Long> number(SysctlFact setting) {
        try {
            return Optional.of(Long.parseLong(setting.value().strip()));
        } catch (NumberFormatException _e) {
            return Optional.empty();
        }
    }
}
