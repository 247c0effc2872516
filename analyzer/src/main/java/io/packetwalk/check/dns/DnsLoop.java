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
import io.packetwalk.check.witness.IncidentTime;
import io.packetwalk.check.witness.Traffic;
import io.packetwalk.evidence.Condition;
import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.evidence.Source;
import io.packetwalk.evidence.Ternary;
import io.packetwalk.fact.logs.CorefileFact;
import io.packetwalk.fact.logs.LogLineFact;
import io.packetwalk.flow.Flow;
import io.packetwalk.flow.Lookup;
import io.packetwalk.model.DnsLog;
import io.packetwalk.model.Endpoint;
import io.packetwalk.walk.Missing;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** PW-119: the cluster's DNS forwards to a resolver that asks the cluster's DNS: CoreDNS finds the loop and stops. */
public final class DnsLoop implements Check {

    private static final CheckId ID = new CheckId("PW-119", "dns-loop", "dns", 4);
    private static final String SIGN = "plugin/loop: Loop (";

    @Override
    public CheckId id() {
        return ID;
    }

    @Override
    public Outcome run(Case that) {
        List<LogLineFact> lines = lines(that);
        if (!lines.isEmpty()) {
            return new Outcome.Found(List.of(finding(that, lines)));
        }
        return that.cluster().dnsLogs().isEmpty()
                ? new Outcome.Undetermined(List.of(new Missing(
                        "logs of the DNS pods",
                        "none is in the bundle",
                        "kubectl -n kube-system logs -l k8s-app=kube-dns --prefix --tail=-1; the same with -p")))
                : new Outcome.Clear("no DNS pod tells of a loop");
    }

    /** What DNS servers say of a loop, at the time of the failure. */
    static List<LogLineFact> lines(Case that) {
        List<LogLineFact> lines = new ArrayList<>();
        for (DnsLog log : that.cluster().dnsLogs()) {
            log.lines().stream()
                    .filter(line -> line.text().contains(SIGN))
                    .filter(line -> !IncidentTime.covers(that, line.time()).no())
                    .forEach(lines::add);
        }
        return lines;
    }

    /** Connections to DNS Services without a ready endpoint: their servers have ended. */
    private static List<Flow> refused(Case that) {
        return DnsService.of(that.cluster()).stream()
                .filter(service -> service.endpoints().stream().noneMatch(Endpoint::isReady))
                .flatMap(service -> Traffic.to(that, service).failed().stream())
                .toList();
    }

    /** A forward target that is this host itself: the stub resolver that asks the cluster's DNS again. */
    private static Optional<CorefileFact.Directive> toItself(Case that) {
        return that.cluster().corefiles().stream()
                .flatMap(corefile -> corefile.servers().stream())
                .flatMap(server -> server.plugins().stream())
                .filter(plugin -> plugin.name().equals("forward"))
                .filter(plugin -> plugin.args().stream()
                        .anyMatch(target -> target.startsWith("127.") || target.startsWith("::1")))
                .findFirst();
    }

    private static Finding finding(Case that, List<LogLineFact> lines) {
        LogLineFact last = lines.getLast();
        List<Source> at = List.of(last.source());
        Optional<CorefileFact.Directive> self = toItself(that);
        List<Lookup> failed =
                that.flows().lookups().stream().filter(Lookup::failed).toList();
        List<Flow> refused = refused(that);
        boolean crashing = that.cluster().pods().stream()
                .anyMatch(pod -> "kube-dns".equals(pod.object().labels().get("k8s-app"))
                        && pod.ready().no());
        Claim claim = Claim.of(ID)
                .about(new ObjectRef("ConfigMap", "kube-system", "coredns"))
                .what("CoreDNS found a forwarding loop and ends (" + lines.size()
                        + (lines.size() == 1 ? " line)." : " lines)."))
                .why("It forwards to a resolver that asks it again"
                        + self.map(plugin -> ": forward " + String.join(" ", plugin.args()) + ".")
                                .orElse(", often the stub 127.0.0.53 of the node's resolver file."))
                .shows(last.text(), last.source());
        self.ifPresent(plugin -> claim.shows("forward " + String.join(" ", plugin.args()), plugin.source()));
        Proof proof = new Proof(
                Condition.yes("CoreDNS names the loop", at),
                Condition.yes("every external name goes that way", at),
                new Condition(
                        "lookups failed, or a DNS pod is not ready", Ternary.of(!failed.isEmpty() || crashing), at),
                new Condition("the lines are of the time of the failure", IncidentTime.covers(that, last.time()), at),
                List.of(new Condition(
                        "the Corefile forwards to this host itself",
                        self.isPresent() ? Ternary.YES : Ternary.UNKNOWN,
                        self.map(CorefileFact.Directive::source).stream().toList())));
        return claim.not("PW-118", "the upstream server is the cluster's own DNS")
                .remedy(
                        "kubectl -n kube-system get configmap coredns -o yaml; cat /etc/resolv.conf  # on the node",
                        "none, reads only",
                        "")
                .remedy(
                        "# set resolvConf of the kubelets to the real upstream file, or forward to the upstream servers by address",
                        "medium, every name that the cluster's DNS forwards",
                        "the former value")
                .then("kubectl -n kube-system logs -l k8s-app=kube-dns --tail=20 shows no loop")
                .unless("a HINFO probe that came back late on a slow start, once")
                .explainsTold("DNS loop")
                .explains(that, refused, refused.size())
                .explainsLookups(failed)
                .finding(Severity.S1, proof);
    }
}
