package io.packetwalk.walk.dns.server;

import io.packetwalk.fact.logs.CorefileFact.Directive;
import io.packetwalk.model.Cluster;
import io.packetwalk.model.NetNs;
import io.packetwalk.model.Pod;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * {@code autopath @kubernetes}: for a question that has the client's first search domain the server goes through the search list itself, and answers with the first name
 * that is not denied (CoreDNS plugin/autopath and plugin/kubernetes/autopath.go).
 *
 * @param directive its lines
 * @param cluster the model
 * @param zones zones of the kubernetes plugin in the same server block
 * @param verified whether that plugin knows pods; without, the plugin does nothing
 * @param own search list of the server's own resolver, empty when it is not known
 */
record Autopath(Directive directive, Cluster cluster, List<String> zones, boolean verified, Optional<List<String>> own)
        implements Stage {

    static Autopath of(Cluster cluster, Directive directive, List<Directive> block, List<Pod> servers) {
        Optional<Directive> kubernetes = block.stream()
                .filter(plugin -> plugin.name().equals("kubernetes"))
                .findFirst();
        return new Autopath(
                directive,
                cluster,
                kubernetes.map(Directive::args).orElse(List.of()),
                kubernetes
                        .filter(plugin -> Options.args(plugin, "pods").contains("verified"))
                        .isPresent(),
                servers.stream()
                        .flatMap(pod -> pod.netns().flatMap(NetNs::resolvConf).stream())
                        .map(file -> file.search())
                        .findFirst());
    }

    @Override
    public Answer answer(Ask ask, Next next) {
        if (directive.args().isEmpty() || !directive.args().getLast().equals("@kubernetes")) {
            return Opaque.open(directive, ask);
        }
        Optional<String> zone =
                zones.stream().filter(known -> Zones.within(ask.name(), known)).findFirst();
        Optional<Pod> client = ask.client().flatMap(cluster::podAt);
        if (!verified || zone.isEmpty() || client.isEmpty()) {
            return next.answer(ask);
        }
        String svc = "svc." + Zones.full(zone.get());
        String first = client.get().ref().namespace() + "." + svc;
        if (!Zones.within(ask.name(), first)) {
            return next.answer(ask);
        }
        return searched(ask, next, Zones.head(ask.name(), first), List.of(first, svc, Zones.full(zone.get())));
    }

    private Answer searched(Ask ask, Next next, String base, List<String> domains) {
        Answer denied = next.answer(ask);
        for (String domain : Stream.concat(
                        domains.stream(), own.orElse(List.of()).stream().map(Zones::full))
                .toList()) {
            Answer answer = next.answer(ask.named(base + "." + domain));
            if (!answer.denied()) {
                return answer.citing(directive.source());
            }
        }
        if (own.isEmpty()) {
            return Answer.open(
                    "the search list of the DNS server",
                    "autopath (" + directive.source() + ") goes through it",
                    "kubectl -n kube-system debug POD --image=busybox -- cat /etc/resolv.conf  # a DNS pod");
        }
        Answer literal = next.answer(ask.named(base));
        return literal.denied() ? denied : literal.citing(directive.source());
    }
}
