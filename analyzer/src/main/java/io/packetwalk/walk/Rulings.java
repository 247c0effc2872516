package io.packetwalk.walk;

import io.packetwalk.model.Cluster;
import io.packetwalk.net.FiveTuple;
import io.packetwalk.net.Ip;
import io.packetwalk.policy.Direction;
import io.packetwalk.policy.End;
import io.packetwalk.policy.Ends;
import io.packetwalk.policy.PolicyEngine;
import io.packetwalk.policy.inquiry.Inquiry;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** What the policies of the API say about a packet between two addresses. Read when the first one is asked about. */
public final class Rulings {

    private record Read(PolicyEngine engine, Ends ends) {}

    private final Cluster cluster;
    private final AtomicReference<Optional<Read>> read = new AtomicReference<>(Optional.empty());

    Rulings(Cluster cluster) {
        this.cluster = cluster;
    }

    private Read read() {
        return read.updateAndGet(known ->
                        known.or(() -> Optional.of(new Read(PolicyEngine.of(cluster.policies()), Ends.of(cluster)))))
                .orElseThrow();
    }

    /** True when no policy of any kind was dumped. */
    boolean none() {
        return read().engine().tiers().isEmpty();
    }

    /** Empty when no policy applies to {@code own} in that direction. The packet has its last destination. */
    public Optional<Inquiry.Side> asked(Direction direction, Ip own, Ip peer, FiveTuple packet) {
        if (none()) {
            return Optional.empty();
        }
        PolicyEngine engine = read().engine();
        End subject = read().ends().at(own, cluster);
        End other = read().ends().at(peer, cluster);
        if (engine.guard(direction, subject).idle() || subject.equals(other)) {
            return Optional.empty();
        }
        boolean egress = direction == Direction.EGRESS;
        Inquiry inquiry = Inquiry.of(
                engine,
                egress ? subject : other,
                egress ? other : subject,
                packet.proto(),
                packet.dst().port());
        return Optional.of(egress ? inquiry.egress() : inquiry.ingress());
    }
}
