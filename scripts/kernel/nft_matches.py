"""Random expressions of nft, with operands that the packets of a test often meet."""
import re
from dataclasses import dataclass

from . import rare, seldom
from .ruleset import Part
from .world import CLIENT_DEVICES, DEVICES, PORTS

MARKS = ("0x1", "0x4000", "0x0", "0x5001")
STATES = ("new", "established", "related", "invalid", "untracked")


@dataclass(frozen=True)
class NamedSet:
    name: str
    keys: str  # the expression that is looked up
    text: str
    verdicts: bool = False


def some(random, world, hook, inet, sets):
    makers = [address, address, address, addresses, protocol, port, port, ports, th_port, device, mark, state, state, ct_tuple, ct_mark, fib, flags, icmp, concatenation]
    plain = [s for s in sets if not s.verdicts]
    if plain:
        makers += [lookup] * 4
    if inet:
        makers.append(nfproto)
    if random.random() < 0.15:
        makers += [length, skuid, status, direction, numgen, pkttype]
    if random.random() < 0.4:
        makers += [header, header, header, mark_number, masked_address]
    if random.random() < 0.06:
        makers += rare.expressions(random, world, hook) * 2
    makers += [seldom.expression] * 5 if random.random() < 0.12 else []
    chosen, names = [], set()
    for _ in range(random.choice((0, 1, 1, 1, 2, 2, 3))):
        maker = random.choice(makers)
        if maker.__name__ in names:
            continue
        names.add(maker.__name__)
        part = maker(random, world, hook, plain)
        if part:
            chosen.append(part)
    return agreeing(listed(chosen))


def listed(parts):
    """nft 1.0.6 lists two comparisons of masked fields, which have nothing to do with each other, as one range: the dump is not the rule. The first one stays."""
    compared = [one for one in parts if " & " in one.text and re.search(r" (<|>|>=) ", one.text)]
    return [one for one in parts if one not in compared[1:]]


PROTOCOL = re.compile(r"\b(tcp|udp|icmp|icmpv6) (?:dport|sport|flags|type|ackseq|urgptr|doff|length|code|gateway|mtu)|meta l4proto (tcp|udp|icmp|icmpv6)\b")


def protocols(part):
    return {one or other for one, other in PROTOCOL.findall(part.text)}


def agreeing(parts):
    """Those that speak of one protocol: nft refuses a rule that asks a TCP port of a UDP packet. The first one has its way."""
    wanted, kept = set(), []
    for one in parts:
        wanted = wanted or protocols(one)
        if not protocols(one) or protocols(one) == wanted:
            kept.append(one)
    return tuple(kept)


def part(random, left, right, name=None, often=0.2):
    negated = "!= " if random.random() < often else ""
    return Part((name or left) + (" !=" if negated else ""), f"{left} {negated}{right}")


def ip(world):
    return "ip6" if world.v6 else "ip"


def network(random, world):
    chosen = random.choice(world.addresses())
    length = random.choice((128, 128, 64, 48) if world.v6 else (32, 32, 24, 16, 25))
    return masked(chosen, length)


def masked(address, length):
    import ipaddress
    net = ipaddress.ip_network(f"{address}/{length}", strict=False)
    return str(net.network_address) if net.prefixlen == net.max_prefixlen else str(net)


def address(random, world, hook, sets):
    end = random.choice(("saddr", "daddr", "daddr"))
    return part(random, f"{ip(world)} {end}", network(random, world))


def addresses(random, world, hook, sets):
    end = random.choice(("saddr", "daddr"))
    if random.random() < 0.3:
        low, high = sorted(random.sample(world.far, 2), key=order)
        return part(random, f"{ip(world)} {end}", f"{low}-{high}", f"{ip(world)} {end} range")
    chosen = ", ".join(sorted({masked(a, 128 if world.v6 else 32) for a in random.sample(world.addresses(), 3)}))
    return part(random, f"{ip(world)} {end}", f"{{ {chosen} }}", f"{ip(world)} {end} set")


def order(address):
    import ipaddress
    return ipaddress.ip_address(address)


def protocol(random, world, hook, sets):
    return part(random, "meta l4proto", random.choice(("tcp", "udp", "icmpv6" if world.v6 else "icmp", "{ tcp, udp }")))


def port_text(random):
    low = random.choice(PORTS)
    some_ports = ", ".join(str(p) for p in random.sample(PORTS, 3))
    return random.choice((str(low), str(low), f"{low}-{low + random.randint(1, 9000)}", f"{{ {some_ports} }}", "1024-65535", f"{{ {some_ports}, 11000-29000 }}"))


def port(random, world, hook, sets):
    proto = random.choice(("tcp", "tcp", "udp"))
    return part(random, f"{proto} dport", port_text(random))


