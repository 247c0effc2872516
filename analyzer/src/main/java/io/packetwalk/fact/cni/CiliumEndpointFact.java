package io.packetwalk.fact.cni;

import io.packetwalk.evidence.Fact;
import io.packetwalk.evidence.Source;
import io.packetwalk.net.Ip;

/**
 * An address that the programs of a node deliver to, in {@code cilium-dbg bpf endpoint list}.
 *
 * @param source its line
 * @param ip address
 * @param host one of the node's own
 * @param id number of the endpoint on this node, 0 for the node itself
 * @param identity security identity, -1 when the release does not print it
 * @param device index of the node's device to it, 0 for the node itself
 */
public record CiliumEndpointFact(Source source, Ip ip, boolean host, int id, long identity, int device)
        implements Fact {}
