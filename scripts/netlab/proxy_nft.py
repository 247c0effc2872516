"""The table of kube-proxy in nftables mode, as text for `nft -f` (kubernetes/pkg/proxy/nftables/proxier.go).

Chains are called KIND-HASH-NAMESPACE/SERVICE/PROTOCOL/PORT[__IP/PORT]; HASH is base32(sha256(what stands behind it)), the first 8 characters."""
import base64
import hashlib

MARK = "0x4000"
ENDPOINTS, ADDRESSES, FIREWALL = "ct state new jump service-endpoints-check", "ct state new jump cluster-ips-check", "ct state new jump firewall-check"
BASES = [("filter-prerouting-pre-dnat", "filter", "prerouting", -110, [FIREWALL]), ("filter-output-pre-dnat", "filter", "output", -110, [FIREWALL]),
         ("filter-input", "filter", "input", 0, ["ct state new jump nodeport-endpoints-check", ENDPOINTS]), ("filter-forward", "filter", "forward", 0, [ENDPOINTS, ADDRESSES]),
         ("filter-output", "filter", "output", 0, [ENDPOINTS, ADDRESSES]), ("nat-prerouting", "nat", "prerouting", -100, ["jump services"]),
         ("nat-output", "nat", "output", -100, ["jump services"]), ("nat-postrouting", "nat", "postrouting", 100, ["jump masquerading"])]


def chain(kind, service, port, endpoint=None):
    text = f"{service.key}/{port.protocol.lower()}/{port.name}" + (f"__{endpoint.ip}/{endpoint.port}" if endpoint else "")
    return f"{kind}-{base64.b32encode(hashlib.sha256(text.encode()).digest()).decode()[:8]}-{text}"


class Table:
    """Sets, maps and chains of one table, in order of first mention."""

    def __init__(self):
        key = "type ipv4_addr . inet_proto . inet_service : verdict"
        self.sets = {"cluster-ips": ("set", "type ipv4_addr", []), "nodeport-ips": ("set", "type ipv4_addr", []), "no-endpoint-services": ("map", key, []),
                     "no-endpoint-nodeports": ("map", "type inet_proto . inet_service : verdict", []), "firewall-ips": ("map", key, []), "service-ips": ("map", key, []),
                     "service-nodeports": ("map", "type inet_proto . inet_service : verdict", [])}
        self.chains = {}

    def element(self, name, text):
        self.sets[name][2].append(text)

    def rules(self, name, *rules):
        self.chains.setdefault(name, []).extend(rules)

    def text(self):
        lines = ["table ip kube-proxy {", 'comment "rules for kube-proxy";']
        for name, (kind, form, elements) in self.sets.items():
            lines += [f"{kind} {name} {{", form + ";"] + ([f"elements = {{ {', '.join(elements)} }}"] if elements else []) + ["}"]
        for name, kind, hook, priority, rules in BASES:
            lines += [f"chain {name} {{", f"type {kind} hook {hook} priority {priority}; policy accept;", *rules, "}"]
        for name, rules in self.chains.items():
            lines += [f"chain {name} {{", *rules, "}"]
        return "\n".join(lines + ["}", ""])


def render(cluster, node):
    table = Table()
    fixed(table, cluster)
    table.element("nodeport-ips", node.ip)
    for service in cluster.services:
        table.element("cluster-ips", service.vip)
        for port in service.ports:
            service_port(table, cluster, node, service, port)
    return table.text()


def fixed(table, cluster):
    table.rules("services", "ip daddr . meta l4proto . th dport vmap @service-ips", "ip daddr @nodeport-ips meta l4proto . th dport vmap @service-nodeports")
    table.rules("masquerading", f"meta mark & {MARK} == 0 return", f"meta mark set meta mark xor {MARK}", "masquerade fully-random")
    table.rules("mark-for-masquerade", f"meta mark set meta mark or {MARK}")
    table.rules("reject-chain", "reject")
    table.rules("cluster-ips-check", 'ip daddr @cluster-ips reject comment "Reject traffic to invalid ports of ClusterIPs"',
                f'ip daddr {cluster.service_cidr} drop comment "Drop traffic to unallocated ClusterIPs"')
    table.rules("firewall-check", "ip daddr . meta l4proto . th dport vmap @firewall-ips")
    table.rules("service-endpoints-check", "ip daddr . meta l4proto . th dport vmap @no-endpoint-services")
    table.rules("nodeport-endpoints-check", "ip daddr @nodeport-ips meta l4proto . th dport vmap @no-endpoint-nodeports")


def service_port(table, cluster, node, service, port):
    proto, comment = port.protocol.lower(), f'comment "{service.key}:{port.name}"'
    endpoints = cluster.programmed(node, service, port)
    if not endpoints:
        table.element("no-endpoint-services", f"{service.vip} . {proto} . {port.port} {comment} : goto reject-chain")
        if port.node_port:
            table.element("no-endpoint-nodeports", f"{proto} . {port.node_port} {comment} : goto reject-chain")
        return
    internal = chain("service", service, port)
    table.element("service-ips", f"{service.vip} . {proto} . {port.port} {comment} : goto {internal}")
    external = chain("external", service, port)
    for ip in service.external:
        table.element("service-ips", f"{ip} . {proto} . {port.port} {comment} : goto {external}")
    if port.node_port:
        table.element("service-nodeports", f"{proto} . {port.node_port} {comment} : goto {external}")
    if port.node_port or service.external:
        table.rules(external, "jump mark-for-masquerade", f"goto {internal}")
    targets = ", ".join(f"{i} : goto {chain('endpoint', service, port, endpoint)}" for i, endpoint in enumerate(endpoints))
    table.rules(internal, f"ip daddr {service.vip} {proto} dport {port.port} ip saddr != {cluster.pod_cidr} jump mark-for-masquerade", f"numgen random mod {len(endpoints)} vmap {{ {targets} }}")
    for endpoint in endpoints:
        table.rules(chain("endpoint", service, port, endpoint), f"ip saddr {endpoint.ip} jump mark-for-masquerade", f"meta l4proto {proto} dnat to {endpoint.text}")
