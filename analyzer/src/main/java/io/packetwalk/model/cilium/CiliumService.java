package io.packetwalk.model.cilium;

import io.packetwalk.evidence.Source;
import io.packetwalk.fact.cni.CiliumAgentServiceFact;
import io.packetwalk.fact.cni.CiliumAgentServiceFact.Backend;
import io.packetwalk.fact.cni.CiliumCountFact;
import io.packetwalk.fact.cni.CiliumFrontend;
import io.packetwalk.fact.cni.CiliumServiceFact;
import io.packetwalk.fact.cni.CiliumSlotFact;
import io.packetwalk.net.IpPort;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One frontend with its backends.
 *
 * @param frontend key
 * @param own its entry in the map, empty when the map was not listed
 * @param slots its backends in the map
 * @param count how many of the slots are chosen from, where that was listed
 * @param agent the same as the agent believes it
 */
public record CiliumService(
        CiliumFrontend frontend,
        Optional<CiliumServiceFact> own,
        List<CiliumSlotFact> slots,
        Optional<CiliumCountFact> count,
        Optional<CiliumAgentServiceFact> agent) {

    private static final Set<String> IDLE = Set.of("quarantined", "maintenance");

    public CiliumService {
        slots = List.copyOf(slots);
    }

    /**
     * What new connections are sent to.
     *
     * @param at the backend, empty when the slot names one that is in no map
     * @param source where it stands
     */
    public record Target(Optional<IpPort> at, Source source) {}

    public Source source() {
        return own.map(CiliumServiceFact::source)
                .or(() -> agent.map(CiliumAgentServiceFact::source))
                .or(() -> slots.stream().findFirst().map(CiliumSlotFact::source))
                .orElseGet(() -> count.map(CiliumCountFact::source).orElse(Source.whole("")));
    }

    /** {@code ClusterIP}, {@code NodePort} and so on; empty when it was not printed. */
    public String type() {
        return own.map(CiliumServiceFact::type)
                .filter(word -> !word.isEmpty())
                .or(() -> agent.map(CiliumAgentServiceFact::type))
                .orElse("");
    }

    public boolean flagged(String flag) {
        return own.filter(entry -> entry.flags().contains(flag)).isPresent();
    }

    /**
     * The backends that a new connection may get, each as likely: the programs choose a slot between 1 and the count (bpf/lib/lb.h, {@code lb4_select_backend_id}).
     * Quarantined backends stand in slots behind; terminating ones only while there is no active one (pkg/maps/lbmap, {@code UpsertService}).
     */
    public List<Target> targets() {
        if (own.isEmpty() && slots.isEmpty()) {
            return agent.map(CiliumService::believed).orElse(List.of());
        }
        Set<IpPort> idle = agent.stream()
                .flatMap(known -> known.backends().stream())
                .filter(backend -> IDLE.contains(backend.state()))
                .map(Backend::at)
                .collect(Collectors.toSet());
        return slots.stream()
                .filter(slot -> slot.slot() == 0
                        || count.map(known -> slot.slot() <= known.count()).orElse(true))
                .filter(slot -> count.isPresent() && slot.slot() > 0
                        || slot.backend().filter(idle::contains).isEmpty())
                .map(slot -> new Target(slot.backend(), slot.source()))
                .toList();
    }

    private static List<Target> believed(CiliumAgentServiceFact agent) {
        List<Backend> active = agent.backends().stream().filter(Backend::active).toList();
        Stream<Backend> chosen = active.isEmpty()
                ? agent.backends().stream().filter(backend -> Objects.equals(backend.state(), "terminating"))
                : active.stream();
        return chosen.map(backend -> new Target(Optional.of(backend.at()), backend.source()))
                .toList();
    }
}
