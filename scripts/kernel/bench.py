"""The host under test: a network namespace with real devices, and a second one behind them that sends and receives frames.

Both namespaces are anonymous and end with this process. What becomes of a packet is read at four places: behind the last hook of INPUT and of POSTROUTING
and at the birth of what the kernel itself sends (its answer to a REJECT), all three by NFLOG, and on the wire.

One rule asks for connection tracking. Without any rule that needs it the kernel does not track in a namespace, and then calls no nat chain either; on a node
there is always one.

The last hook of INPUT that is not connection tracking's own is 2147483645: IPv6 confirms a connection one place earlier than IPv4, at NF_IP6_PRI_LAST - 1
(nf_conntrack_proto.c), and a packet that is dropped behind that place leaves its connection to the packets after it.
"""
import ctypes
import os
import socket
import struct
import subprocess
from dataclasses import dataclass, field

from . import frames
from .netlink import Conntrack, Log, account
from .seldom import OBJECTS
from .world import CLIENT_DEVICES, DEVICES, SECOND_WAY, V4, V6

CLONE_NEWNET = 0x40000000
GROUP = 7
LIBC = ctypes.CDLL(None, use_errno=True)

TAP = f"""table inet pktap {{
 chain in {{ type filter hook input priority 2147483645; log prefix "in" group {GROUP} snaplen 512; drop; }}
 chain post {{ type filter hook postrouting priority 2147483646; oifname != "lo" log prefix "out" group {GROUP} snaplen 512
  oifname != "lo" ip dscp 0x3f drop
  oifname != "lo" ip6 dscp 0x3f drop; }}
 chain tracks {{ type filter hook prerouting priority 2147483646; ct state new; }}
 chain born {{ type filter hook output priority -450; meta skuid 0-4294967295 accept; log prefix "born" group {GROUP} snaplen 512; drop; }}
}}
"""

SETTINGS = {"net/ipv4/ip_forward": 1, "net/ipv4/icmp_ratelimit": 0, "net/ipv4/icmp_msgs_per_sec": 1000000000, "net/ipv4/icmp_msgs_burst": 1000000000,
            "net/ipv4/conf/all/rp_filter": 0, "net/ipv4/conf/default/rp_filter": 0, "net/ipv4/conf/all/route_localnet": 1,
            "net/ipv4/conf/all/accept_local": 1, "net/ipv4/conf/all/send_redirects": 0, "net/ipv4/conf/default/send_redirects": 0,
            "net/ipv6/conf/all/forwarding": 1, "net/ipv6/conf/all/accept_dad": 0, "net/ipv6/conf/default/accept_dad": 0,
            "net/ipv6/conf/default/addr_gen_mode": 1, "net/ipv6/icmp/ratelimit": 0, "net/ipv6/icmp/ratemask": ""}


OWN = frozenset((*V4.local, *V6.local))


class BenchError(Exception):
    pass


def command(*argv, text=None):
    done = subprocess.run(argv, input=text, capture_output=True, text=True, errors="replace", timeout=60)
    if done.returncode:
        raise BenchError(f"{' '.join(argv)}: {done.stderr.strip()[:600]}")
    return done.stdout


def unshare():
    if LIBC.unshare(CLONE_NEWNET):
        raise BenchError("cannot make a network namespace: " + os.strerror(ctypes.get_errno()))
    return os.open("/proc/self/ns/net", os.O_RDONLY | os.O_CLOEXEC)


def enter(namespace):
    if LIBC.setns(namespace, CLONE_NEWNET):
        raise BenchError(os.strerror(ctypes.get_errno()))


@dataclass
class Fate:
    """What the kernel did with one packet."""
    at: str = "gone"  # host: delivered to it; wire: left it; rejected; gone
    how: str = ""
    seen: object = None
    device: str = ""
    mark: int = 0
    straight: bool = False  # it came to the wire past the last hook
    follower: object = None  # the packet that was sent after it
    odd: list = field(default_factory=list)

    def text(self):
        where = f"{self.seen.src}:{self.seen.sport} -> {self.seen.dst}:{self.seen.dport}" if self.seen else ""
        return {"host": f"delivered to the host as {where}", "wire": f"left by {self.device} as {where}", "rejected": f"rejected with {self.how}",
                "gone": "dropped"}[self.at] + "".join(f" ({o})" for o in self.odd)


