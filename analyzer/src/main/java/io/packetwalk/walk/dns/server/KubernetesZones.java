package io.packetwalk.walk.dns.server;

import io.packetwalk.evidence.Source;
import io.packetwalk.fact.logs.CorefileFact.Directive;
import io.packetwalk.model.Cluster;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The {@code kubernetes} plugin (CoreDNS plugin/kubernetes): its zones, what it shows, and which denials fall through.
 *
 * @param directive its lines
 * @param zones its zones
 * @param names what it knows
 */
record KubernetesZones(Directive directive, List<String> zones, ClusterNames names) implements Stage {

    /** What chooses objects by means that are not followed. */
    private static final Set<String> NOT_MODELLED =
            Set.of("labels", "namespace_labels", "endpoint", "multicluster", "noendpoints", "wildcard");

    static KubernetesZones of(
            Cluster cluster, Directive directive, List<String> serverZones, Function<Ask, Answer> alias) {
        List<String> zones = directive.args().isEmpty() ? serverZones : directive.args();
        ClusterNames.Choices choices = new ClusterNames.Choices(
                Options.args(directive, "pods").stream().findFirst().orElse("disabled"),
                Options.args(directive, "namespaces"),
                Options.args(directive, "ignore").contains("empty_service"),
                Options.of(directive, "endpoint_pod_names").isPresent());
        return new KubernetesZones(directive, zones, new ClusterNames(cluster, choices, alias));
    }

    @Override
    public Answer answer(Ask ask, Next next) {
        Optional<String> zone = zones.stream()
                .filter(own -> Zones.within(ask.name(), own))
                .max((a, b) -> Integer.compare(a.length(), b.length()));
        if (zone.isEmpty()) {
            return next.answer(ask);
        }
        Optional<Directive> unknown = directive.block().stream()
                .filter(option -> NOT_MODELLED.contains(option.name()))
                .findFirst();
        if (unknown.isPresent()) {
            return Opaque.open(unknown.get(), ask);
        }
        Answer answer = names.answer(ask, zone.get());
        Source at = directive.source();
        return answer.denied() && Options.fallsThrough(Options.of(directive, "fallthrough"), ask)
                ? next.answer(ask)
                : answer.sources().isEmpty() && answer.known() ? answer.citing(at) : answer;
    }
}
