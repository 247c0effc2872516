package io.packetwalk.check.diagnosis;

import io.packetwalk.model.Cluster;
import io.packetwalk.walk.Question;
import java.util.ArrayList;
import java.util.List;

/** The names that a pod's resolver asks for, by the search list and {@code ndots:5} that kubelet writes (pkg/kubelet/network/dns/dns.go). */
final class SearchList {

    static final String DOMAIN = "cluster.local";

    private static final int NDOTS = 5;

    private SearchList() {}

    /** Fully qualified names in the order of asking. */
    static List<String> of(String namespace, String name) {
        if (name.endsWith(".")) {
            return List.of(name);
        }
        List<String> names = new ArrayList<>();
        names.add(name + "." + namespace + ".svc." + DOMAIN + ".");
        names.add(name + ".svc." + DOMAIN + ".");
        names.add(name + "." + DOMAIN + ".");
        boolean literalFirst = name.chars().filter(letter -> letter == '.').count() >= NDOTS;
        names.add(literalFirst ? 0 : names.size(), name + ".");
        return List.copyOf(names);
    }

    /** The names of a client; of one that is no pod, or has the node's resolver, the name alone. */
    static List<String> of(Cluster cluster, Question.Origin from, String name) {
        return from instanceof Question.Origin.InPod in
                        && cluster.pod(in.pod().namespace(), in.pod().name())
                                .filter(pod -> pod.object().dnsPolicy().startsWith("ClusterFirst"))
                                .isPresent()
                ? of(in.pod().namespace(), name)
                : List.of(name.endsWith(".") ? name : name + ".");
    }
}
