"""The faults. Each changes the plan before anything is built (`plan`), or the built network (`break_it`), never both worlds by halves:
what the API believes and what the kernel does then differ exactly as they would in a real cluster."""
from dataclasses import dataclass
from typing import Callable

from .kernel import run, settings
from .plan import Endpoint, Port, ServicePort


def nothing(*_):
    pass


@dataclass(frozen=True)
class Fault:
    title: str
    accept: tuple  # PW ids, any of which names the cause
    plan: Callable = nothing
    break_it: Callable = nothing
    by_name: bool = False  # only who asks by name meets it: the symptom must
    asked: bool = True  # the client of the symptom meets it
    tunnels: bool = False  # only where nodes reach each other through tunnels

    @property
    def healthy(self):
        return not self.accept


def client_node(cluster):
    """The node whose client is the one in the symptom: the last one, which has no server where there are three or more."""
    return cluster.nodes[-1]


def stale_rules(cluster):
    port, node = cluster.server.ports[0], client_node(cluster)
    current = cluster.endpoints(cluster.server, port)
    gone = str(current[0].pod.node.pod_cidr[-9])  # an address of that node which no pod has any more
    cluster.stale[node.name] = {(cluster.server.key, port.name): [Endpoint(gone, current[0].port), *current[1:]]}


def forward_drop(wires, cluster):
    for pod in cluster.of(cluster.server_app):
        run("iptables", "-D", "FORWARD", "-m", "comment", "--comment", "flanneld forward", "-j", "FLANNEL-FWD", namespace=wires.of(pod.node))
        run("iptables", "-P", "FORWARD", "DROP", namespace=wires.of(pod.node))


def vxlan_blocked(wires, cluster):
    for pod in cluster.of(cluster.server_app):
        run("iptables", "-A", "INPUT", "-p", "udp", "--dport", str(cluster.vxlan_port), "-j", "DROP", namespace=wires.of(pod.node))


def missing_route(wires, cluster):
    for pod in cluster.of(cluster.server_app):
        if pod.node is not client_node(cluster):
            run("ip", "route", "del", str(pod.node.pod_cidr), namespace=wires.of(client_node(cluster)))


def no_endpoints(cluster):
    cluster.server.selector = {"app": cluster.server_app + "-v2"}


def wrong_target_port(cluster):
    cluster.server.ports[0].target = cluster.listen + 37


def loopback_bind(cluster):
    for pod in cluster.of(cluster.server_app):
        pod.bind = "127.0.0.1"


def ip_forward_off(wires, cluster):
    settings(wires.of(client_node(cluster)), "net.ipv4.ip_forward=0")


def not_ready(cluster):
    for pod in cluster.of(cluster.server_app):
        pod.ready = False


def dns_down(cluster):
    for pod in cluster.of("coredns"):
        pod.ready = pod.runs = False


def proxy_missing(cluster):
    cluster.no_proxy.add(client_node(cluster).name)


def server_nodes(cluster):
    """Nodes of servers that the symptom's client is not on."""
    return [pod.node for pod in cluster.of(cluster.server_app) if pod.node is not client_node(cluster)]


def route_blackhole(wires, cluster):
    for node in server_nodes(cluster):
        run("ip", "route", "add", "blackhole", f"{node.pod_cidr[0]}/25", namespace=wires.of(client_node(cluster)))


def fdb_stale(wires, cluster):
    there, nobody = wires.of(client_node(cluster)), str(cluster.underlay[-6])
    for node in server_nodes(cluster):
        run("bridge", "fdb", "del", node.vtep_mac, "dev", "flannel.1", "dst", node.ip, "self", namespace=there)
        run("bridge", "fdb", "append", node.vtep_mac, "dev", "flannel.1", "dst", nobody, "self", "permanent", namespace=there)


def neighbour_stale(wires, cluster):
    for node in server_nodes(cluster):
        run("ip", "neigh", "replace", node.vtep_ip, "lladdr", "5e:00:00:00:00:01", "dev", "flannel.1", "nud", "permanent", namespace=wires.of(client_node(cluster)))


def bridge_filter_off(wires, cluster):
    for pod in cluster.of(cluster.server_app):
        settings(wires.of(pod.node), "net.bridge.bridge-nf-call-iptables=0")


