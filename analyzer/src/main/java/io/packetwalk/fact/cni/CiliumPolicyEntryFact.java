package io.packetwalk.fact.cni;

import io.packetwalk.evidence.Fact;
import io.packetwalk.evidence.Source;
import io.packetwalk.net.Proto;
import java.util.List;
import java.util.Optional;

/**
 * One entry of an endpoint's policy map, in {@code cilium-dbg bpf policy get --all}.
 *
 * @param source its line
 * @param endpoint number of the endpoint on this node
 * @param deny whether it denies
 * @param egress whether it is about what the endpoint sends
 * @param identity identity of the other end, 0 for any, -1 when labels stand for it
 * @param labels those labels, empty with a number
 * @param proto protocol, empty for any
 * @param firstPort first port; 0 with {@code lastPort} 65535 for any
 * @param lastPort last port
 * @param proxyPort port of the proxy that takes allowed packets, 0 for none
 * @param authentication whether the other end has to authenticate first
 */
public record CiliumPolicyEntryFact(
        Source source,
        int endpoint,
        boolean deny,
        boolean egress,
        long identity,
        List<String> labels,
        Optional<Proto> proto,
        int firstPort,
        int lastPort,
        int proxyPort,
        boolean authentication)
        implements Fact {
    public CiliumPolicyEntryFact {
        labels = List.copyOf(labels);
    }
}
