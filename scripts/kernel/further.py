"""The packet that follows the first of a connection: the answer, the same once more, or an ICMP error about it that comes from behind the host under test.

Only connections that went out of the host are followed: what is delivered to it is dropped behind the last hook of INPUT, where it leaves no connection.
"""
from dataclasses import dataclass, replace

from .world import PROTOCOLS, Packet

AGAIN, ANSWER, ERROR = "again", "answer", "error"
NUMBERS = 100_000  # the second packet of connection n has the number n + this
ERRORS = ((3, 4), (3, 3), (3, 1), (11, 0))
ERRORS6 = ((2, 0), (1, 4), (1, 3), (3, 0))


@dataclass(frozen=True)
class Second:
    """What follows a first packet; `router` is who tells an error."""
    kind: str
    router: str = ""
    error: tuple = ()

    def asked(self):
        return {"kind": self.kind, "from": self.router, "type": self.error[0], "code": self.error[1]} if self.kind == ERROR else {"kind": self.kind}


@dataclass(frozen=True)
class Follower(Packet):
    """A second packet. `about` is the header inside an error, `leaves` the device it goes out by when nobody keeps it."""
    kind: str = ""
    leaves: str = ""
    about: tuple = ()
    error: tuple = ()

    @property
    def out(self):
        return self.leaves

    def text(self):
        return f"{self.kind} {self.error or ''} {super().text()}" + (f" about {self.about}" if self.about else "")


def plan(random, world, packets, rules):
    """
    number -> what shall follow; half of all packets are followed. Where `rules`, a text, may hide a translation from answers, only the same packet follows: the
    answer would go to an address that nobody has, or come from one that nobody asked. So it may where only one way is tracked: an answer that begins a connection of
    its own is translated like one, to where no route leads from its side.
    """
    plans = {}
    hidden = any(word in rules for word in ("zone", "saddr set", "sport set", "daddr set", "dport set", "NPT ", "--helper"))
    hidden = hidden or "notrack" in rules.lower() and any(word in rules.lower() for word in ("-j dnat", "-j redirect", "-j netmap", " dnat ", " redirect"))
    for packet in packets:
        if packet.state == "new" and random.random() < 0.5:
            kind = AGAIN if hidden else random.choice((ANSWER, ANSWER, AGAIN, ERROR, ERROR))
            router = random.choice((world.gateways["srv0"], "fd00:ffff::1" if world.v6 else "192.0.2.254"))
            plans[packet.number] = Second(kind, router, random.choice(ERRORS6 if world.v6 else ERRORS)) if kind == ERROR else Second(kind)
    return plans


def follower(packet, fate, second):
    """The second packet, as the first one was seen to leave; None when it cannot be told."""
    seen = fate.seen
    if fate.at != "wire" or fate.odd or seen is None or fate.straight or fate.device not in ("", packet.out):
        return None
    number = packet.number + NUMBERS
    if second.kind == AGAIN:
        return Follower(**vars(replace(packet, number=number)), kind=AGAIN, leaves=packet.out)
    way = {"device": packet.out, "leaves": packet.device or packet.out}
    if second.kind == ANSWER:
        ports = (seen.sport, seen.sport) if packet.proto.startswith("icmp") else (seen.dport, seen.sport)
        return Follower(number, packet.proto, seen.dst, ports[0], seen.src, ports[1], kind=ANSWER, **way)
    inside = (PROTOCOLS[packet.proto], seen.src, seen.sport, seen.dst, seen.dport)
    return Follower(number, "icmpv6" if ":" in seen.src else "icmp", second.router, 0, seen.src, 0, kind=ERROR, about=inside, error=second.error, **way)
