"""The dumps of a node as they would read with kube-proxy in IPVS mode (kubernetes/pkg/proxy/ipvs/proxier.go), made from those it left with iptables.

This kernel may be built without IP_VS, so the traffic is that of iptables mode; what its clients see is the same, what the nodes are asked for is not. A service
whose rules the node lacks gets no virtual server, and every rule that is not kube-proxy's stays where it stands."""
import hashlib
import json
import os
import re

from .proxy import chain, comment

DEVICE = "kube-ipvs0"
PORTALS = "kubernetes service portals"
BY_ADDRESS = {"KUBE-CLUSTER-IP": "hash:ip,port", "KUBE-EXTERNAL-IP": "hash:ip,port", "KUBE-LOAD-BALANCER": "hash:ip,port", "KUBE-LOOP-BACK": "hash:ip,port,ip",
              "KUBE-IPVS-IPS": "hash:ip"}
BY_PORT = ("KUBE-NODE-PORT-TCP", "KUBE-NODE-PORT-UDP")


class Servers:
    """Virtual servers, set members and addresses of one node."""

    def __init__(self, cluster, node, rules):
        self.saved, self.listed, self.vips, self.sets = [], [], [], {name: [] for name in (*BY_ADDRESS, *BY_PORT)}
        for service in cluster.services if node.name not in cluster.no_proxy else []:
            for port in service.ports:
                endpoints = cluster.programmed(node, service, port)
                if not endpoints or re.search(f"-A KUBE-SERVICES .* -j {chain('SVC', service, port)}$", rules, re.MULTILINE):
                    self.add(node, service, port, endpoints)

    def add(self, node, service, port, endpoints):
        proto, addresses = port.protocol.lower(), [service.vip, *service.external]
        for kind, ip in zip(("CLUSTER", *["EXTERNAL"] * len(service.external)), addresses):
            self.sets[f"KUBE-{kind}-IP"].append(f"{ip},{proto}:{port.port}")
        if port.node_port:
            self.sets[f"KUBE-NODE-PORT-{port.protocol}"].append(str(port.node_port))
        self.sets["KUBE-LOOP-BACK"] += [f"{e.ip},{proto}:{e.port},{e.ip}" for e in endpoints if e.pod and e.pod.node is node]
        self.sets["KUBE-IPVS-IPS"] += addresses
        self.vips += [ip for ip in addresses if ip not in self.vips]
        for ip, number in [*((ip, port.port) for ip in addresses), *([(node.ip, port.node_port)] if port.node_port else [])]:
            self.saved += [f"-A -{proto[0]} {ip}:{number} -s rr", *(f"-a -{proto[0]} {ip}:{number} -r {e.text} -m -w 1" for e in endpoints)]
            self.listed += [f"{port.protocol:4} {f'{ip}:{number}':31} 12 72 48 5904 4128", *(f"  -> {e.text:31} 6 36 24 2952 2064" for e in endpoints)]

    def ipsets(self):
        shape = "family inet hashsize 1024 maxelem 65536 bucketsize 12 initval 0x5a17c0de"
        for name, members in self.sets.items():
            yield f"create {name} {BY_ADDRESS[name]} {shape}" if name in BY_ADDRESS else f"create {name} bitmap:port range 0-65535"
            yield from (f"add {name} {member}" for member in dict.fromkeys(members))


