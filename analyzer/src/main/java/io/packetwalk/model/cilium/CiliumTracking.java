package io.packetwalk.model.cilium;

import io.packetwalk.evidence.Source;
import io.packetwalk.fact.cni.CiliumCtFact;
import io.packetwalk.net.FiveTuple;
import io.packetwalk.net.IpPort;
import io.packetwalk.net.Proto;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Connections to Services that the programs of one node remember. */
public final class CiliumTracking {

    public static final CiliumTracking NONE = new CiliumTracking(List.of());

    private record Client(Proto proto, IpPort at, int revNat) {}

    private final Map<FiveTuple, CiliumCtFact> services = new HashMap<>();
    private final Map<Client, List<CiliumCtFact>> backends = new HashMap<>();

    public CiliumTracking(List<CiliumCtFact> entries) {
        for (CiliumCtFact entry : entries) {
            if (entry.service()) {
                services.putIfAbsent(entry.tuple(), entry);
            } else {
                backends.computeIfAbsent(client(entry), key -> new ArrayList<>())
                        .add(entry);
            }
        }
    }

    /**
     * Where the packets of a known connection go.
     *
     * @param backend empty when the connection with it is not among the entries, or there are several
     * @param sources the entries
     */
    public record Held(Optional<IpPort> backend, List<Source> sources) {}

    /** What is remembered of a client's packets to a frontend; nothing when a packet that opens a connection would begin it anew. */
    public Optional<Held> held(FiveTuple toFrontend) {
        return Optional.ofNullable(services.get(toFrontend))
                .filter(entry -> !entry.closing())
                .map(this::held);
    }

    private Held held(CiliumCtFact service) {
        List<CiliumCtFact> found = backends.getOrDefault(client(service), List.of());
        List<IpPort> distinct =
                found.stream().map(entry -> entry.tuple().dst()).distinct().toList();
        return distinct.size() == 1
                ? new Held(
                        Optional.of(distinct.getFirst()),
                        List.of(service.source(), found.getFirst().source()))
                : new Held(Optional.empty(), List.of(service.source()));
    }

    private static Client client(CiliumCtFact entry) {
        return new Client(entry.tuple().proto(), entry.tuple().src(), entry.revNat());
    }
}
