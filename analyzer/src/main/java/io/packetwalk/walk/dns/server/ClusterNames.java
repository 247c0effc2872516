package io.packetwalk.walk.dns.server;

import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.evidence.Source;
import io.packetwalk.model.Cluster;
import io.packetwalk.model.Endpoint;
import io.packetwalk.model.Service;
import io.packetwalk.net.Ip;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Names of the cluster as its objects have them (Kubernetes DNS-Based Service Discovery 1.1.0), with the choices that CoreDNS's kubernetes plugin leaves.
 *
 * @param cluster the model
 * @param choices what the plugin is told
 * @param alias answers the name that an ExternalName Service stands for
 */
record ClusterNames(Cluster cluster, Choices choices, Function<Ask, Answer> alias) {

    /**
     * What the plugin is told.
     *
     * @param pods {@code disabled}, {@code insecure} or {@code verified}
     * @param namespaces the only ones it shows; all when empty
     * @param ignoreEmpty whether Services without ready endpoints are denied
     * @param endpointPodNames whether endpoints without a host name are called as their pods
     */
    record Choices(String pods, List<String> namespaces, boolean ignoreEmpty, boolean endpointPodNames) {

        /** As kubeadm and most others write it. */
        static final Choices USUAL = new Choices("insecure", List.of(), false, false);
    }

    /** What it says to a name in the zone; an inner node of the tree exists without data (RFC 8020). */
    Answer answer(Ask ask, String zone) {
        if (cluster.services().isEmpty()) {
            return Answer.open(
                    "the Services of the cluster",
                    "no list of them is in the bundle",
                    "kubectl get services -A -o json");
        }
        List<String> labels = Arrays.asList(Zones.head(ask.name(), zone).split("\\.", -1));
        String last = labels.getLast();
        int count = labels.size();
        if (last.isEmpty() || count == 1 && (last.equals("svc") || last.equals("pod"))) {
            return Answer.none(Answer.NOERROR);
        }
        if (last.equals("pod") && count <= 3) {
            return count == 2 ? namespace(labels.getFirst()) : pod(labels.getFirst(), labels.get(1), ask);
        }
        if (!last.equals("svc")) {
            return Answer.none(Answer.NXDOMAIN);
        }
        return count == 2 ? namespace(labels.getFirst()) : inNamespace(labels, ask);
    }

    private Answer namespace(String name) {
        return Answer.none(exists(name) ? Answer.NOERROR : Answer.NXDOMAIN);
    }

    private boolean exists(String namespace) {
        boolean shown = choices.namespaces().isEmpty() || choices.namespaces().contains(namespace);
        return shown
                && (cluster.namespaces().stream()
                                .anyMatch(known -> known.ref().name().equals(namespace))
                        || cluster.services().stream()
                                .anyMatch(service -> service.ref().namespace().equals(namespace)));
    }

    private Answer inNamespace(List<String> labels, Ask ask) {
        int count = labels.size();
        String namespace = labels.get(count - 2);
        Optional<Service> service =
                exists(namespace) ? cluster.service(namespace, labels.get(count - 3)) : Optional.empty();
        if (service.isEmpty() || count > 4) {
            return Answer.none(Answer.NXDOMAIN);
        }
        return count == 3 ? service(service.get(), ask) : endpoint(service.get(), labels.getFirst(), ask);
    }

    private Answer service(Service service, Ask ask) {
        List<Source> sources = List.of(service.object().source());
        if (service.object().type().equals("ExternalName")) {
            return alias.apply(ask.named(service.object().externalName()))
                    .citing(service.object().source());
        }
        boolean headless = service.object().clusterIps().isEmpty();
        if ((headless || choices.ignoreEmpty()) && service.listed() == Service.Listed.NOWHERE) {
            return Answer.open(
                    "the endpoints of " + service.ref(),
                    "no list of them is in the bundle",
                    "kubectl get endpointslices -n " + service.ref().namespace() + " -o json");
        }
        if (choices.ignoreEmpty() && published(service).findAny().isEmpty()) {
            return Answer.none(Answer.NXDOMAIN, service.object().source());
        }
        List<Ip> addresses = headless
                ? published(service).map(Endpoint::ip).distinct().sorted().toList()
                : service.object().clusterIps();
        return Answer.of(addresses, sources).forType(ask);
    }

    private static Stream<Endpoint> published(Service service) {
        return service.endpoints().stream()
                .filter(endpoint -> endpoint.isReady() || service.object().publishNotReady());
    }

    /** An endpoint's host name in front of its Service: that of the pod in a StatefulSet, else its address with dashes. */
    private Answer endpoint(Service service, String label, Ask ask) {
        List<Endpoint> called = published(service)
                .filter(endpoint -> label.equals(dashed(endpoint.ip()))
                        || hostname(endpoint, service).filter(label::equals).isPresent())
                .toList();
        if (service.listed() == Service.Listed.NOWHERE) {
            return Answer.open(
                    "the endpoints of " + service.ref(),
                    "no list of them is in the bundle",
                    "kubectl get endpointslices -n " + service.ref().namespace() + " -o json");
        }
        return called.isEmpty()
                ? Answer.none(Answer.NXDOMAIN, service.object().source())
                : Answer.of(
                                called.stream().map(Endpoint::ip).distinct().toList(),
                                called.stream().map(Endpoint::source).distinct().toList())
                        .forType(ask);
    }

    /** The endpoint controller gives a host name to pods whose subdomain is the Service's name. */
    private Optional<String> hostname(Endpoint endpoint, Service service) {
        Optional<ObjectRef> target = endpoint.target();
        Optional<String> own = target.flatMap(ref -> cluster.pod(ref.namespace(), ref.name()))
                .map(pod -> pod.object())
                .filter(pod -> pod.subdomain().equals(service.ref().name()))
                .map(pod -> pod.hostname())
                .filter(name -> !name.isEmpty());
        return own.or(() -> target.filter(_t -> choices.endpointPodNames()).map(ObjectRef::name));
    }

    private static String dashed(Ip ip) {
        return ip.toString().replace('.', '-').replace(':', '-');
    }

    /** {@code 10-244-1-5.NAMESPACE.pod} (CoreDNS plugin/kubernetes, findPods). */
    private Answer pod(String label, String namespace, Ask ask) {
        boolean four = label.chars().filter(c -> c == '-').count() == 3 && !label.contains("--");
        Optional<Ip> ip = Ip.parse(label.replace('-', four ? '.' : ':'));
        if (choices.pods().equals("disabled") || ip.isEmpty() || !exists(namespace)) {
            return Answer.none(Answer.NXDOMAIN);
        }
        if (choices.pods().equals("verified")) {
            boolean there = cluster.podAt(ip.get())
                    .filter(pod -> pod.ref().namespace().equals(namespace))
                    .isPresent();
            if (!there) {
                return Answer.none(Answer.NXDOMAIN);
            }
        }
        return Answer.of(List.of(ip.get()), List.of()).forType(ask);
    }
}