def reverse_path(wires, cluster):
    client = client_node(cluster)
    for node in server_nodes(cluster):
        run("ip", "route", "replace", str(client.pod_cidr), "via", client.ip, "dev", "ens5", namespace=wires.of(node))
        settings(wires.of(node), "net.ipv4.conf.all.rp_filter=1", "net.ipv4.conf.flannel/1.rp_filter=1")


def firewall_forward(wires, cluster):
    for pod in cluster.of(cluster.server_app):
        run("iptables", "-I", "FORWARD", "1", "-p", "tcp", "-m", "tcp", "--dport", str(cluster.listen), "-j", "DROP", namespace=wires.of(pod.node))


def foreign_table(wires, cluster):
    for pod in cluster.of(cluster.server_app):
        nft(wires.of(pod.node), f"""table inet baseline {{
            chain forwarded {{ type filter hook forward priority 10; policy accept; tcp dport {cluster.listen} counter drop; }}
        }}""")


def nft(namespace, text):
    # nft 1.0.6 wants each brace that closes on a line of its own.
    run("nft", "-f", "-", text=text.replace("}", "\n}") + "\n", namespace=namespace)


def wire_down(wires, cluster):
    for pod in cluster.of(cluster.server_app):
        run("ip", "link", "set", pod.veth, "down", namespace=wires.of(pod.node))


def one_service_unwritten(wires, cluster):
    there = wires.of(client_node(cluster))
    if cluster.nft:
        port = cluster.server.ports[0]
        nft(there, f"delete element ip kube-proxy service-ips {{ {cluster.server.vip} . {port.protocol.lower()} . {port.port} }}")
        return
    for rule in run("iptables", "-t", "nat", "-S", "KUBE-SERVICES", namespace=there).stdout.splitlines():
        if f"-d {cluster.server.vip}/32" in rule:
            run("sh", "-c", "iptables -t nat " + rule.replace("-A", "-D", 1), namespace=there)


def legacy_drop(wires, cluster):
    for pod in cluster.of(cluster.server_app):
        run("iptables-legacy", "-P", "FORWARD", "DROP", namespace=wires.of(pod.node))


def dead(cluster):
    for pod in cluster.of(cluster.server_app):
        pod.serves = False


def half_dead(cluster):
    cluster.of(cluster.server_app)[0].serves = False


def second_dead(cluster):
    for pod in cluster.of(cluster.second_app):
        pod.serves = False


def dns_half_dead(cluster):
    cluster.of("coredns")[0].serves = False


def named_port_missing(cluster):
    cluster.server.ports[0].target = "api-v2"


def wrong_port_dialled(cluster):
    cluster.dialled = 4


def name_misspelt(cluster):
    cluster.spoken = cluster.server.name + cluster.server.name[-1]


def other_namespace(cluster):
    cluster.spoken = cluster.second.name


def resolver_wrong(cluster):
    for pod in cluster.of(cluster.client_app):
        cluster.resolvers[pod.key] = str(cluster.service_cidr[11])


def idle_services(cluster):
    cluster.serve(cluster.home, "reports", 251, {"app": "reports"}, [ServicePort("http", 80, 8080)])
    cluster.serve(cluster.away, "canary", 252, {"app": "canary"}, [ServicePort("http", 80, "http", "TCP", 30999)], "NodePort")


def spare_unready(cluster):
    cluster.deploy(cluster.home, "spare", cluster.nodes[-1], [Port("http", 8080)]).ready = False
    cluster.serve(cluster.home, "spare", 253, {"app": "spare"}, [ServicePort("http", 80, "http")])


def firewall_open(wires, cluster):
    for node in cluster.nodes:
        for rule in ("-m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT", "-i lo -j ACCEPT", f"-p udp --dport {cluster.vxlan_port} -j ACCEPT", "-i cni0 -j ACCEPT",
                     "-p tcp -m multiport --dports 22,6443,10250 -j ACCEPT", "-p tcp --dport 23 -j DROP"):
            run("iptables", "-A", "INPUT", *rule.split(), namespace=wires.of(node))


