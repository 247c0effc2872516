package io.packetwalk.walk.cni;

import io.packetwalk.evidence.Ternary;
import io.packetwalk.fact.cni.CiliumAddressFact;
import io.packetwalk.fact.cni.CiliumEndpointFact;
import io.packetwalk.fact.iproute.LinkFact;
import io.packetwalk.fact.k8s.ConfigMapFact;
import io.packetwalk.model.Cluster;
import io.packetwalk.model.NetNs;
import io.packetwalk.model.Pod;
import io.packetwalk.model.cilium.CiliumMaps;
import io.packetwalk.model.cilium.CiliumService;
import io.packetwalk.net.Ip;
import io.packetwalk.net.IpPort;
import io.packetwalk.net.Proto;
import io.packetwalk.walk.Shell;
import io.packetwalk.walk.Site;
import io.packetwalk.walk.Terrain;
import io.packetwalk.walk.route.Router;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One node on which Cilium's programs forward, and whose maps were listed. How the programs are built is told by {@code cilium-dbg status --verbose}, else by the ConfigMap
 * {@code cilium-config}, else by the node's devices.
 *
 * @param host the node's own namespace
 * @param maps its maps
 * @param config keys of {@code cilium-config}, empty when it was not dumped
 * @param cluster the cluster
 */
public record CiliumNode(Site host, CiliumMaps maps, Map<String, String> config, Cluster cluster) {

    private static final int VXLAN_PORT = 8472;
    private static final int GENEVE_PORT = 6081;

    /** Empty when no frontend of this node was listed: then it is not known what its programs translate. */
    public static Optional<CiliumNode> of(Site site, Terrain terrain) {
        CiliumMaps maps = site.netns().cilium();
        return site.host() && !maps.services().isEmpty()
                ? Optional.of(new CiliumNode(site, maps, config(terrain.cluster()), terrain.cluster()))
                : Optional.empty();
    }

    /** The node of a namespace, wherever on it the namespace is. */
    public static Optional<CiliumNode> around(Site site, Terrain terrain) {
        return terrain.node(site).map(terrain::host).flatMap(host -> of(host, terrain));
    }

    private static Map<String, String> config(Cluster cluster) {
        return cluster.configMaps().stream()
                .filter(map -> map.ref().name().equals("cilium-config"))
                .findFirst()
                .map(ConfigMapFact::data)
                .orElse(Map.of());
    }

    private String set(String key) {
        return config.getOrDefault(key, "");
    }

    /** Whether connections to Services are translated when a process opens them, in a pod's namespace or in the node's own (bpf/bpf_sock.c). */
    public Ternary socketTranslates(boolean pod) {
        String said = maps.says("Socket LB");
        Ternary on = said.isEmpty() ? configured() : Ternary.of(said.startsWith("Enabled"));
        if (!pod) {
            return on;
        }
        String coverage = maps.says("Socket LB Coverage");
        Ternary everywhere = coverage.isEmpty()
                ? Ternary.of(!set("bpf-lb-sock-hostns-only").equals("true"))
                : Ternary.of(coverage.startsWith("Full"));
        return on.and(everywhere);
    }

    /** Replacing kube-proxy entails it, whatever its own key says (daemon/cmd/kube_proxy_replacement.go). */
    private Ternary configured() {
        String replacement = set("kube-proxy-replacement");
        if (replacement.equals("true")
                || replacement.equals("strict")
                || set("bpf-lb-sock").equals("true")) {
            return Ternary.YES;
        }
        boolean off = replacement.equals("false") || replacement.equals("disabled");
        return off ? Ternary.NO : Ternary.UNKNOWN;
    }

    /** Whether packets that no program delivers pass netfilter ("legacy" host routing), or go from device to device without. */
    public Ternary passesNetfilter() {
        String said = maps.says("Routing") + " " + maps.says("Host Routing");
        if (said.contains("Legacy") || said.contains("BPF")) {
            return Ternary.of(said.contains("Legacy"));
        }
        boolean asked = set("enable-host-legacy-routing").equals("true");
        boolean needed = !config.isEmpty() && !set("enable-bpf-masquerade").equals("true");
        return asked || needed ? Ternary.YES : Ternary.UNKNOWN;
    }

    /** Whether a program rewrites the source of what leaves the cluster; else rules of iptables do, or nobody. */
    public boolean masquerades() {
        String said = maps.says("Masquerading");
        return said.isEmpty() ? set("enable-bpf-masquerade").equals("true") : said.startsWith("BPF");
    }

    /** Destinations that keep the pod's source, as the status or the configuration says; empty when neither does. */
    public String unmasqueraded() {
        String said = maps.says("Masquerading");
        return Stream.of(said.split("\\s+", -1))
                .filter(word -> word.contains("/"))
                .findFirst()
                .orElse(set("ipv4-native-routing-cidr"));
    }

    /** The tunnel between nodes; NONE where pods are routed. */
    public Shell.Kind tunnel() {
        String said = maps.says("Routing");
        String mode = said.isEmpty() ? set("routing-mode") + " " + set("tunnel") : said;
        if (mode.contains("ative") || mode.contains("Disabled") || mode.contains("disabled")) {
            return Shell.Kind.NONE;
        }
        String protocol = said.isEmpty() ? set("tunnel-protocol") + " " + set("tunnel") : said;
        if (protocol.contains("geneve") || device("cilium_geneve").isPresent() && !protocol.contains("vxlan")) {
            return Shell.Kind.GENEVE;
        }
        boolean vxlan = protocol.contains("vxlan")
                || mode.contains("unnel")
                || device("cilium_vxlan").isPresent();
        return vxlan ? Shell.Kind.VXLAN : Shell.Kind.NONE;
    }

