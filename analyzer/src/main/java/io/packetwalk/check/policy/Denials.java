package io.packetwalk.check.policy;

import io.packetwalk.check.Case;
import io.packetwalk.flow.Flow;
import io.packetwalk.model.Node;
import io.packetwalk.model.Pod;
import io.packetwalk.model.Service;
import io.packetwalk.net.Ip;
import io.packetwalk.policy.Ends;
import io.packetwalk.policy.Enforcement;
import io.packetwalk.policy.PolicyEngine;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Every failed flow that policies deny, each with its reason; worked out once for all checks that name one. */
final class Denials {
    private final Case that;
    final PolicyEngine engine;
    final Ends ends;
    private final Map<String, Enforcement> enforced = new ConcurrentHashMap<>();
    private final Map<Ip, List<Service>> services = new HashMap<>();
    private final Map<DenialReason, List<Denial>> byReason = new EnumMap<>(DenialReason.class);

    private Denials(Case that) {
        this.that = that;
        this.engine = PolicyEngine.of(that.cluster().policies());
        this.ends = Ends.of(that.cluster());
        that.cluster()
                .services()
                .forEach(service -> service.endpoints().stream()
                        .map(endpoint -> endpoint.ip())
                        .distinct()
                        .forEach(ip -> services.computeIfAbsent(ip, at -> new ArrayList<>())
                                .add(service)));
        for (Flow flow : that.flows().failed()) {
            boolean silent = switch (flow.state()) {
                case NO_REPLY, REFUSED, UNREACHABLE -> true;
                case OK, RESET, HALF_OPEN, STALLED, UNANSWERED, DNS_NXDOMAIN, DNS_SERVFAIL, DNS_ERROR, PARTIAL -> false;
            };
            if (silent && flow.proto().hasPorts()) {
                Denial.of(that, this, flow)
                        .ifPresent(denial -> byReason.computeIfAbsent(
                                        DenialReason.of(that, denial), reason -> new ArrayList<>())
                                .add(denial));
            }
        }
    }

    static Denials of(Case that) {
        return that.once().of(Denials.class, () -> new Denials(that));
    }

    /** Those of one reason, in the order of the flows. */
    List<Denial> of(DenialReason reason) {
        return byReason.getOrDefault(reason, List.of());
    }

    /** A policy that nothing enforces stops nothing. */
    boolean enforced(Pod pod) {
        return that.cluster()
                .node(pod.node())
                .filter(node -> enforcement(node) != Enforcement.NONE)
                .isPresent();
    }

    private Enforcement enforcement(Node node) {
        return enforced.computeIfAbsent(node.name(), name -> Enforcement.of(node));
    }

    /** Services that have the address among their endpoints. */
    List<Service> services(Ip endpoint) {
        return services.getOrDefault(endpoint, List.of());
    }
}
