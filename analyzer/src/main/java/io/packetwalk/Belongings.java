package io.packetwalk;

import io.packetwalk.evidence.Fact;
import io.packetwalk.evidence.Place;
import io.packetwalk.fact.Reading;
import io.packetwalk.fact.capture.ConversationFact;
import io.packetwalk.fact.k8s.ApiObject;
import io.packetwalk.fact.k8s.ContainerFact;
import io.packetwalk.fact.k8s.EndpointSliceFact;
import io.packetwalk.fact.k8s.EventFact;
import io.packetwalk.fact.k8s.NamespaceFact;
import io.packetwalk.fact.k8s.NetworkPolicyFact;
import io.packetwalk.fact.k8s.NodeFact;
import io.packetwalk.fact.k8s.OtherObjectFact;
import io.packetwalk.fact.k8s.PodFact;
import io.packetwalk.fact.k8s.ServiceFact;
import io.packetwalk.fact.k8s.TableRowFact;
import io.packetwalk.fact.k8s.WorkloadFact;
import io.packetwalk.fact.logs.DnsErrorLogFact;
import io.packetwalk.fact.logs.DnsQueriesFact;
import io.packetwalk.fact.system.HostsFact;
import io.packetwalk.fact.system.ManifestFact;
import io.packetwalk.fact.system.ResolvConfFact;
import io.packetwalk.fact.system.UnameFact;
import io.packetwalk.redact.pseudonym.Vocabulary;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** What of a bundle belongs to somebody: names that its facts tell, for {@code redact}. */
final class Belongings {
    /** Kinds whose names are an API's, not a person's. */
    private static final Set<String> NOBODYS = Set.of(
            "CustomResourceDefinition",
            "ClusterRole",
            "ClusterRoleBinding",
            "APIService",
            "PriorityClass",
            "FlowSchema",
            "PriorityLevelConfiguration",
            "RuntimeClass",
            "ComponentStatus",
            "Lease");

    private final Vocabulary vocabulary;

    private Belongings(Vocabulary vocabulary) {
        this.vocabulary = vocabulary;
    }

    static void learn(List<Reading> readings, Vocabulary vocabulary) {
        Belongings belongings = new Belongings(vocabulary);
        for (Reading reading : readings) {
            belongings.place(reading.place());
            reading.facts().forEach(belongings::fact);
        }
    }

    /** Files that hold Secret objects. */
    static Set<String> secretFiles(List<Reading> readings) {
        Set<String> files = new TreeSet<>();
        for (Reading reading : readings) {
            if (reading.facts().stream()
                    .anyMatch(fact -> fact instanceof ApiObject object
                            && object.ref().kind().equals("Secret"))) {
                files.add(reading.artifact());
            }
        }
        return files;
    }

    private void place(Place place) {
        switch (place) {
            case Place.Node node -> vocabulary.machine(node.name());
            case Place.Pod pod -> {
                vocabulary.name(pod.namespace());
                vocabulary.name(pod.name());
            }
            case Place.Outside outside -> vocabulary.machine(outside.name());
            case Place.Cluster _c -> {}
            case Place.Unplaced _u -> {}
        }
    }

    private void fact(Fact fact) {
        switch (fact) {
            case EventFact event ->
                object(
                        event.involved().kind(),
                        event.involved().namespace(),
                        event.involved().name());
            case ApiObject object -> {
                object(
                        object.ref().kind(),
                        object.ref().namespace(),
                        object.ref().name());
                details(object);
            }
            case ManifestFact manifest -> {
                vocabulary.machine(manifest.host());
                vocabulary.machine(manifest.node());
            }
            case UnameFact uname -> vocabulary.machine(uname.hostname());
            case HostsFact hosts -> hosts.names().forEach(this::host);
            case ResolvConfFact resolver -> resolver.search().forEach(vocabulary::domain);
            case DnsQueriesFact log -> log.queries().names().forEach(vocabulary::domain);
            case DnsErrorLogFact error -> vocabulary.domain(error.qname());
            case ConversationFact conversation ->
                conversation.dns().forEach(exchange -> vocabulary.domain(exchange.qname()));
            case TableRowFact row -> row(row);
            default -> {
                // Addresses are found by their form.
            }
        }
    }

    private void object(String kind, String namespace, String name) {
        vocabulary.name(namespace);
        if (NOBODYS.contains(kind) || namespace.isEmpty() && (name.indexOf(':') >= 0 || name.startsWith("system-"))) {
            return;
        }
        if (kind.equals("Node")) {
            vocabulary.machine(name);
        } else {
            vocabulary.name(name);
        }
    }