class Bench:
    def __init__(self):
        wire = unshare()
        for name in os.listdir("/proc/sys/net/ipv6/conf"):
            setting(f"net/ipv6/conf/{name}/disable_ipv6", 1)
        self.host = unshare()
        for name, value in SETTINGS.items():
            setting(name, value)
        self.macs = {device: (bytes((2, 0, 0, 0, 1, n)), bytes((2, 0, 0, 0, 2, n))) for n, device in enumerate(DEVICES)}
        lines = ["link set lo up", "link add bar0 type veth peer name bar1", "link set bar0 up", "link set bar1 up"]
        for device, (mine, theirs) in self.macs.items():
            lines += [f"link add {device} address {mac(mine)} type veth peer name w-{device} address {mac(theirs)} netns /proc/{os.getpid()}/fd/{wire}",
                      f"link set {device} up"]
        batch(lines)
        enter(wire)
        batch([f"link set w-{device} up" for device in DEVICES])
        self.wires = {device: packet_socket(f"w-{device}") for device in DEVICES}
        enter(self.host)
        for world in V4, V6:
            self.addresses(world)
        self.dumps = {"ip-addr.txt": command("ip", "addr")}
        for version in "4", "6":
            self.dumps[f"ip-{version}-route-show-table-all.txt"] = command("ip", f"-{version}", "route", "show", "table", "all")
            self.dumps[f"ip-{version}-rule.txt"] = command("ip", f"-{version}", "rule")
        self.sockets = listeners()
        self.dumps["ss.txt"] = command("ss", "-tulnp")
        command("nft", "-f", "-", text=TAP)
        command("ipset", "restore", text=OBJECTS)
        account("counted")
        self.log = Log(GROUP)
        self.conntrack = Conntrack()
        self.barrier = packet_socket("bar0"), packet_socket("bar1", 0x88B5)
        self.barrier[1].setblocking(True)
        self.barrier[1].settimeout(5)
        self.raw = {}

    def addresses(self, world):
        lines, rules = [], []
        for device, own in world.own.items():
            lines += [f"addr replace {address} dev {device}{' nodad' if world.v6 else ''}" for address in own]
        for table, (device, gateway) in enumerate(world.gateways.items(), 100):
            lines += [f"neigh replace {gateway} lladdr {mac(self.macs[device][1])} dev {device} nud permanent",
                      f"route replace default via {gateway} dev {device} table {table}"]
        for device, sources in world.clients.items():  # answers go back to them
            lines += [f"route replace {source} via {world.gateways[device]} dev {device}" for source in sources]
        table = {device: 100 + n for n, device in enumerate(DEVICES)}
        for device in CLIENT_DEVICES:
            rules.append(f"rule add pref 100 iif {device} lookup {table['srv1' if device == 'eth1' else 'srv0']}")
        second = next(a for a in world.local if a in SECOND_WAY)
        rules += [f"rule add pref 150 iif lo from {second} lookup {table['srv1']}", f"rule add pref 200 iif lo lookup {table['srv0']}"]
        batch(lines, world.v6)
        batch(rules, world.v6)

    def send(self, packets, tos=0):
        """Sends all, and tells what became of each: number -> Fate."""
        self.drain()
        for packet in packets:
            data = frames.ip_packet(packet, tos)
            if packet.device:
                self.wires[packet.device].send(frames.ethernet(*self.ends(packet), data))
            else:
                self.own(packet, data)
                if tos:  # over the loopback device a connection is remembered all the same: it may not stand in another's way
                    self.settle()
                    self.conntrack.flush()
        self.settle()
        return self.fates(packets, bool(tos))

    def ends(self, packet):
        """Hardware addresses of the frame that carries it: to whom, from whom."""
        return self.macs[packet.device]

    def own(self, packet, data):
        if packet.src not in self.raw:
            sock = socket.socket(socket.AF_INET6 if ":" in packet.src else socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_RAW)
            sock.bind((packet.src, 0))
            self.raw[packet.src] = sock
        sock = self.raw[packet.src]
        sock.setsockopt(socket.SOL_SOCKET, 36, packet.mark)  # SO_MARK
        try:
            sock.sendto(data, (packet.dst, 0))
        except PermissionError:
            pass  # a rule of OUTPUT drops it

    def settle(self):
        """A frame of ours takes its place in the kernel's queue of this CPU behind all that was sent; four times, for each device on the longest way."""
        for _ in range(4):
            self.barrier[0].send(b"\xff" * 12 + b"\x88\xb5" + b"\0" * 46)
            self.barrier[1].recv(64)

    def drain(self):
        for _ in self.log.read():
            pass
        for sock in self.wires.values():
            for _ in arrivals(sock):
                pass

    def fates(self, packets, ends):
        """`ends`: packets are dropped behind the last hook on purpose, see END_HERE."""
        fates = {packet.number: Fate() for packet in packets}
        errors = {packet.number for packet in packets if getattr(packet, "kind", "") == "error"}
        for prefix, mark, payload in self.log.read():
            seen = frames.read(payload)
            if seen is None:
                continue
            if prefix == "born":
                born(fates, seen)
            elif seen.number in fates:
                fate = fates[seen.number]
                if fate.seen is not None:
                    fate.odd.append("seen twice")
                fate.at, fate.seen, fate.mark = ("host" if prefix == "in" else "behind"), seen, mark
        for device, sock in self.wires.items():
            for data in arrivals(sock):
                seen = frames.read(data[14:])
                if seen is not None and seen.number in fates and (seen.about is None or seen.number in errors):
                    fate = fates[seen.number]
                    if fate.at == "gone" and fate.seen is None:
                        fate.seen, fate.straight = seen, True
                    elif fate.at != "behind" or fate.seen != seen:
                        fate.odd.append("on the wire otherwise than at the last hook")
                    fate.at, fate.device = "wire", device
        for fate in fates.values():
            if fate.at == "behind":  # else by a chain of the device that it left by
                fate.at = "wire" if ends else "gone"
        return fates


