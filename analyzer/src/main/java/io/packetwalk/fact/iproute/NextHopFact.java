package io.packetwalk.fact.iproute;

import io.packetwalk.evidence.Fact;
import io.packetwalk.evidence.Source;
import io.packetwalk.net.Ip;
import java.util.List;
import java.util.Optional;

/**
 * A nexthop object, which routes name by its id (ip-nexthop(8)).
 *
 * @param source its line
 * @param id its id
 * @param via gateway, empty for a destination on the link and for groups
 * @param dev output interface, empty for groups and blackholes
 * @param blackhole whether it drops what comes to it
 * @param group the objects it spreads over, empty for a single one
 */
public record NextHopFact(Source source, long id, Optional<Ip> via, String dev, boolean blackhole, List<Member> group)
        implements Fact {

    /**
     * A member of a group.
     *
     * @param id the object
     * @param weight relative weight, at least 1
     */
    public record Member(long id, int weight) {}
}
