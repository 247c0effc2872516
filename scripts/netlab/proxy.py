"""Netfilter rules of a node as kube-proxy (iptables mode) and flannel leave them, as iptables-restore text.

Chain names are kube-proxy's own: base32(sha256("namespace/name:port" + protocol [+ "ip:port"])), first 16 characters
(kubernetes/pkg/proxy/iptables/proxier.go, portProtoHash)."""
import base64
import hashlib


def chain(kind, service, port, endpoint=""):
    text = f"{service.key}:{port.name}{port.protocol.lower()}{endpoint}"
    return f"KUBE-{kind}-" + base64.b32encode(hashlib.sha256(text.encode()).digest()).decode()[:16]


def comment(text):
    return f'-m comment --comment "{text}"'


class Table:
    """One table in the making: chains in order of first mention, and rules."""

    def __init__(self, name, policies):
        self.name, self.chains, self.rules = name, dict(policies), []

    def add(self, chain_name, rule):
        self.chains.setdefault(chain_name, "-")
        self.rules.append(f"-A {chain_name} {rule}")

    def text(self):
        heads = [f":{name} {policy} [0:0]" for name, policy in self.chains.items()]
        return "\n".join([f"*{self.name}", *heads, *self.rules, "COMMIT", ""])


def render(cluster, node):
    accept = lambda *names: {name: "ACCEPT" for name in names}
    mangle = Table("mangle", accept("PREROUTING", "INPUT", "FORWARD", "OUTPUT", "POSTROUTING"))
    mangle.chains.update({"KUBE-IPTABLES-HINT": "-", "KUBE-KUBELET-CANARY": "-"})
    filters = Table("filter", accept("INPUT", "FORWARD", "OUTPUT"))
    nat = Table("nat", accept("PREROUTING", "INPUT", "OUTPUT", "POSTROUTING"))
    proxied = node.name not in cluster.no_proxy and not cluster.nft
    if proxied:
        jumps(filters, nat)
        fixed(filters, nat)
    flannel(cluster, node, filters, nat)
    if proxied:
        for service in cluster.services:
            for port in service.ports:
                service_port(cluster, node, service, port, filters, nat)
        nat.add("KUBE-SERVICES", comment("kubernetes service nodeports; NOTE: this must be the last rule in this chain")
                + " -m addrtype --dst-type LOCAL -j KUBE-NODEPORTS")
    return mangle.text() + filters.text() + nat.text()


def jumps(filters, nat):
    new = "-m conntrack --ctstate NEW "
    firewall, portals = comment("kubernetes load balancer firewall"), comment("kubernetes service portals")
    external = comment("kubernetes externally-visible service portals")
    filters.add("INPUT", f"{new}{firewall} -j KUBE-PROXY-FIREWALL")
    filters.add("INPUT", comment("kubernetes health check service ports") + " -j KUBE-NODEPORTS")
    filters.add("INPUT", f"{new}{external} -j KUBE-EXTERNAL-SERVICES")
    filters.add("INPUT", "-j KUBE-FIREWALL")
    filters.add("FORWARD", f"{new}{firewall} -j KUBE-PROXY-FIREWALL")
    filters.add("FORWARD", comment("kubernetes forwarding rules") + " -j KUBE-FORWARD")
    filters.add("FORWARD", f"{new}{portals} -j KUBE-SERVICES")
    filters.add("FORWARD", f"{new}{external} -j KUBE-EXTERNAL-SERVICES")
    filters.add("OUTPUT", f"{new}{firewall} -j KUBE-PROXY-FIREWALL")
    filters.add("OUTPUT", f"{new}{portals} -j KUBE-SERVICES")
    filters.add("OUTPUT", "-j KUBE-FIREWALL")
    nat.add("PREROUTING", f"{portals} -j KUBE-SERVICES")
    nat.add("OUTPUT", f"{portals} -j KUBE-SERVICES")
    nat.add("POSTROUTING", comment("kubernetes postrouting rules") + " -j KUBE-POSTROUTING")


