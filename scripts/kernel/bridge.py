"""A host that switches frames between the ports of a bridge, and rules of the family bridge, which see the frames."""
import os
from dataclasses import dataclass

from . import nft_matches, nft_statements
from .bench import GROUP, SETTINGS, Bench, batch, command, enter, mac, packet_socket, setting, unshare
from .netlink import Conntrack, Log
from .ruleset import Part, Rule, RuleSet
from .world import Packet, World

TABLE = "bridge e"
PORTS = ("eth0", "eth1", "cali12ab", "srv0")
HOST = bytes((2, 0, 0, 0, 1, 99))
V4 = World(False, {"lo": ("127.0.0.1/8",), "br0": ("10.1.0.1/24", "10.1.0.200/24")},
           {"eth0": ("10.1.0.5", "10.1.0.6"), "eth1": ("10.1.0.77", "10.1.0.130"), "cali12ab": ("10.1.0.9",), "srv0": ("10.1.0.44",)}, ("10.1.0.5", "10.1.0.6", "10.1.0.77", "10.1.0.130", "10.1.0.9", "10.1.0.44"))
V6 = World(True, {"lo": ("::1/128",), "br0": ("fd00:1::1/64", "fd00:1::200/64")},
           {"eth0": ("fd00:1::5", "fd00:1::6"), "eth1": ("fd00:1::77", "fd00:1::130"), "cali12ab": ("fd00:1::9",), "srv0": ("fd00:1::44",)}, ("fd00:1::5", "fd00:1::6", "fd00:1::77", "fd00:1::130", "fd00:1::9", "fd00:1::44"))
TAP = f"""table inet pktap {{
 chain in {{ type filter hook input priority 2147483645; log prefix "in" group {GROUP} snaplen 512; drop; }}
}}
table bridge pktap {{
 chain post {{ type filter hook postrouting priority 2147483646; log prefix "out" group {GROUP} snaplen 512; }}
}}
"""


@dataclass(frozen=True)
class Frame(Packet):
    """`leaves` is the port it goes out by, empty when the host takes it."""
    leaves: str = ""

    @property
    def out(self):
        return self.leaves

    @property
    def switched(self):
        return True


def port_of(world, address):
    return next((port for port, many in world.clients.items() if address in many), "")


def packets(random, world, count):
    made, used = [], set()
    own = [a.split("/")[0] for a in world.own["br0"]]
    for number in range(count):
        device = random.choice((*PORTS, *PORTS, ""))
        source = random.choice(world.clients[device] if device else own)
        others = [a for port, many in world.clients.items() if port != device for a in many]
        target = random.choice(own if device and random.random() < 0.3 else others)
        sport = random.randint(1024, 65535)
        while sport in used:
            sport = random.randint(1024, 65535)
        used.add(sport)
        proto = random.choice(("tcp", "tcp", "udp", "icmpv6" if world.v6 else "icmp"))
        dport = 0 if proto.startswith("icmp") else random.choice((22, 53, 80, 443, 8080, random.randint(1, 65535)))
        mark = random.choice((0, 0, 0x1, 0x4000)) if not device else 0
        made.append(Frame(number, proto, source, sport, target, dport, device, "new", mark, port_of(world, target)))
    return made


class BridgeBench(Bench):
    def __init__(self):
        wire = unshare()
        for name in os.listdir("/proc/sys/net/ipv6/conf"):
            setting(f"net/ipv6/conf/{name}/disable_ipv6", 1)
        self.host = unshare()
        for name, value in SETTINGS.items():
            setting(name, value)
        self.macs = {port: (bytes((2, 0, 0, 0, 1, n)), bytes((2, 0, 0, 0, 2, n))) for n, port in enumerate(PORTS)}
        lines = ["link set lo up", "link add bar0 type veth peer name bar1", "link set bar0 up", "link set bar1 up",
                 f"link add br0 address {mac(HOST)} type bridge mcast_snooping 0", "link set br0 up"]
        for port, (mine, theirs) in self.macs.items():
            lines += [f"link add {port} address {mac(mine)} type veth peer name w-{port} address {mac(theirs)} netns /proc/{os.getpid()}/fd/{wire}",
                      f"link set {port} master br0 up"]
        batch(lines)
        for name in "iptables", "ip6tables", "arptables":
            setting(f"net/bridge/bridge-nf-call-{name}", 0)
        enter(wire)
        batch([f"link set w-{port} up" for port in PORTS])
        self.wires = {port: packet_socket(f"w-{port}") for port in PORTS}
        enter(self.host)
        self.owners = {}
        for world in V4, V6:
            lines = [f"addr replace {address} dev {device}{' nodad' if world.v6 else ''}" for device, own in world.own.items() for address in own]
            for port, many in world.clients.items():
                for address in many:
                    self.owners[address] = self.macs[port][1]
                    lines.append(f"neigh replace {address} lladdr {mac(self.macs[port][1])} dev br0 nud permanent")
            batch(lines, world.v6)
        for port, (_, theirs) in self.macs.items():
            command("bridge", "fdb", "replace", mac(theirs), "dev", port, "master", "static")
        self.dumps = {"ip-addr.txt": command("ip", "addr")}
        command("nft", "-f", "-", text=TAP)
        self.log = Log(GROUP)
        self.conntrack = Conntrack()
        self.barrier = packet_socket("bar0"), packet_socket("bar1", 0x88B5)
        self.barrier[1].setblocking(True)
        self.barrier[1].settimeout(5)
        self.raw = {}

    def ends(self, packet):
        return self.owners.get(packet.dst, HOST), self.macs[packet.device][1]


