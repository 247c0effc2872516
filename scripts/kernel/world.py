"""The addresses, devices and ports that rules and packets of a test are made of, for one address family.

The host under test has three devices toward clients and two toward servers. Which device a packet leaves by follows from where it came from, never from
where it goes: so that a translated destination changes nothing, and the evaluator of bare rules, which knows no routes, can be told.
"""
import ipaddress
from dataclasses import dataclass

DEVICES = ("eth0", "eth1", "cali12ab", "srv0", "srv1")
CLIENT_DEVICES = DEVICES[:3]
WAY_OUT = {"eth0": "srv0", "eth1": "srv1", "cali12ab": "srv0"}
PORTS = (22, 53, 80, 443, 8080, 6443, 10250, 30080, 30443)
PROTOCOLS = {"tcp": 6, "udp": 17, "icmp": 1, "icmpv6": 58}


@dataclass(frozen=True)
class World:
    """One family's addresses. `own` is device -> addresses with prefix, the first one primary."""
    v6: bool
    own: dict
    clients: dict  # device -> sources behind it
    far: tuple  # destinations that are not the host's

    @property
    def local(self):
        return [address.split("/")[0] for addresses in self.own.values() for address in addresses]

    @property
    def gateways(self):
        """Device -> the neighbour that everything is sent to."""
        return {device: str(ipaddress.ip_interface(self.own[device][0]).ip + 1) for device in DEVICES}

    @property
    def family(self):
        return "ip6" if self.v6 else "ip"

    def addresses(self):
        """All addresses that packets have."""
        return self.local + [a for many in self.clients.values() for a in many] + list(self.far)


V4 = World(
    False,
    {"lo": ("127.0.0.1/8", "172.20.0.10/32"), "eth0": ("10.1.0.1/24", "10.1.0.200/24"), "eth1": ("10.2.0.1/24",), "cali12ab": ("10.3.0.1/24",),
     "srv0": ("10.8.0.1/24",), "srv1": ("10.9.0.1/24",)},
    {"eth0": ("10.1.0.5", "10.1.0.6", "10.1.0.77", "203.0.113.9"), "eth1": ("10.2.0.5", "10.2.0.130", "192.0.2.44"), "cali12ab": ("10.3.0.9", "10.3.0.17")},
    ("10.8.0.5", "10.8.0.6", "10.9.0.5", "10.9.0.140", "10.96.0.1", "10.96.0.10", "10.96.7.20", "198.51.100.7", "10.2.0.99"))

V6 = World(
    True,
    {"lo": ("::1/128", "fd00:20::10/128"), "eth0": ("fd00:1::1/64", "fd00:1::200/64"), "eth1": ("fd00:2::1/64",), "cali12ab": ("fd00:3::1/64",),
     "srv0": ("fd00:8::1/64",), "srv1": ("fd00:9::1/64",)},
    {"eth0": ("fd00:1::5", "fd00:1::6", "fd00:1::77", "2001:db8:5::9"), "eth1": ("fd00:2::5", "fd00:2::130", "2001:db8:6::44"),
     "cali12ab": ("fd00:3::9", "fd00:3::17")},
    ("fd00:8::5", "fd00:8::6", "fd00:9::5", "fd00:9::140", "fd00:96::1", "fd00:96::a", "fd00:96::7:20", "2001:db8:7::7", "fd00:2::99"))


@dataclass(frozen=True)
class Packet:
    """A packet to send. `device` is where it comes in, empty when the host itself sends it; `number` is unique within a batch and gives the source port."""
    number: int
    proto: str
    src: str
    sport: int
    dst: str
    dport: int
    device: str
    state: str = "new"
    mark: int = 0

    @property
    def out(self):
        return WAY_OUT[self.device] if self.device else "srv1" if self.src in SECOND_WAY else "srv0"

    def text(self):
        came = f"in by {self.device}" if self.device else f"sent by the host, mark {self.mark:#x}"
        return f"{self.proto} {self.src}:{self.sport} -> {self.dst}:{self.dport}, {came}, out by {self.out}, {self.state}"


SECOND_WAY = frozenset(world.own["eth1"][0].split("/")[0] for world in (V4, V6))


def packets(random, world, count, ports=PORTS):
    """`count` random packets; sources that send and the host's own addresses both ways."""
    made, used = [], set()
    for number in range(count):
        device = random.choice((*CLIENT_DEVICES, *CLIENT_DEVICES, ""))
        own = [a for a in world.local if a not in ("127.0.0.1", "::1")]
        source = random.choice(world.clients[device] if device else own)
        target = random.choice(world.local[1:] if random.random() < 0.3 else world.far)
        proto = random.choice(("tcp", "tcp", "tcp", "udp", "udp", "icmpv6" if world.v6 else "icmp"))
        sport = random.randint(1024, 65535)
        while sport in used:
            sport = random.randint(1024, 65535)
        used.add(sport)
        port = random.choice(ports) if random.random() < 0.8 else random.randint(1, 65535)
        state = "invalid" if device and proto == "udp" and random.random() < 0.08 else "new"
        mark = random.choice((0, 0, 0x1, 0x4000)) if not device else 0
        made.append(Packet(number, proto, source, sport, target, port if proto in ("tcp", "udp") else 0, device, state, mark))
    return made