def fixed(filters, nat):
    for name in ("KUBE-EXTERNAL-SERVICES", "KUBE-KUBELET-CANARY", "KUBE-NODEPORTS", "KUBE-PROXY-CANARY", "KUBE-PROXY-FIREWALL", "KUBE-SERVICES"):
        filters.chains.setdefault(name, "-")
    filters.add("KUBE-FIREWALL", "! -s 127.0.0.0/8 -d 127.0.0.0/8 " + comment("block incoming localnet connections")
                + " -m conntrack ! --ctstate RELATED,ESTABLISHED,DNAT -j DROP")
    filters.add("KUBE-FORWARD", "-m conntrack --ctstate INVALID -j DROP")
    filters.add("KUBE-FORWARD", comment("kubernetes forwarding rules") + " -m mark --mark 0x4000/0x4000 -j ACCEPT")
    filters.add("KUBE-FORWARD", comment("kubernetes forwarding conntrack rule") + " -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT")
    for name in ("KUBE-KUBELET-CANARY", "KUBE-NODEPORTS", "KUBE-PROXY-CANARY", "KUBE-SERVICES"):
        nat.chains.setdefault(name, "-")
    nat.add("KUBE-MARK-MASQ", "-j MARK --or-mark 0x4000")
    nat.add("KUBE-POSTROUTING", "-m mark ! --mark 0x4000/0x4000 -j RETURN")
    nat.add("KUBE-POSTROUTING", "-j MARK --xor-mark 0x4000")
    nat.add("KUBE-POSTROUTING", comment("kubernetes service traffic requiring SNAT") + " -j MASQUERADE --random-fully")


def flannel(cluster, node, filters, nat):
    """flannel/pkg/trafficmngr/iptables: masquerade what leaves the cluster, accept what is of pods."""
    pods, mine, masq = cluster.pod_cidr, node.pod_cidr, comment("flanneld masq")
    filters.add("FORWARD", comment("flanneld forward") + " -j FLANNEL-FWD")
    for side in "-s", "-d":
        filters.add("FLANNEL-FWD", f"{side} {pods} {comment('flanneld forward')} -j ACCEPT")
    nat.add("POSTROUTING", f"{masq} -j FLANNEL-POSTRTG")
    for rule in (f"-m mark --mark 0x4000/0x4000 {masq} -j RETURN", f"-s {mine} -d {pods} {masq} -j RETURN",
                 f"-s {pods} -d {mine} {masq} -j RETURN", f"! -s {pods} -d {mine} {masq} -j RETURN",
                 f"-s {pods} ! -d 224.0.0.0/4 {masq} -j MASQUERADE --random-fully", f"! -s {pods} -d {pods} {masq} -j MASQUERADE --random-fully"):
        nat.add("FLANNEL-POSTRTG", rule)


def service_port(cluster, node, service, port, filters, nat):
    name, proto = f"{service.key}:{port.name}", port.protocol.lower()
    match = f"-d {service.vip}/32 -p {proto} -m {proto} --dport {port.port}"
    endpoints = cluster.programmed(node, service, port)
    if not endpoints:
        filters.add("KUBE-SERVICES", f'{comment(name + " has no endpoints")} {match} -j REJECT --reject-with icmp-port-unreachable')
        if port.node_port:
            filters.add("KUBE-EXTERNAL-SERVICES", f'{comment(name + " has no endpoints")} -m addrtype --dst-type LOCAL'
                        f" -p {proto} -m {proto} --dport {port.node_port} -j REJECT --reject-with icmp-port-unreachable")
        return
    svc = chain("SVC", service, port)
    nat.add("KUBE-SERVICES", f'{comment(name + " cluster IP")} {match} -j {svc}')
    for ip in service.external:
        nat.add("KUBE-SERVICES", f'{comment(name + " external IP")} -d {ip}/32 -p {proto} -m {proto} --dport {port.port} -j {chain("EXT", service, port)}')
    if port.node_port or service.external:
        ext = chain("EXT", service, port)
        nat.add(ext, comment(f"masquerade traffic for {name} external destinations") + " -j KUBE-MARK-MASQ")
        nat.add(ext, f"-j {svc}")
    if port.node_port:
        nat.add("KUBE-NODEPORTS", f"{comment(name)} -p {proto} -m {proto} --dport {port.node_port} -j {ext}")
    nat.add(svc, f'! -s {cluster.pod_cidr} {comment(name + " cluster IP")} {match} -j KUBE-MARK-MASQ')
    for i, endpoint in enumerate(endpoints):
        sep, left = chain("SEP", service, port, endpoint.text), len(endpoints) - i
        chance = f"-m statistic --mode random --probability {1 / left:.10f} " if left > 1 else ""
        nat.add(svc, f"{comment(f'{name} -> {endpoint.text}')} {chance}-j {sep}")
        nat.add(sep, f"-s {endpoint.ip}/32 {comment(name)} -j KUBE-MARK-MASQ")
        nat.add(sep, f"-p {proto} {comment(name)} -m {proto} -j DNAT --to-destination {endpoint.text}")