    private void details(ApiObject object) {
        switch (object) {
            case NodeFact node -> {
                vocabulary.machine(node.hostname());
                labels(node.labels());
            }
            case PodFact pod -> pod(pod);
            case ServiceFact service -> {
                labels(service.labels());
                labels(service.selector());
                service.ports().forEach(port -> {
                    vocabulary.name(port.name());
                    vocabulary.name(port.targetPort());
                    vocabulary.servicePort(
                            service.ref().namespace(), service.ref().name(), port.name());
                });
                vocabulary.domain(service.externalName());
                service.loadBalancer().forEach(point -> vocabulary.domain(point.hostname()));
            }
            case EndpointSliceFact slice -> slice(slice);
            case NamespaceFact namespace -> {
                vocabulary.name(namespace.ref().name());
                labels(namespace.labels());
            }
            case NetworkPolicyFact policy -> {
                labels(policy.podSelector().matchLabels());
                Stream.concat(policy.ingress().stream(), policy.egress().stream())
                        .flatMap(rule -> rule.ports().stream())
                        .forEach(port -> vocabulary.name(port.port()));
            }
            case WorkloadFact workload -> labels(workload.templateLabels());
            case OtherObjectFact other -> labels(other.labels());
            default -> {
                // Its name is all that is its own.
            }
        }
    }

    private void pod(PodFact pod) {
        labels(pod.labels());
        vocabulary.pod(pod.ref().namespace(), pod.ref().name());
        vocabulary.machine(pod.nodeName());
        vocabulary.name(pod.hostname());
        vocabulary.name(pod.subdomain());
        pod.owners().forEach(owner -> object(owner.kind(), owner.namespace(), owner.name()));
        pod.hostAliases().forEach(alias -> alias.names().forEach(this::host));
        pod.dnsConfig().ifPresent(config -> config.searches().forEach(vocabulary::domain));
        for (ContainerFact container : pod.containers()) {
            vocabulary.name(container.name());
            container.ports().forEach(port -> vocabulary.name(port.name()));
            image(container.image());
        }
    }

    private void slice(EndpointSliceFact slice) {
        labels(slice.labels());
        String service = slice.ref().namespace() + "/" + slice.serviceName();
        for (EndpointSliceFact.SlicePort port : slice.ports()) {
            vocabulary.servicePort(slice.ref().namespace(), slice.serviceName(), port.name());
            List<String> names =
                    port.name().isEmpty() ? List.of(service, service + ":") : List.of(service + ":" + port.name());
            port.port()
                    .ifPresent(number -> slice.endpoints()
                            .forEach(endpoint -> endpoint.addresses().forEach(address -> {
                                String host = address.indexOf(':') >= 0 ? "[" + address + "]" : address;
                                names.forEach(name -> vocabulary.endpoint(name, host + ":" + number));
                            })));
        }
        slice.endpoints().forEach(endpoint -> {
            vocabulary.machine(endpoint.nodeName());
            vocabulary.name(endpoint.hostname());
            endpoint.target().ifPresent(target -> object(target.kind(), target.namespace(), target.name()));
        });
    }

    private void labels(Map<String, String> labels) {
        labels.values().forEach(vocabulary::name);
    }

    private void host(String name) {
        if (name.indexOf('.') >= 0) {
            vocabulary.domain(name);
        } else if (!name.startsWith("ip6-")) {
            vocabulary.name(name);
        }
    }

    /** A private registry and what lies in it; software that everybody can pull is nobody's. */
    private void image(String image) {
        int slash = image.indexOf('/');
        String registry = slash < 0 ? "" : image.substring(0, slash);
        if (registry.indexOf('.') < 0 || Vocabulary.common(registry)) {
            return;
        }
        vocabulary.domain(registry.replaceAll(":[0-9]+$", ""));
        for (String part : image.substring(slash + 1).replaceAll("[:@].*$", "").split("/", -1)) {
            vocabulary.name(part);
        }
    }

    private void row(TableRowFact row) {
        vocabulary.name(row.cells().getOrDefault("NAMESPACE", ""));
        String name = row.cells().getOrDefault("NAME", "");
        object(row.kind(), row.cells().getOrDefault("NAMESPACE", ""), name);
        vocabulary.machine(row.cells().getOrDefault("NODE", "").replace("<none>", ""));
    }
}
