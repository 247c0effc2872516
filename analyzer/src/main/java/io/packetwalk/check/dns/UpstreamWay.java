package io.packetwalk.check.dns;

import io.packetwalk.check.Case;
import io.packetwalk.check.service.DnsService;
import io.packetwalk.check.witness.FailedFlows;
import io.packetwalk.check.witness.Paths;
import io.packetwalk.fact.logs.CorefileFact;
import io.packetwalk.flow.Flow;
import io.packetwalk.model.Node;
import io.packetwalk.model.Pod;
import io.packetwalk.net.Ip;
import io.packetwalk.net.IpPort;
import io.packetwalk.net.Proto;
import io.packetwalk.walk.Path;
import io.packetwalk.walk.Question;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The way of the cluster's DNS servers to the servers that they forward to, as far as it lies in the cluster. */
final class UpstreamWay {

    private UpstreamWay() {}

    /**
     * A way that ends in the cluster.
     *
     * @param from the DNS server
     * @param to the server it forwards to
     * @param path where it ends
     */
    record Broken(String from, Ip to, Path path) {}

    /** The first way that surely ends in the cluster: of a query that was captured, else of one to a server that the Corefile or the DNS pod's resolver names. */
    static Optional<Broken> of(Case that, List<Flow> upstream) {
        FailedFlows failed = new FailedFlows(that);
        return upstream.stream()
                .flatMap(flow -> failed
                        .brokenPath(flow)
                        .map(path -> new Broken(
                                flow.client().toString(), flow.server().at().ip(), path))
                        .stream())
                .findFirst()
                .or(() -> upstream.isEmpty() ? asked(that) : Optional.empty());
    }

    private static Optional<Broken> asked(Case that) {
        return DnsService.pods(that.cluster()).stream()
                .filter(Pod::live)
                .flatMap(pod -> targets(that, pod).stream().flatMap(to -> walked(that, pod, to).stream()))
                .findFirst();
    }

    private static Optional<Broken> walked(Case that, Pod pod, IpPort to) {
        Question.Origin from =
                pod.ownNetwork() ? new Question.Origin.InPod(pod.ref()) : new Question.Origin.OnNode(pod.node());
        return Paths.broken(that.walks()
                        .of(new Question(from, new Question.Target.ToAddress(to.ip()), Proto.UDP, to.port(), 0)))
                .stream()
                .findFirst()
                .map(path -> new Broken(pod.ref().toString(), to.ip(), path));
    }

    /** What it forwards to; a resolver file means the servers named there (plugin/forward of CoreDNS). */
    private static List<IpPort> targets(Case that, Pod pod) {
        List<IpPort> targets = new ArrayList<>();
        that.cluster().corefiles().stream()
                .flatMap(corefile -> corefile.servers().stream())
                .flatMap(server -> server.plugins().stream())
                .filter(plugin -> plugin.name().equals("forward"))
                .map(CorefileFact.Directive::args)
                .flatMap(args -> args.stream().skip(1))
                .flatMap(target -> target.startsWith("/") ? resolver(that, pod) : address(target).stream())
                .distinct()
                .forEach(targets::add);
        return targets;
    }

    private static Stream<IpPort> resolver(Case that, Pod pod) {
        return (pod.ownNetwork() ? pod.netns() : that.cluster().node(pod.node()).map(Node::netns))
                .flatMap(netns -> netns.resolvConf()).stream()
                        .flatMap(file -> file.nameservers().stream())
                        .map(ip -> new IpPort(ip, 53));
    }

    /** An address with or without port; one behind TLS is another port's matter. */
    private static Optional<IpPort> address(String target) {
        String bare = target.startsWith("dns://") ? target.substring("dns://".length()) : target;
        return bare.contains("://")
                ? Optional.empty()
                : IpPort.parse(bare).or(() -> Ip.parse(bare).map(ip -> new IpPort(ip, 53)));
    }
}
