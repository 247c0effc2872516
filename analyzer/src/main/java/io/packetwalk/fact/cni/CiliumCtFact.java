package io.packetwalk.fact.cni;

import io.packetwalk.evidence.Fact;
import io.packetwalk.evidence.Source;
import io.packetwalk.net.FiveTuple;

/**
 * A connection to a Service that Cilium's programs remember ({@code bpf ct list}).
 *
 * @param source its line
 * @param tuple from the client; to the frontend when {@code service}, else to the backend
 * @param service true for the entry by which packets find their backend, false for that of the connection with the backend
 * @param closing true when either side has ended it: a packet that opens a connection begins it anew
 * @param revNat number of the Service, as in {@link CiliumServiceFact}; never 0
 */
public record CiliumCtFact(Source source, FiveTuple tuple, boolean service, boolean closing, int revNat)
        implements Fact {}
