"""The faults. Each changes the plan before anything is built (`plan`), or the built network (`break_it`), never both worlds by halves:
what the API believes and what the kernel does then differ exactly as they would in a real cluster."""
from dataclasses import dataclass
from typing import Callable

from .kernel import run, settings
from .plan import Endpoint


def nothing(*_):
    pass


@dataclass(frozen=True)
class Fault:
    title: str
    accept: tuple  # PW ids, any of which names the cause
    plan: Callable = nothing
    break_it: Callable = nothing
    by_name: bool = False  # only who asks by name meets it: the symptom must

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


FAULTS = {
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
    "vxlan-blocked": Fault("the servers' nodes drop the overlay's outer packets", ("PW-092", "PW-084"), break_it=vxlan_blocked),
    "wrong-target-port": Fault("nothing listens on the service's target port", ("PW-004",), plan=wrong_target_port),
}