def foreign_harmless(wires, cluster):
    for node in cluster.nodes[:2]:
        nft(wires.of(node), """table inet watch {
            chain seen { type filter hook forward priority -5; policy accept; counter; }
            chain input { type filter hook input priority 0; policy accept; tcp dport 23 counter drop; }
        }""")


def unused_blackhole(wires, cluster):
    for node in cluster.nodes:
        run("ip", "route", "add", "blackhole", "198.18.0.0/16", namespace=wires.of(node))


def loose_reverse_path(wires, cluster):
    for node in cluster.nodes:
        settings(wires.of(node), "net.ipv4.conf.all.rp_filter=2", "net.ipv4.conf.default.rp_filter=1")


def forward_drop_accepted(wires, cluster):
    for node in cluster.nodes:
        run("iptables", "-P", "FORWARD", "DROP", namespace=wires.of(node))


def rule_past_tunnel(wires, cluster):
    """What a second uplink leaves behind: pods' packets to a table that knows the way out only."""
    client = client_node(cluster)
    there = wires.of(client)
    run("ip", "route", "add", "default", "via", str(cluster.underlay[1]), "dev", "ens5", "table", "201", namespace=there)
    run("ip", "rule", "add", "pref", "1500", "from", str(client.pod_cidr), "lookup", "201", namespace=there)


def rule_beside(wires, cluster):
    """The same rule, and a table that knows all of the main one."""
    for node in cluster.nodes:
        there = wires.of(node)
        for route in run("ip", "route", "show", "table", "main", namespace=there).stdout.splitlines():
            run("ip", "route", "add", *route.split(), "table", "201", namespace=there)
        run("ip", "rule", "add", "pref", "1500", "from", str(node.pod_cidr), "lookup", "201", namespace=there)


def few_source_ports(wires, cluster):
    """Masquerading to two ports, both of them held by connections that last."""
    for node in cluster.nodes:
        there = wires.of(node)
        run("iptables", "-t", "nat", "-I", "KUBE-POSTROUTING", "3", "-p", "tcp", "-j", "MASQUERADE", "--to-ports", "61000-61001", namespace=there)
        for number, pod in enumerate(cluster.of(cluster.server_app)):
            source = node.pod_cidr[1] if pod.node is node else node.vtep_ip
            for port in (61000, 61001):
                run("conntrack", "-I", "-p", "tcp", "-s", cluster.outside_ip, "-d", node.ip, "--sport", str(port - 20000 - 100 * number), "--dport", "8443", "-r", pod.ip, "-q", str(source),
                    "--reply-port-src", str(cluster.listen), "--reply-port-dst", str(port), "--state", "ESTABLISHED", "-u", "ASSURED,SEEN_REPLY", "-t", "600", namespace=there)


def external_ip_taken(cluster):
    """A Service of another team names the address of a server outside; its own port is one that nobody listens on."""
    cluster.beyond = 443
    cluster.serve(cluster.away, "edge", 251, {"app": cluster.second_app}, [ServicePort("https", 443, cluster.listen + 40)])
    cluster.services[-1].external = [cluster.outside_ip]


