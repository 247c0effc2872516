package io.packetwalk.check.service;

import io.packetwalk.model.Cluster;
import io.packetwalk.model.Pod;
import io.packetwalk.model.Service;
import java.util.List;

/** Which Service is the cluster's DNS: recognised by what pods ask, not by its name alone. */
public final class DnsService {

    private DnsService() {}

    /** True when a pod's resolver configuration names one of its addresses, or it carries the label that kubeadm, kOps, k3s and others use. */
    public static boolean is(Cluster cluster, Service service) {
        return service.object().labels().getOrDefault("k8s-app", "").equals("kube-dns")
                || cluster.pods().stream()
                        .flatMap(pod -> pod.netns().stream())
                        .flatMap(netns -> netns.resolvConf().stream())
                        .flatMap(resolvConf -> resolvConf.nameservers().stream())
                        .anyMatch(service::fronts);
    }

    /** The DNS Services. */
    public static List<Service> of(Cluster cluster) {
        return cluster.services().stream()
                .filter(service -> is(cluster, service))
                .toList();
    }

    /** The pods behind them, by their endpoints and by their selector. */
    public static List<Pod> pods(Cluster cluster) {
        return of(cluster).stream()
                .filter(service -> !service.object().selector().isEmpty())
                .flatMap(service -> Selection.in(cluster, service).stream())
                .distinct()
                .toList();
    }
}
