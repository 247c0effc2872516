package io.packetwalk.check.dns;

import io.packetwalk.check.Case;
import io.packetwalk.check.Check;
import io.packetwalk.check.CheckId;
import io.packetwalk.check.Claim;
import io.packetwalk.check.Finding;
import io.packetwalk.check.Outcome;
import io.packetwalk.check.Proof;
import io.packetwalk.check.Severity;
import io.packetwalk.check.service.DnsService;
import io.packetwalk.check.witness.Stated;
import io.packetwalk.evidence.Condition;
import io.packetwalk.evidence.Source;
import io.packetwalk.evidence.Ternary;
import io.packetwalk.fact.system.ResolvConfFact;
import io.packetwalk.flow.Lookup;
import io.packetwalk.model.NetNs;
import io.packetwalk.model.Pod;
import io.packetwalk.model.Service;
import io.packetwalk.net.Cidr;
import io.packetwalk.net.Ip;
import io.packetwalk.walk.Missing;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** PW-123: a pod's resolver asks a server that does not know the cluster's names. */
public final class ResolvConfWrong implements Check {

    private static final CheckId ID = new CheckId("PW-123", "resolv-conf-wrong", "dns", 1);

    @Override
    public CheckId id() {
        return ID;
    }

    private static final Cidr LINK_LOCAL = Cidr.of("169.254.0.0/16");

    @Override
    public Outcome run(Case that) {
        List<Service> services = DnsService.of(that.cluster()).stream()
                .filter(ResolvConfWrong::clusters)
                .toList();
        if (services.isEmpty()) {
            return new Outcome.NotApplicable("no DNS Service is recognised");
        }
        List<Finding> findings = new ArrayList<>();
        List<Missing> missing = new ArrayList<>();
        List<Pod> servers = DnsService.pods(that.cluster());
        for (Pod pod : that.cluster().pods()) {
            if (!pod.live() || servers.contains(pod)) {
                continue;
            }
            Optional<ResolvConfFact> resolver = pod.netns().flatMap(NetNs::resolvConf);
            List<Lookup> failed = failed(that, pod);
            if (resolver.isEmpty() && !failed.isEmpty()) {
                missing.add(new Missing(
                        "resolv.conf of " + pod.ref(),
                        "its lookups fail",
                        "kubectl -n " + pod.ref().namespace() + " exec "
                                + pod.ref().name() + " -- cat /etc/resolv.conf"));
            }
            resolver.filter(found -> wrong(pod, found, services))
                    .ifPresent(found -> findings.add(finding(pod, found, services, failed)));
            resolver.filter(found -> !wrong(pod, found, services))
                    .filter(found -> SearchListGone.in(pod, found) && !failed.isEmpty())
                    .ifPresent(found -> findings.add(SearchListGone.finding(ID, pod, found, failed)));
        }
        return Outcome.of(
                findings, missing, "every captured resolver asks the cluster's DNS, or what its pod spec names");
    }

    /** The cluster's own DNS, by its label or, where a chart gave it another, by its name in kube-system: somebody's name server for other zones is none. */
    private static boolean clusters(Service service) {
        return service.object().labels().getOrDefault("k8s-app", "").equals("kube-dns")
                || service.ref().namespace().equals("kube-system")
                        && service.ref().name().contains("dns");
    }

    /** Lookups of cluster names that did not succeed. */
    private static List<Lookup> failed(Case that, Pod pod) {
        return that.flows().lookups().stream()
                .filter(lookup -> lookup.failed() || lookup.outcome().equals("nxdomain"))
                .filter(lookup -> pod.ips().contains(lookup.client()))
                .filter(lookup -> cluster(that, lookup))
                .toList();
    }

    private static boolean cluster(Case that, Lookup lookup) {
        String[] labels = lookup.name().split("\\.", -1);
        return lookup.name().contains(".svc")
                || that.cluster().services().stream()
                        .anyMatch(service -> service.ref().name().equals(labels[0])
                                && (labels.length == 1
                                        || labels[1].equals(service.ref().namespace())));
    }

    /** None of its servers is the DNS Service, a node-local cache, or one that the pod's own spec names. */
    private static boolean wrong(Pod pod, ResolvConfFact resolver, List<Service> services) {
        List<String> asked =
                pod.object().dnsConfig().map(config -> config.nameservers()).orElse(List.of());
        return !resolver.nameservers().isEmpty()
                && resolver.nameservers().stream()
                        .noneMatch(server -> services.stream().anyMatch(service -> service.fronts(server))
                                || LINK_LOCAL.contains(server)
                                || server.loopback()
                                || asked.contains(server.toString()));
    }

    private static Finding finding(Pod pod, ResolvConfFact resolver, List<Service> services, List<Lookup> failed) {
        String servers = resolver.nameservers().stream().map(Ip::toString).collect(Collectors.joining(", "));
        String policy = pod.object().dnsPolicy() + (pod.ownNetwork() ? "" : ", hostNetwork");
        Source line = resolver.nameserverSources().stream().findFirst().orElse(resolver.source());
        Proof proof = Stated.told(
                Condition.yes("its resolver asks " + servers + ", no DNS Service", List.of(line)),
                new Condition(
                        "lookups of cluster names failed",
                        Ternary.of(!failed.isEmpty()),
                        failed.stream()
                                .limit(2)
                                .map(lookup -> lookup.exchanges().getFirst().source())
                                .toList()),
                new Condition(
                        "PW-115: the queries went to the wrong server",
                        failed.isEmpty()
                                ? Ternary.UNKNOWN
                                : Ternary.of(failed.stream()
                                        .allMatch(lookup -> resolver.nameservers()
                                                .contains(lookup.server().ip()))),
                        List.of(line)));
        String right = services.stream()
                .flatMap(service -> service.object().clusterIps().stream())
                .map(Ip::toString)
                .collect(Collectors.joining(", "));
        return Claim.of(ID)
                .about(pod.ref())
                .what(pod.ref() + ": " + failed.size() + (failed.size() == 1 ? " lookup" : " lookups")
                        + " of cluster names failed.")
                .why("Its resolver asks " + servers + " (dnsPolicy " + policy + "); the cluster's DNS is " + right
                        + ".")
                .shows("nameserver " + servers, line)
                .shows("dnsPolicy " + policy, pod.object().source())
                .not("PW-115", "the queries are sent elsewhere")
                .remedy(
                        pod.ownNetwork()
                                ? "# set dnsPolicy: ClusterFirst in the pod template, or correct kubelet's clusterDNS"
                                : "# set dnsPolicy: ClusterFirstWithHostNet in the pod template",
                        "medium, rolls the workload's pods",
                        "kubectl rollout undo of the workload")
                .then("nslookup kubernetes.default in " + pod.ref())
                .unless("a later resolv.conf of the pod")
                .explainsLookups(failed)
                .finding(Severity.S1, proof);
    }
}