def ports(random, world, hook, sets):
    return part(random, f"{random.choice(('tcp', 'udp'))} sport", random.choice(("1024-32767", "32768-65535")))


def th_port(random, world, hook, sets):
    text = part(random, "th dport", port_text(random))
    return Part(text.name, f"meta l4proto {{ tcp, udp }} {text.text}")


def device(random, world, hook, sets):
    word = {"prerouting": "iifname", "input": "iifname", "output": "oifname", "postrouting": "oifname"}.get(hook) or random.choice(("iifname", "oifname"))
    name = random.choice((*(f'"{d}"' for d in DEVICES), '"eth*"', '"srv*"', '"cali*"', '"lo"', '{ "eth0", "srv1" }'))
    return part(random, word, name, word + (" *" if "*" in name else ""))


def mark(random, world, hook, sets):
    if random.random() < 0.5:
        value = random.choice(MARKS)
        return part(random, "meta mark", value)
    mask = random.choice(("0x4000", "0xff", "0x1"))
    return Part("meta mark &", f"meta mark & {mask} {random.choice(('==', '!='))} {random.choice(('0x0', mask))}")


def ct_mark(random, world, hook, sets):
    return part(random, "ct mark", random.choice(MARKS))


def state(random, world, hook, sets):
    chosen = random.sample(STATES, random.choice((1, 1, 2)))
    return part(random, "ct state", ",".join(chosen) if random.random() < 0.7 else "{ " + ", ".join(chosen) + " }")


def status(random, world, hook, sets):
    return Part("ct status", f"ct status {random.choice(('dnat', 'snat', 'confirmed', 'seen-reply'))}")


def direction(random, world, hook, sets):
    return Part("ct direction", f"ct direction {random.choice(('original', 'reply'))}")


def ct_tuple(random, world, hook, sets):
    if random.random() < 0.4:
        return Part("ct original proto-dst", f"meta l4proto tcp ct original proto-dst {random.choice(PORTS)}")
    return part(random, f"ct original {ip(world)} {random.choice(('daddr', 'saddr'))}", network(random, world))


def fib(random, world, hook, sets):
    end = random.choice(("daddr", "daddr", "saddr"))
    return part(random, f"fib {end} type", random.choice(("local", "local", "unicast", "broadcast", "{ local, unicast }")))


def flags(random, world, hook, sets):
    return random.choice((Part("tcp flags", "tcp flags syn"), Part("tcp flags", "tcp flags & (fin | syn | rst | ack) == syn"),
                          Part("tcp flags", "tcp flags & (syn | ack) == ack"), Part("tcp flags !=", "tcp flags & (fin | syn) != syn")))


def icmp(random, world, hook, sets):
    if world.v6:
        return part(random, "icmpv6 type", random.choice(("echo-request", "echo-reply", "{ echo-request, nd-neighbor-solicit }")))
    return part(random, "icmp type", random.choice(("echo-request", "echo-reply", "{ echo-request, destination-unreachable }")))


def concatenation(random, world, hook, sets):
    family, proto = ip(world), random.choice(("tcp", "udp"))
    pairs = ", ".join(sorted({f"{random.choice(world.far)} . {random.choice(PORTS)}" for _ in range(6)}))
    return part(random, f"{family} daddr . {proto} dport", f"{{ {pairs} }}", "concatenation")


def lookup(random, world, hook, sets):
    chosen = random.choice(sets)
    return part(random, chosen.keys, f"@{chosen.name}", "set @: " + chosen.keys.replace("ip6 ", "ip "))


def nfproto(random, world, hook, sets):
    return part(random, "meta nfproto", random.choice(("ipv4", "ipv6")))


def length(random, world, hook, sets):
    return Part("meta length", f"meta length {random.choice(('< 100', '> 1000', '30-60'))}")


def skuid(random, world, hook, sets):
    return part(random, "meta skuid", random.choice(("0", "1337"))) if hook in ("output", "postrouting") else None


def pkttype(random, world, hook, sets):
    return part(random, "meta pkttype", random.choice(("host", "broadcast")))