FAULTS = {
    "app-dead": Fault("no server process listens", ("PW-169",), plan=dead),
    "app-half-dead": Fault("one of two servers does not listen", ("PW-169",), plan=half_dead),
    "bridge-filter-off": Fault("bridged packets of the servers' nodes do not meet the rules", ("PW-100",), break_it=bridge_filter_off, asked=False),
    "dns-half-dead": Fault("one of two CoreDNS processes does not listen", ("PW-169", "PW-114", "PW-115"), plan=dns_half_dead, by_name=True),
    "external-ip-taken": Fault("a service has the address of a server outside as external IP", ("PW-026",), plan=external_ip_taken, asked=False),
    "few-source-ports": Fault("nodes masquerade to two source ports only", ("PW-177",), break_it=few_source_ports, asked=False),
    "fdb-stale": Fault("the client's node sends the servers' tunnel packets to nobody", ("PW-091",), break_it=fdb_stale, tunnels=True),
    "firewall-forward": Fault("a rule in FORWARD of the servers' nodes drops the port", ("PW-084", "PW-041"), break_it=firewall_forward),
    "foreign-table": Fault("a table of somebody else drops the port in the forward hook", ("PW-041", "PW-084"), break_it=foreign_table),
    "legacy-drop": Fault("the other iptables has policy DROP in FORWARD of the servers' nodes", ("PW-037", "PW-041", "PW-085"), break_it=legacy_drop),
    "name-misspelt": Fault("clients ask for a name that is nearly the service's", ("PW-116",), plan=name_misspelt, asked=False),
    "named-port-missing": Fault("the service's target port has a name that no pod has", ("PW-005",), plan=named_port_missing),
    "neighbour-stale": Fault("the client's node has a wrong tunnel neighbour for the servers' nodes", ("PW-091",), break_it=neighbour_stale, tunnels=True),
    "one-service-unwritten": Fault("the client's node lacks the rules of one service", ("PW-034", "PW-036"), break_it=one_service_unwritten),
    "other-namespace": Fault("clients ask for a service of another namespace by its bare name", ("PW-013",), plan=other_namespace, asked=False),
    "resolver-wrong": Fault("the clients' resolv.conf names an address nobody has", ("PW-123",), plan=resolver_wrong, by_name=True),
    "reverse-path": Fault("strict rp_filter on the servers' nodes, the way back is by another device", ("PW-098",), break_it=reverse_path, tunnels=True),
    "route-blackhole": Fault("a blackhole route for half the servers' pod networks on the client's node", ("PW-090",), break_it=route_blackhole),
    "rule-past-tunnel": Fault("a routing rule of the client's node takes pods' packets past the tunnel", ("PW-107",), break_it=rule_past_tunnel, tunnels=True),
    "second-dead": Fault("the UDP and TCP server of the other namespace does not listen", ("PW-169",), plan=second_dead, asked=False),
    "wire-down": Fault("the node's ends of the servers' interfaces are down", ("PW-108",), break_it=wire_down),
    "wrong-port-dialled": Fault("clients dial a port that the service does not have", ("PW-006",), plan=wrong_port_dialled, asked=False),
    "none-firewall": Fault("healthy: firewalls that let pass what is needed", (), break_it=firewall_open),
    "none-foreign-table": Fault("healthy: tables of somebody else that drop nothing of the cluster's", (), break_it=foreign_harmless),
    "none-forward-drop": Fault("healthy: policy DROP in FORWARD, and rules that accept", (), break_it=forward_drop_accepted),
    "none-idle": Fault("healthy: services without pods that nobody calls", (), plan=idle_services),
    "none-loose": Fault("healthy: loose rp_filter", (), break_it=loose_reverse_path),
    "none-rule": Fault("healthy: a routing rule whose table leads the same way", (), break_it=rule_beside),
    "none-spare": Fault("healthy: a pod that is not ready, behind a service nobody calls", (), plan=spare_unready),
    "none-unused-route": Fault("healthy: a blackhole route for addresses nobody uses", (), break_it=unused_blackhole),
    "dns-down": Fault("both CoreDNS pods crash", ("PW-114",), plan=dns_down, by_name=True),
    "forward-drop": Fault("policy DROP in FORWARD of the servers' nodes, and no rule of the CNI accepts", ("PW-085",), break_it=forward_drop),
    "ip-forward-off": Fault("the client's node does not forward", ("PW-099",), break_it=ip_forward_off),
    "loopback-bind": Fault("the servers listen on 127.0.0.1 only", ("PW-168",), plan=loopback_bind),
    "missing-route": Fault("the client's node has no route to the servers' pod networks", ("PW-089",), break_it=missing_route),
    "no-endpoints": Fault("the service's selector matches no pod", ("PW-001",), plan=no_endpoints),
    "none": Fault("a healthy cluster", ()),
    "not-ready": Fault("the servers are not ready", ("PW-002", "PW-003"), plan=not_ready),
    "proxy-missing": Fault("the client's node has no service rules", ("PW-033", "PW-034", "PW-035"), plan=proxy_missing),
    "stale-rules": Fault("the rules of the client's node still have an endpoint that is gone", ("PW-034",), plan=stale_rules),
    "vxlan-blocked": Fault("the servers' nodes drop the overlay's outer packets", ("PW-092", "PW-084"), break_it=vxlan_blocked, tunnels=True),
    "wrong-target-port": Fault("nothing listens on the service's target port", ("PW-004",), plan=wrong_target_port),
}
