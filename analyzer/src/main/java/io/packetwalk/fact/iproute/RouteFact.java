package io.packetwalk.fact.iproute;

import io.packetwalk.evidence.Fact;
import io.packetwalk.evidence.Source;
import io.packetwalk.net.Cidr;
import io.packetwalk.net.Ip;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A route.
 *
 * @param source its line
 * @param table table name or number as printed, {@code main} when absent
 * @param type {@code unicast}, {@code local}, {@code broadcast}, {@code blackhole}, {@code unreachable}, {@code prohibit}, {@code throw}, ...
 * @param dst destination; the default route is the zero-length prefix of its family
 * @param via gateway
 * @param dev output interface, may be empty
 * @param src preferred source address
 * @param scope as printed, may be empty
 * @param metric 0 when absent (IPv6: 1024 is printed)
 * @param proto {@code kernel}, {@code bird}, ..., may be empty
 * @param flags {@code onlink}, {@code linkdown}, {@code dead}, ...
 * @param mtu route MTU, 0 when absent
 * @param nextHopId id of the nexthop object it goes by, empty when it names its next hops itself
 * @param nextHops of a multipath route, empty otherwise
 */
public record RouteFact(
        Source source,
        String table,
        String type,
        Cidr dst,
        Optional<Ip> via,
        String dev,
        Optional<Ip> src,
        String scope,
        long metric,
        String proto,
        Set<String> flags,
        int mtu,
        Optional<Long> nextHopId,
        List<NextHop> nextHops)
        implements Fact {

    /**
     * One leg of a multipath route.
     *
     * @param via gateway
     * @param dev output interface
     * @param weight relative weight, at least 1
     */
    public record NextHop(Optional<Ip> via, String dev, int weight) {}
}