def header(random, world, hook, sets):
    """Header fields of which the description of a packet says something."""
    both = ["tcp ackseq 0", "tcp urgptr 0", "tcp doff < 5", "tcp ackseq != 0", "udp length < 8", "udp length >= 8", "ct zone 0", "ct zone != 0",
            "ct status seen-reply,assured", "ct status ! confirmed", "meta length >= 20", "meta length < 20", "ct protocol != udp"]
    v4 = ["ip version 4", "ip version != 4", "ip hdrlength 5", "ip hdrlength > 5", "ip frag-off & 0x1fff != 0", "ip frag-off & 0x1fff == 0", "ip ttl > 0",
          "ip ttl < 1", "icmp type 3-9", "icmp type != 3-9", "icmp code 0", "icmp code > 0", "icmp gateway 167772161", "icmp mtu != 1400",
          "ip protocol 1-6", "ip protocol != 1-6", "ip option rr exists", "ip option rr missing"]
    v6 = ["ip6 version 6", "ip6 hoplimit > 0", "ip6 hoplimit < 1", "icmpv6 type 100-128", "icmpv6 mtu 1400", "exthdr frag exists", "exthdr frag missing",
          "rt type 0", "rt type != 0", "frag id 5", "hbh nexthdr 6", "ip6 nexthdr 6-17"]
    text = random.choice(both + (v6 if world.v6 else v4))
    return Part(" ".join(text.split()[:2]), text)


def mark_number(random, world, hook, sets):
    """Marks in ranges, compared, shifted."""
    which = random.choice(("meta mark", "ct mark"))
    text = random.choice((f"{which} 0x1-0xff", f"{which} != 0x1-0xff", f"{which} < 0x10", f"{which} >= 0x4000", f"{which} {{ 0x0, 0x4000-0x5fff }}",
                          f"{which} & 0xff < 0x2", f"{which} & 0xff00 > 0x1000", f"{which} & 0x3 == {{ 0x1, 0x2 }}", f"{which} >> 8 == 0x40", f"{which} << 4 == 0x10",
                          f"{which} ^ 0x1 == 0x0", f"{which} | 0x1 == 0x4001"))
    words = text.split()
    return Part(f"{which} {words[2] if words[2] in ('&', '<', '>=', '!=', '>>', '<<', '^', '|', '{') else 'range'}", text)


def masked_address(random, world, hook, sets):
    if world.v6:
        return None
    end = random.choice(("saddr", "daddr"))
    last = random.choice(world.addresses()).rsplit(".", 1)[1]
    return Part(f"ip {end} &", f"ip {end} & 0.0.0.255 {random.choice(('==', '!=', '<', '>='))} 0.0.0.{last}")


def numgen(random, world, hook, sets):
    return Part("numgen", random.choice(("numgen inc mod 1 == 0", "numgen random mod 1 == 0", "numgen random mod 2 == 0", "numgen random mod 4 < 3")))


def named_sets(random, world, table):
    family, kind = ip(world), "ipv6_addr" if world.v6 else "ipv4_addr"
    made = []
    if random.random() < 0.6:
        members = ", ".join(sorted({random.choice(world.addresses()) for _ in range(5)}))
        made.append(NamedSet("hosts", f"{family} {random.choice(('saddr', 'daddr'))}", f"set hosts {{ type {kind}; elements = {{ {members} }} }}"))
    if random.random() < 0.6:
        nets = sorted({network(random, world) for _ in range(4)})
        made.append(NamedSet("nets", f"{family} {random.choice(('saddr', 'daddr'))}",
                             f"set nets {{ type {kind}; flags interval; auto-merge; elements = {{ {', '.join(nets)} }} }}"))
    if random.random() < 0.6:
        triples = ", ".join(sorted({f"{random.choice(world.far)} . {random.choice(('tcp', 'udp'))} . {random.choice(PORTS)}" for _ in range(8)}))
        made.append(NamedSet("services", f"{family} daddr . meta l4proto . th dport",
                             f"set services {{ type {kind} . inet_proto . inet_service; elements = {{ {triples} }} }}"))
    if random.random() < 0.4:
        pairs = {network(random, world): f"{p}-{p + 2000}" for p in random.sample(PORTS, 3)}
        members = ", ".join(f"{net} . {p}" for net, p in pairs.items())
        made.append(NamedSet("ranges", f"{family} daddr . tcp dport", f"set ranges {{ type {kind} . inet_service; flags interval; elements = {{ {members} }} }}"))
    if random.random() < 0.3:
        chosen = ", ".join(f'"{d}"' for d in random.sample(CLIENT_DEVICES, 2))
        made.append(NamedSet("devs", "iifname", f"set devs {{ type ifname; elements = {{ {chosen} }} }}"))
    if random.random() < 0.5:
        members = {}
        for _ in range(6):
            members[f"{random.choice(world.far)} . {random.choice(('tcp', 'udp'))} . {random.choice(PORTS)}"] = random.choice(("accept", "drop", "return", "continue"))
        text = ", ".join(f"{key} : {verdict}" for key, verdict in members.items())
        made.append(NamedSet("verdicts", f"{family} daddr . meta l4proto . th dport",
                             f"map verdicts {{ type {kind} . inet_proto . inet_service : verdict; elements = {{ {text} }} }}", True))
    return made
