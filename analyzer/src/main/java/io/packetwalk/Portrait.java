package io.packetwalk;

import io.packetwalk.evidence.Presence;
import io.packetwalk.fact.conntrack.ConntrackFact;
import io.packetwalk.fact.iproute.LinkFact;
import io.packetwalk.fact.iproute.RouteFact;
import io.packetwalk.fact.k8s.ApiObject;
import io.packetwalk.fact.netfilter.IptablesRuleFact;
import io.packetwalk.fact.nft.NftRuleFact;
import io.packetwalk.fact.system.SocketFact;
import io.packetwalk.model.Cluster;
import io.packetwalk.model.NetNs;
import io.packetwalk.model.Node;
import io.packetwalk.model.Pod;
import io.packetwalk.model.Service;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a cluster is, as text that can be laid beside that of another day: objects, rules, routes, policies, settings. In no part does the
 * order of files or rows matter, except that of rules. A part that was not collected is not there, which is not the same as empty.
 */
public final class Portrait {
    /** Interfaces that come and go with pods. */
    private static final Pattern OF_PODS = Pattern.compile("(?:veth|cali|lxc|tap|eni|azv).*");
    /** What a kernel counts is no setting. */
    private static final Pattern COUNTED =
            Pattern.compile(".*(?:_count|tcp_mem|udp_mem|random.*)|fs\\..*|kernel\\.(?!hostname).*");

    private static final Pattern COUNTER = Pattern.compile("counter packets \\d+ bytes \\d+ ?| # handle \\d+");
    private static final Pattern SOURCE = Pattern.compile("source=[^,\\]]*(?:, )?");

    private final Map<String, Map<String, String>> parts = new TreeMap<>();

    private Portrait() {}

    /** Parts by name, each a text by the name of what it is about. */
    public static Map<String, Map<String, String>> of(Cluster cluster) {
        Portrait portrait = new Portrait();
        cluster.services()
                .forEach(service -> portrait.put("service", service.ref().toString(), backends(service)));
        cluster.pods().stream()
                .filter(Pod::live)
                .forEach(pod -> portrait.put(
                        "pod",
                        pod.ref().toString(),
                        pod.node() + " " + pod.ips() + " " + pod.object().phase()));
        Stream.<List<? extends ApiObject>>of(
                        cluster.policies().networkPolicies(),
                        cluster.policies().clusterPolicies(),
                        cluster.policies().calico(),
                        cluster.policies().cilium(),
                        cluster.policies().ingresses())
                .flatMap(List::stream)
                .forEach(policy -> portrait.put(
                        "policy",
                        policy.ref().kind() + " " + policy.ref(),
                        SOURCE.matcher(policy.toString()).replaceAll("")));
        cluster.nodes().forEach(portrait::node);
        return portrait.parts;
    }

    private static String backends(Service service) {
        List<String> ready = service.object().ports().stream()
                .flatMap(port -> service.ready(port).stream())
                .map(Object::toString)
                .distinct()
                .sorted()
                .toList();
        return ready.isEmpty() ? "no ready backend" : String.join(" ", ready);
    }

    private void node(Node node) {
        NetNs netns = node.netns();
        String of = " of " + node.name();
        if (collected(netns, "ip-route")) {
            netns.routes().forEach(route -> put("route" + of, route.table() + " " + route.dst(), way(route)));
        }
        if (collected(netns, "ip-rule")) {
            netns.routingRules()
                    .forEach(rule -> put(
                            "routing rule" + of,
                            "all",
                            SOURCE.matcher(rule.toString()).replaceAll("")));
        }
        if (collected(netns, "ip-link")) {
            netns.links().stream()
                    .filter(link -> !OF_PODS.matcher(link.name()).matches())
                    .forEach(link -> put("link" + of, link.name(), shape(link)));
        }
        if (collected(netns, "sysctl")) {
            netns.sysctls().values().stream()
                    .filter(setting -> !COUNTED.matcher(setting.key()).matches())
                    .filter(setting -> Stream.of(setting.key().split("\\.", -1))
                            .noneMatch(part -> OF_PODS.matcher(part).matches()))
                    .forEach(setting -> put("sysctl" + of, setting.key(), setting.value()));
        }
        if (collected(netns, "ss")) {
            netns.sockets().stream()
                    .filter(socket -> socket.state().equals("LISTEN"))
                    .forEach(socket -> put("listener" + of, listener(socket), socket.process()));
        }
        rules(netns, of);
        if (collected(netns, "conntrack")) {
            put("connections" + of, "tracked", magnitude(netns.conntrack().size()));
            put("connections" + of, "without a reply", magnitude((int)
                    netns.conntrack().stream().filter(ConntrackFact::unreplied).count()));
        }
    }

    private void rules(NetNs netns, String of) {
        netns.rules()
                .chains()
                .forEach(chain -> put("rules" + of, chain.table() + " " + chain.name(), "policy " + chain.policy()));
        for (IptablesRuleFact rule : netns.rules().rules()) {
            put("rules" + of, rule.table() + " " + rule.chain(), rule.text());
        }
        netns.rules()
                .nft()
                .baseChains()
                .forEach(chain -> put(
                        "nft rules" + of,
                        chain.family() + " " + chain.table() + " " + chain.name(),
                        "policy " + chain.policy()));
        for (NftRuleFact rule : netns.rules().nft().rules()) {
            put(
                    "nft rules" + of,
                    rule.family() + " " + rule.table() + " " + rule.chain(),
                    COUNTER.matcher(rule.text()).replaceAll(""));
        }
    }

    private static boolean collected(NetNs netns, String format) {
        return netns.presence()
                .getOrDefault(format, new Presence.NotCollected(""))
                .readable();
    }

    private static String way(RouteFact route) {
        String via = route.via().map(ip -> " via " + ip).orElse("");
        String src = route.src().map(ip -> " src " + ip).orElse("");
        String hops = route.nextHops().isEmpty() ? "" : " " + route.nextHops();
        return route.type() + via + (route.dev().isEmpty() ? "" : " dev " + route.dev()) + src + " metric "
                + route.metric() + (route.mtu() > 0 ? " mtu " + route.mtu() : "")
                + (route.flags().contains("linkdown") ? " linkdown" : "") + hops;
    }

    private static String shape(LinkFact link) {
        return link.kind() + " mtu " + link.mtu() + " " + (link.flags().contains("UP") ? "up" : "down")
                + (link.master().isEmpty() ? "" : " master " + link.master());
    }

    private static String listener(SocketFact socket) {
        return socket.local().map(Object::toString).orElse("*") + ":" + socket.localPort() + "/" + socket.proto();
    }

    /** Two days' counts are never equal; what tells is another order of size. */
    private static String magnitude(int count) {
        int upTo = 100;
        while (count > upTo) {
            upTo *= 2;
        }
        return "up to " + upTo;
    }

    private void put(String part, String name, String text) {
        parts.computeIfAbsent(part, _part -> new TreeMap<>()).merge(name, text, (one, other) -> one + "\n" + other);
    }
}