def born(fates, seen):
    """The kernel's own packet: an answer of REJECT. A copy that TEE made of somebody's error is none."""
    if seen.about is not None:
        if seen.src not in OWN:
            return
        number, how = seen.about.number, f"icmp {seen.icmp[0]}/{seen.icmp[1]}"
    elif seen.reset:
        again = seen.number + 100_000  # a packet that is sent again has the sequence number of the first (further.NUMBERS)
        number, how = again if again in fates else seen.number, "reset"
    else:
        return
    if number in fates:
        fates[number].at, fates[number].how = "rejected", how


def arrivals(sock):
    while True:
        try:
            yield sock.recv(2048)
        except BlockingIOError:
            return


def listeners():
    """Sockets of the host: no packet reaches them, but rules may ask for them. None listens where TPROXY takes packets."""
    made = []
    for family, address, port, kind in ((socket.AF_INET, V4.local[2], 8080, socket.SOCK_STREAM), (socket.AF_INET6, V6.local[2], 8080, socket.SOCK_STREAM),
                                        (socket.AF_INET, "", 22, socket.SOCK_STREAM), (socket.AF_INET6, V6.local[3], 53, socket.SOCK_DGRAM)):
        one = socket.socket(family, kind)
        one.bind((address, port))
        if kind == socket.SOCK_STREAM:
            one.listen(1)
        made.append(one)
    return made


def packet_socket(device, kind=3):
    sock = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(kind))
    sock.bind((device, kind))
    sock.setsockopt(socket.SOL_SOCKET, 33, 32 << 20)
    sock.setblocking(False)
    return sock


def batch(lines, v6=False):
    command("ip", *(["-6"] if v6 else []), "-batch", "-", text="\n".join(lines) + "\n")


def mac(raw):
    return raw.hex(":")


def setting(name, value):
    with open(f"/proc/sys/{name}", "w") as file:
        file.write(f"{value}\n")
