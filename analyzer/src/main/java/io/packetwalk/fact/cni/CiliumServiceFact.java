package io.packetwalk.fact.cni;

import io.packetwalk.evidence.Fact;
import io.packetwalk.evidence.Source;
import java.util.List;

/**
 * The entry of a frontend itself, slot 0, in {@code cilium-dbg bpf lb list}.
 *
 * @param source its line
 * @param frontend key
 * @param revNat number by which answers find the frontend again
 * @param type {@code ClusterIP}, {@code NodePort}, {@code ExternalIPs}, {@code LoadBalancer}, {@code HostPort} or {@code LocalRedirect}; empty when not printed
 * @param flags the other words in brackets, such as {@code sessionAffinity} or {@code check source-range}
 * @param proxyPort port of the proxy that takes its packets, 0 for none
 */
public record CiliumServiceFact(
        Source source, CiliumFrontend frontend, int revNat, String type, List<String> flags, int proxyPort)
        implements Fact {}
