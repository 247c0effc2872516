package io.packetwalk.cli;

import io.packetwalk.fact.k8s.IngressFact;
import io.packetwalk.model.Cluster;
import io.packetwalk.model.Service;
import io.packetwalk.net.Ip;
import io.packetwalk.walk.Question.Target;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Host names that the cluster's edge serves, for who comes from outside: no name server in a bundle answers them.
 *
 * @param cluster the model
 */
record Hosts(Cluster cluster) {

    /** The published address behind a host of an Ingress; any other name stays one. */
    Target edge(String host) {
        List<IngressFact> serving = cluster.edge().ingresses().stream()
                .filter(ingress -> ingress.backends().stream().anyMatch(rule -> matches(rule.host(), host)))
                .toList();
        if (serving.isEmpty()) {
            return new Target.ToName(host);
        }
        List<Service> balancers = cluster.services().stream()
                .filter(service -> service.object().type().equals("LoadBalancer"))
                .toList();
        List<Ip> published = balancers.stream()
                .flatMap(service -> service.object().loadBalancer().stream())
                .flatMap(point -> point.ip().stream())
                .distinct()
                .toList();
        if (published.size() == 1) {
            return new Target.ToAddress(published.getFirst());
        }
        String candidates = balancers.stream()
                .map(service -> service.ref().toString())
                .limit(4)
                .collect(Collectors.joining(" or "));
        throw new Failure(host + " is a host of " + serving.getFirst().ref()
                + ", and which address it is published at cannot be told; name the controller's Service"
                + (candidates.isEmpty() ? "" : ": " + candidates)
                + ", or the Service behind it: svc/"
                + serving.getFirst().ref().namespace() + "/"
                + serving.getFirst().backends().getFirst().service());
    }

    /** A wildcard stands for one label (Ingress specification, hostname wildcards). */
    private static boolean matches(String rule, String host) {
        int dot = host.indexOf('.');
        return !rule.isEmpty()
                && (rule.equalsIgnoreCase(host)
                        || rule.startsWith("*.")
                                && dot > 0
                                && host.substring(dot).equalsIgnoreCase(rule.substring(1)));
    }
}