def rules(cluster):
    """table -> rules of kube-proxy, in order."""
    matches = lambda name, sides, text="": (comment(text) + " " if text else "") + f"-m set --match-set {name} {sides}"
    members = ("KUBE-LOAD-BALANCER", "KUBE-CLUSTER-IP", "KUBE-EXTERNAL-IP")
    return {
        "filter": [
            "INPUT " + comment("kubernetes ipvs access filter") + " -j KUBE-IPVS-FILTER",
            "INPUT " + comment("kube-proxy firewall rules") + " -j KUBE-PROXY-FIREWALL",
            "FORWARD " + comment("kube-proxy firewall rules") + " -j KUBE-PROXY-FIREWALL",
            "FORWARD " + comment("kubernetes forwarding rules") + " -j KUBE-FORWARD",
            "OUTPUT " + comment("kubernetes ipvs access filter") + " -j KUBE-IPVS-OUT-FILTER",
            "KUBE-FORWARD " + comment("kubernetes forwarding rules") + " -m mark --mark 0x4000/0x4000 -j ACCEPT",
            "KUBE-FORWARD " + comment("kubernetes forwarding conntrack rule") + " -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT",
            *(f"KUBE-IPVS-FILTER {matches(name, 'dst,dst')} -j RETURN" for name in members),
            *(f"KUBE-IPVS-FILTER -p {proto} {matches(name, 'dst')} -j RETURN" for proto, name in zip(("tcp", "udp"), BY_PORT)),
            f"KUBE-IPVS-FILTER -m conntrack --ctstate NEW {matches('KUBE-IPVS-IPS', 'dst')} -j REJECT --reject-with icmp-port-unreachable"],
        "nat": [
            "PREROUTING " + comment(PORTALS) + " -j KUBE-SERVICES",
            "OUTPUT " + comment(PORTALS) + " -j KUBE-SERVICES",
            "POSTROUTING " + comment("kubernetes postrouting rules") + " -j KUBE-POSTROUTING",
            "KUBE-LOAD-BALANCER -j KUBE-MARK-MASQ",
            "KUBE-MARK-MASQ -j MARK --set-xmark 0x4000/0x4000",
            *(f"KUBE-NODE-PORT -p {proto} {matches(name, 'dst', f'Kubernetes nodeport {proto.upper()} port for masquerade purpose')} -j KUBE-MARK-MASQ"
              for proto, name in zip(("tcp", "udp"), BY_PORT)),
            f"KUBE-POSTROUTING {matches('KUBE-LOOP-BACK', 'dst,dst,src', 'Kubernetes endpoints dst ip:port, source ip for solving hairpin purpose')} -j MASQUERADE",
            "KUBE-POSTROUTING -m mark ! --mark 0x4000/0x4000 -j RETURN",
            "KUBE-POSTROUTING -j MARK --set-xmark 0x4000/0x0",
            "KUBE-POSTROUTING " + comment("kubernetes service traffic requiring SNAT") + " -j MASQUERADE --random-fully",
            "KUBE-SERVICES -s 127.0.0.0/8 -j RETURN",
            f"KUBE-SERVICES {matches('KUBE-LOAD-BALANCER', 'dst,dst', 'Kubernetes service lb portal')} -j KUBE-LOAD-BALANCER",
            f"KUBE-SERVICES ! -s {cluster.pod_cidr} {matches('KUBE-CLUSTER-IP', 'dst,dst', 'Kubernetes service cluster ip + port for masquerade purpose')} -j KUBE-MARK-MASQ",
            f"KUBE-SERVICES {matches('KUBE-EXTERNAL-IP', 'dst,dst', 'Kubernetes service external ip + port for masquerade and filter purpose')} -j KUBE-MARK-MASQ",
            "KUBE-SERVICES -m addrtype --dst-type LOCAL -j KUBE-NODE-PORT",
            *(f"KUBE-SERVICES {matches(name, 'dst,dst')} -j ACCEPT" for name in members)]}


def mine(line):
    """A chain or a rule of kube-proxy; kubelet's own stay."""
    names = re.findall(r"\bKUBE-[A-Z0-9-]+", line.split(' --comment "')[0] + " " + line.rsplit(" -j ", 1)[-1])
    return any(name not in ("KUBE-FIREWALL", "KUBE-KUBELET-CANARY", "KUBE-IPTABLES-HINT") for name in names)


def rewritten(text, ours):
    """An iptables-save text with kube-proxy's rules of another mode, which stand where its first one stood."""
    tables = re.split(r"(?m)^(?=\*)", text)
    return tables[0] + "".join(table_rewritten(table, ours.get(table[1:].split("\n")[0], [])) for table in tables[1:])


def table_rewritten(table, ours):
    lines = table.splitlines()
    first = next((i for i, line in enumerate(lines) if line.startswith(("[", "-A")) and mine(line)), lines.index("COMMIT"))
    names = dict.fromkeys(name for rule in ours for name in re.findall(r"\bKUBE-[A-Z-]+\b", rule.split(" ")[0] + " " + rule.rsplit(" -j ", 1)[-1]))
    kept = [[line for line in part if not mine(line)] for part in (lines[:first], lines[first:])]
    chains = next((i for i, line in enumerate(kept[0]) if line.startswith(("[", "-A"))), len(kept[0]))
    return "\n".join([*kept[0][:chains], *(f":{name} - [0:0]" for name in names), *kept[0][chains:], *(f"[6:360] -A {rule}" for rule in ours), *kept[1], ""])