    /** The device that puts packets into the tunnel. */
    public Optional<LinkFact> tunnelDevice() {
        return device(tunnel() == Shell.Kind.GENEVE ? "cilium_geneve" : "cilium_vxlan");
    }

    public int tunnelPort() {
        return tunnel() == Shell.Kind.GENEVE
                ? tunnelDevice()
                        .flatMap(LinkFact::tunnel)
                        .map(LinkFact.Tunnel::port)
                        .filter(port -> port > 0)
                        .orElse(GENEVE_PORT)
                : tunnelDevice()
                        .flatMap(LinkFact::vxlan)
                        .map(LinkFact.Vxlan::port)
                        .filter(port -> port > 0)
                        .orElse(VXLAN_PORT);
    }

    private Optional<LinkFact> device(String name) {
        return host.netns().link(name);
    }

    /** The node that the tunnel leads to for an address: as its own prefix says, else as the tunnel map of older releases. */
    public Optional<Ip> tunnelEnd(Ip ip) {
        Optional<CiliumAddressFact> known = maps.address(ip);
        if (tunnel() == Shell.Kind.NONE
                || known.filter(CiliumAddressFact::skipTunnel).isPresent()) {
            return Optional.empty();
        }
        return known.flatMap(CiliumAddressFact::tunnel)
                .or(() -> cluster.nodes().stream()
                        .flatMap(node -> node.podCidrs().stream())
                        .filter(cidr -> cidr.contains(ip))
                        .flatMap(cidr -> maps.tunnels().stream()
                                .filter(entry -> entry.base().equals(cidr.base())))
                        .findFirst()
                        .map(entry -> entry.node()));
    }

    /** How many packets of one connection in Direct Server Return: {@code SNAT}, {@code DSR} or {@code Hybrid}; empty when it was not told. */
    public String nodePortMode() {
        String said = maps.says("Mode");
        return said.isEmpty() ? set("bpf-lb-mode") : said;
    }

    /** True where a hash of the packet chooses the backend. */
    public boolean maglev() {
        return maps.says("Backend Selection").startsWith("Maglev")
                || set("bpf-lb-algorithm").equals("maglev");
    }

    /** The release, empty when neither the status nor the agent's image tells. */
    public Optional<Release> release() {
        return Release.of(maps.says("Cilium"))
                .or(() -> agent().flatMap(pod -> pod.object().containers().stream()
                        .filter(container -> container.name().equals("cilium-agent"))
                        .findFirst()
                        .flatMap(container -> Release.of(container.image()))));
    }

    private Optional<Pod> agent() {
        return cluster.pods().stream()
                .filter(pod -> pod.live() && pod.node().equals(host.node()))
                .filter(pod -> pod.object().containers().stream()
                        .anyMatch(container -> container.name().equals("cilium-agent")))
                .findFirst();
    }

    /** The command that asks this node's agent. */
    public String ask(String words) {
        String where = agent().map(pod -> "kubectl -n " + pod.ref().namespace() + " exec "
                        + pod.ref().name() + " -c cilium-agent -- ")
                .orElse("");
        return where + "cilium-dbg " + words + (where.isEmpty() ? "  # on " + host.node() : "");
    }

    /** Whether an address is one that the programs deliver to here. */
    public Ternary delivers(Ip ip) {
        CiliumEndpointFact endpoint = maps.endpoints().get(ip);
        if (endpoint != null) {
            return Ternary.of(!endpoint.host());
        }
        return maps.endpoints().isEmpty() ? Ternary.UNKNOWN : Ternary.NO;
    }

    /** The device that leads to an endpoint, where the maps and links tell. */
    public Optional<LinkFact> deviceTo(Ip ip) {
        return Optional.ofNullable(maps.endpoints().get(ip))
                .filter(endpoint -> endpoint.device() > 0)
                .flatMap(endpoint -> host.netns().link(endpoint.device()));
    }

    /**
     * The frontend that takes a connection when a process opens it: also a NodePort at any node's address and a HostPort at the node's own, by entries without an address
     * (bpf_sock.c, {@code sock4_wildcard_lookup}). External IPs of others are left alone ({@code sock4_skip_xlate}).
     */
    public Optional<CiliumService> opened(Proto proto, IpPort to, boolean inHost) {
        Optional<CiliumService> exact = maps.service(proto, to, true);
        Optional<CiliumService> found = exact.or(() -> {
            boolean loopback = inHost && to.ip().loopback();
            boolean nodes = loopback || cluster.nodeAt(to.ip()).isPresent();
            boolean own = loopback || host.owns(to.ip());
            IpPort anywhere = new IpPort(Router.unspecified(to.ip().v6()), to.port());
            return maps.service(proto, anywhere, true)
                    .filter(service -> service.type().equals("NodePort") ? nodes : own);
        });
        return found.filter(service -> !service.type().equals("ExternalIPs") || host.owns(to.ip()));
    }

    /** The address of {@code cilium_host}: the source of what the node itself sends through the tunnel. */
    public Optional<Ip> router(boolean v6) {
        NetNs netns = host.netns();
        return netns.addresses("cilium_host").stream()
                .map(address -> address.ip())
                .filter(ip -> ip.v6() == v6 && !ip.linkLocal())
                .findFirst();
    }
}
