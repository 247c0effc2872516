package io.packetwalk.check.service;

import io.packetwalk.model.Cluster;
import io.packetwalk.model.Pod;
import io.packetwalk.model.Service;
import io.packetwalk.net.Ip;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Which Service is the cluster's DNS: recognised by what pods ask, not by its name alone. */
public final class DnsService {

    private DnsService() {}

    /** The DNS Services. */
    public static List<Service> of(Cluster cluster) {
        Set<Ip> asked = asked(cluster);
        return cluster.services().stream().filter(service -> is(service, asked)).toList();
    }

    /** The pods behind them, by their endpoints and by their selector. */
    public static List<Pod> pods(Cluster cluster) {
        return of(cluster).stream()
                .filter(service -> !service.object().selector().isEmpty())
                .flatMap(service -> Selection.in(cluster, service).stream())
                .distinct()
                .toList();
    }

    /** True when it carries the label that kubeadm, kOps, k3s and others use, or fronts an address that a pod asks. */
    private static boolean is(Service service, Set<Ip> asked) {
        return service.object().labels().getOrDefault("k8s-app", "").equals("kube-dns")
                || asked.stream().anyMatch(service::fronts);
    }

    private static Set<Ip> asked(Cluster cluster) {
        return cluster.pods().stream()
                .flatMap(pod -> pod.netns().stream())
                .flatMap(netns -> netns.resolvConf().stream())
                .flatMap(resolvConf -> resolvConf.nameservers().stream())
                .collect(Collectors.toSet());
    }
}