def standing(text):
    """nft tables that iptables-nft did not make."""
    blocks = re.findall(r"^table .*?^}\n", text, re.MULTILINE | re.DOTALL)
    return "".join(block for block in blocks if not re.match(r"table ip6? (filter|nat|mangle|raw|security) ", block))


class Dumps:
    """The node's part of a bundle, with its entries in the manifest."""

    def __init__(self, bundle, node):
        self.bundle, self.node, self.folder = bundle, node, os.path.join(bundle.folder, "nodes", node.name)

    def read(self, name):
        with open(os.path.join(self.folder, name)) as file:
            return file.read()

    def write(self, name, text, row, form, argv):
        with open(os.path.join(self.folder, name), "w") as file:
            file.write(text)
        path, content = f"nodes/{self.node.name}/{name}", text.encode()
        for entry in self.bundle.entries:
            if entry["path"] == path:
                entry.update(bytes=len(content), sha256=hashlib.sha256(content).hexdigest(), state="collected" if content else "empty", exit=0, stderr=None)
                return
        like = next(entry for entry in self.bundle.entries if entry["node"] == self.node.name and entry["scope"] == "node")
        self.bundle.add(path, row, form, argv, like["start"], self.node.name, netns=like["netns"], sensitivity="addresses")

    def drop(self, name):
        path = f"nodes/{self.node.name}/{name}"
        self.bundle.entries = [entry for entry in self.bundle.entries if entry["path"] != path]
        os.remove(os.path.join(self.folder, name))

    def amend(self, name, change):
        """JSON of iproute2, a list."""
        items = json.loads(self.read(name) or "[]")
        change(items)
        self.write(name, json.dumps(items), "", "", [])


def node_rewritten(bundle, cluster, node):
    dumps = Dumps(bundle, node)
    save = dumps.read("iptables-nft-save.txt")
    servers = Servers(cluster, node, save)
    proxied = node.name not in cluster.no_proxy
    dumps.write("iptables-nft-save.txt", rewritten(save, rules(cluster) if proxied else {}), "", "", [])
    dumps.write("nft-ruleset.txt", standing(dumps.read("nft-ruleset.txt")), "", "", [])
    dumps.drop("nft-ruleset.json")
    if not proxied:
        return
    dumps.write("ipset-save.txt", dumps.read("ipset-save.txt") + "\n".join(servers.ipsets()) + "\n", "ipset", "ipset-save", ["ipset", "save"])
    dumps.write("ipvsadm-save.txt", "\n".join(servers.saved) + "\n", "ipvs", "ipvsadm", ["ipvsadm", "-Sn"])
    head = "IP Virtual Server version 1.2.1 (size=4096)\nProt LocalAddress:Port               Conns   InPkts  OutPkts  InBytes OutBytes\n  -> RemoteAddress:Port\n"
    dumps.write("ipvsadm-stats.txt", head + "\n".join(servers.listed) + "\n", "ipvs-stats", "ipvsadm", ["ipvsadm", "-Ln", "--stats"])
    link = {"ifindex": 97, "ifname": DEVICE, "flags": ["BROADCAST", "NOARP"], "mtu": 1500, "qdisc": "noop", "operstate": "DOWN", "group": "default", "link_type": "ether",
            "address": "1e:42:18:ca:82:ec", "broadcast": "ff:ff:ff:ff:ff:ff", "linkinfo": {"info_kind": "dummy"}}
    infos = [{"family": "inet", "local": ip, "prefixlen": 32, "scope": "global", "label": DEVICE, "valid_life_time": 4294967295, "preferred_life_time": 4294967295}
             for ip in servers.vips]
    dumps.amend("ip-link.json", lambda links: links.append(link))
    dumps.amend("ip-addr.json", lambda links: links.append(link | {"addr_info": infos}))
    dumps.amend("ip-route.json", lambda routes: routes.extend(
        {"type": "local", "dst": ip, "dev": DEVICE, "table": "local", "protocol": "kernel", "scope": "host", "prefsrc": ip, "flags": []} for ip in servers.vips))
    dumps.write("sysctl.txt", dumps.read("sysctl.txt") + "net.ipv4.vs.conntrack = 1\nnet.ipv4.vs.expire_nodest_conn = 1\n", "", "", [])


def rewrite(bundle, cluster):
    for node in cluster.nodes:
        node_rewritten(bundle, cluster, node)