HOOKS = ("prerouting", "input", "forward", "output", "postrouting")
PRIORITIES = ("dstnat", "filter", "-250", "0", "10", "out")


def generate(random, world):
    chains, rules, taken = [], [], set()
    base = []
    for number in range(random.choice((1, 2, 3, 4))):
        hook = random.choice(HOOKS)
        priority = random.choice([p for p in PRIORITIES if p not in ("dstnat", "out") or (p, hook) in (("dstnat", "prerouting"), ("out", "output"))])
        if (hook, priority) in taken or (hook, {"0": "filter"}.get(priority, priority)) in taken:
            continue
        taken.add((hook, priority))
        policy = "drop" if random.random() < 0.1 else "accept"
        base.append((f"b{number}", hook))
        chains.append((TABLE, f"b{number}", f"type filter hook {hook} priority {priority}; policy {policy};"))
    own = [(f"u{n}", random.choice(base)[1]) for n in range(random.choice((0, 1, 2)))]
    chains += [(TABLE, name, "-") for name, _ in own]
    for number, (name, hook) in enumerate(own):
        rules += [rule(random, world, name, hook, [n for at, (n, h) in enumerate(own) if at > number and h == hook]) for _ in range(random.choice((1, 2)))]
    for name, hook in base:
        rules += [rule(random, world, name, hook, [n for n, h in own if h == hook]) for _ in range(random.choice((1, 2, 3, 5)))]
    return RuleSet(tuple(chains), tuple(rules))


def rule(random, world, chain, hook, below):
    """Of IP packets: neighbours are asked by frames of their own, and no packet of a test stands for them."""
    makers = [nft_matches.address, nft_matches.address, nft_matches.addresses, nft_matches.protocol, nft_matches.port, nft_matches.th_port, device, device, nft_matches.mark, kind,
              nft_matches.flags, nft_matches.concatenation, hardware, nft_matches.numgen]
    conds = [maker(random, world, hook, []) for maker in random.sample(makers, random.choice((0, 1, 1, 2, 2, 3)))]
    conds = nft_matches.agreeing([cond for cond in conds if cond])
    only = Part("bridge protocol", f"meta protocol {nft_matches.ip(world)}")
    if below and random.random() < 0.3:
        word = random.choice(("jump", "goto"))
        return Rule(TABLE, chain, (only,), conds, Part(f"bridge {word}", f"counter {word} {random.choice(below)}"))
    verdict = random.choice(("accept", "drop", "drop", "return", "", "continue", 'log prefix "x" group 99', "mark", "mark", "vmap"))
    target = Part(f"bridge {verdict.split(' ')[0] or 'counter'}", f"counter {verdict}".strip())
    if verdict == "mark":
        target = Part("bridge meta mark set", f"counter meta mark set {random.choice(('0x1', '0x4000', 'meta mark | 0x10', 'meta mark & 0xffff00ff'))}")
    if verdict == "vmap":
        keys = random.sample([a for many in world.clients.values() for a in many], 3)
        target = Part("bridge vmap", f"counter {nft_matches.ip(world)} daddr vmap {{ {nft_statements.pairs(random, keys, ['accept', 'drop', 'return', 'continue'])} }}")
    return Rule(TABLE, chain, (only,), tuple(Part("bridge " + c.name, c.text) for c in conds), target)


def device(random, world, hook, sets):
    word = random.choice(("iifname", "oifname"))
    name = random.choice(('"eth0"', '"eth1"', '"srv0"', '"eth*"', '"br0"', '{ "eth0", "srv0" }'))
    return nft_matches.part(random, word, name, word + (" *" if "*" in name else ""))


def kind(random, world, hook, sets):
    text = random.choice(("ether type ip", "ether type ip6", "ether type arp", "vlan id 5", "arp operation request", "meta pkttype host"))
    if text == f"ether type {nft_matches.ip(world)}":
        return Part("ether type", text)
    return None if text.startswith("ether type") or text.startswith("arp") or text.startswith("vlan") else Part(" ".join(text.split()[:2]), text)


def hardware(random, world, hook, sets):
    return nft_matches.part(random, random.choice(("ether saddr", "ether daddr")), random.choice(("02:00:00:00:02:00", mac(HOST), "{ 02:00:00:00:02:01, 02:00:00:00:02:03 }")))
