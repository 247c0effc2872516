"""Random matches of iptables, with arguments that the packets of a test often meet."""
from . import rare, seldom
from .bench_macs import CLIENT_MACS
from .ruleset import Part
from .world import DEVICES, PORTS

STATES = ("NEW", "ESTABLISHED", "RELATED", "INVALID", "UNTRACKED", "SNAT", "DNAT")
MARKS = ("0x1", "0x4000/0x4000", "0x4000", "0x0/0x4000", "0x8000/0x8000", "0x1/0xff", "0x0", "0x10000/0xf0000", "0x5001/0xffff")


def some(random, world, table, hooks, sets):
    """(what the others need, the others)."""
    makers = [address, address, protocol, ports, device, mark, state, tracked, addrtype, flags, icmp, multiport, iprange, connmark, statistic, comment]
    if sets:
        makers += [match_set] * 3
    makers += random.sample([length, mac, pkttype, owner, limit, recent, status, physdev, old_state], 2) if random.random() < 0.15 else []
    makers += rare.matches(random, world, table, hooks) * 2 if random.random() < 0.06 else []
    makers += [header, header] if random.random() < 0.3 else []
    makers += [seldom.match] * 4 if random.random() < 0.1 else []
    needs, conds, names = [], [], set()
    for _ in range(random.choice((0, 1, 1, 1, 2, 2, 3))):
        maker = random.choice(makers)
        if maker.__name__ in names:
            continue
        names.add(maker.__name__)
        made = maker(random, world, table, hooks, sets)
        if made is None:
            continue
        need, part = made
        if need:
            if any(n.text != need.text for n in needs):
                continue
            if need not in needs:
                needs.append(need)
        conds.append(part)
    if needs:  # one -p only
        conds = [c for c in conds if not c.text.startswith(("-p ", "! -p "))]
    return tuple(needs), tuple(conds)


def sign(random, name, text, often=0.2):
    return Part(f"! {name}", f"! {text}") if random.random() < often else Part(name, text)


def extension(random, module, option, argument, often=0.2):
    negated = random.random() < often
    return Part(f"-m {module} {'! ' if negated else ''}{option}", f"-m {module} {'! ' if negated else ''}{option} {argument}".rstrip())


def network(random, world, addresses=None):
    address = random.choice(addresses or world.addresses())
    bits = 128 if world.v6 else 32
    length = random.choice((bits, bits, 64, 48, 96) if world.v6 else (bits, bits, 24, 16, 25))
    return f"{address}/{length}"


def address(random, world, table, hooks, sets):
    end = random.choice(("-s", "-d", "-d"))
    return None, sign(random, end, f"{end} {network(random, world)}")


def named(world, proto):
    return "ipv6-icmp" if proto == "icmp" and world.v6 else proto


def protocol(random, world, table, hooks, sets):
    return None, sign(random, "-p", f"-p {named(world, random.choice(('tcp', 'udp', 'icmp')))}")


def port(random):
    low = random.choice(PORTS)
    return random.choice((str(low), str(low), f"{low}:{low + random.randint(1, 9000)}", "1024:65535", ":1023", "30000:32767"))


def ports(random, world, table, hooks, sets):
    proto = random.choice(("tcp", "tcp", "udp"))
    end = random.choice(("--dport", "--dport", "--sport"))
    return Part("-p", f"-p {proto}"), extension(random, proto, end, port(random) if end == "--dport" else random.choice(("1024:32767", "32768:65535", "9000")))


def multiport(random, world, table, hooks, sets):
    proto = random.choice(("tcp", "udp"))
    chosen = ",".join(str(p) for p in random.sample(PORTS, random.randint(1, 5))) + random.choice(("", ",1000:9999", ",40000:50000"))
    return Part("-p", f"-p {proto}"), extension(random, "multiport", random.choice(("--dports", "--dports", "--sports", "--ports")), chosen)


def device(random, world, table, hooks, sets):
    name = random.choice((*DEVICES, "lo", "eth+", "srv+", "cali+", "cali12a+", "eth7"))
    options = [o for o, allowed in (("-i", not {"OUTPUT", "POSTROUTING"} & set(hooks)), ("-o", not {"PREROUTING", "INPUT"} & set(hooks))) if allowed]
    if len(hooks) > 1:
        options = ["-i", "-o"]
    if not options:
        return None
    option = random.choice(options)
    return None, sign(random, option + (" +" if name.endswith("+") else ""), f"{option} {name}")


def mark(random, world, table, hooks, sets):
    return None, extension(random, "mark", "--mark", random.choice(MARKS))


def connmark(random, world, table, hooks, sets):
    return None, extension(random, "connmark", "--mark", random.choice(MARKS))


def state(random, world, table, hooks, sets):
    return None, extension(random, "conntrack", "--ctstate", ",".join(random.sample(STATES, random.choice((1, 1, 2, 3)))))


def old_state(random, world, table, hooks, sets):
    return None, extension(random, "state", "--state", ",".join(random.sample(STATES[:5], random.choice((1, 2)))))


def tracked(random, world, table, hooks, sets):
    option = random.choice(("--ctorigdst", "--ctorigsrc", "--ctreplsrc", "--ctrepldst", "--ctorigdstport", "--ctreplsrcport", "--ctorigsrcport",
                            "--ctrepldstport", "--ctdir", "--ctproto"))
    if option == "--ctdir":
        return None, extension(random, "conntrack", option, random.choice(("ORIGINAL", "REPLY")), 0)
    if option == "--ctproto":
        return None, extension(random, "conntrack", option, random.choice(("tcp", "udp")))
    return None, extension(random, "conntrack", option, port(random) if option.endswith("port") else network(random, world))


def status(random, world, table, hooks, sets):
    return None, extension(random, "conntrack", "--ctstatus", random.choice(("NONE", "CONFIRMED", "SEEN_REPLY", "EXPECTED", "ASSURED,CONFIRMED")))


def addrtype(random, world, table, hooks, sets):
    option = random.choice(("--src-type", "--dst-type", "--dst-type"))
    kinds = random.choice(("LOCAL", "LOCAL", "UNICAST", "LOCAL,UNICAST", "BROADCAST", "MULTICAST"))
    limit = ""
    if random.random() < 0.2:
        limit = " --limit-iface-in" if set(hooks) <= {"PREROUTING", "INPUT", "FORWARD"} else " --limit-iface-out" if set(hooks) <= {
            "OUTPUT", "POSTROUTING", "FORWARD"} else ""
    part = extension(random, "addrtype", option, kinds)
    return None, Part(part.name + limit, part.text + limit)


def flags(random, world, table, hooks, sets):
    if random.random() < 0.4:
        return Part("-p", "-p tcp"), extension(random, "tcp", "--syn", "")
    mask = random.choice(("FIN,SYN,RST,ACK", "SYN,RST", "ALL", "ACK", "SYN"))
    return Part("-p", "-p tcp"), extension(random, "tcp", "--tcp-flags", f"{mask} {random.choice(('SYN', 'NONE', 'ACK', 'SYN'))}")


def icmp(random, world, table, hooks, sets):
    if world.v6:
        return Part("-p", "-p ipv6-icmp"), extension(random, "icmp6", "--icmpv6-type", random.choice(("128", "129", "128/0", "1", "1/4")))
    return Part("-p", "-p icmp"), extension(random, "icmp", "--icmp-type", random.choice(("8", "0", "8/0", "any", "3/4", "8/1")))


def iprange(random, world, table, hooks, sets):
    address = random.choice(world.addresses())
    head, tail = address.rsplit(":" if world.v6 else ".", 1)
    joint = ":" if world.v6 else "."
    try:
        low = int(tail, 16 if world.v6 else 10)
    except ValueError:
        return None
    high = low + random.choice((0, 1, 20, 100))
    if high > (0xFFFF if world.v6 else 255):
        return None
    last = f"{high:x}" if world.v6 else str(high)
    return None, extension(random, "iprange", random.choice(("--src-range", "--dst-range")), f"{address}-{head}{joint}{last}")


def statistic(random, world, table, hooks, sets):
    if random.random() < 0.4:
        argument = random.choice(("--every 1 --packet 0", "--every 2 --packet 0", "--every 3 --packet 1"))
        return None, Part("-m statistic nth", f"-m statistic --mode nth {argument}")
    share = random.choice(("0", "1", "0.5", "0.33333333349"))
    negated = "! " if random.random() < 0.1 else ""
    return None, Part(f"-m statistic {negated}random", f"-m statistic --mode random {negated}--probability {share}")


def comment(random, world, table, hooks, sets):
    return None, Part("-m comment", f"-m comment --comment {random.choice(('web', chr(34) + 'ns/svc:p80 cluster IP' + chr(34)))}")


def header(random, world, table, hooks, sets):
    """Header fields of which the description of a packet says something."""
    lifetime = ("hl", "hl") if world.v6 else ("ttl", "ttl")
    forms = [("", *lifetime, "-gt 0"), ("", *lifetime, "-lt 1"), ("", "conntrack", "ctstatus", " SEEN_REPLY,ASSURED"),
             ("", "length", "length", " 20:65535"), ("", "length", "length", " 0:19")]
    if world.v6:
        forms += [("", "ipv6header", "header", " protocol --soft"), ("", "ipv6header", "header", " ipv6-route --soft"), ("", "ipv6header", "header", " protocol")]
    else:
        forms += [("icmp", "icmp", "icmp-type", " 5/1"), ("tcp", "ecn", "ecn-ip-ect", " 0"), ("tcp", "ecn", "ecn-ip-ect", " 3")]
    proto, module, option, argument = random.choice(forms)
    part = Part(f"-m {module} --{option}", f"-m {module} --{option}{argument}")
    return (Part("-p", f"-p {named(world, proto)}") if proto else None), part


def match_set(random, world, table, hooks, sets):
    chosen = random.choice(sets)
    dimensions = 2 if chosen.kind == "list:set" else len(chosen.kind.split(":")[1].split(","))
    if "iface" in chosen.kind:
        end = "src" if set(hooks) <= {"PREROUTING", "INPUT", "FORWARD"} else "dst" if set(hooks) <= {"OUTPUT", "POSTROUTING", "FORWARD"} else ""
        if not end:
            return None
        ends = f"{random.choice(('src', 'dst'))},{end}"
    else:
        ends = ",".join(random.choice(("src", "dst", "dst")) for _ in range(dimensions))
    part = extension(random, "set", "--match-set", f"{chosen.name} {ends}")
    return None, Part(f"{part.name} {chosen.kind}", part.text)


def length(random, world, table, hooks, sets):
    return None, extension(random, "length", "--length", random.choice(("0:50", "40:1500", "1000:1500", "52")))


def mac(random, world, table, hooks, sets):
    if not set(hooks) <= {"PREROUTING", "INPUT", "FORWARD"}:
        return None
    return None, extension(random, "mac", "--mac-source", random.choice(CLIENT_MACS).upper())


def pkttype(random, world, table, hooks, sets):
    return None, extension(random, "pkttype", "--pkt-type", random.choice(("unicast", "broadcast", "multicast")))


def owner(random, world, table, hooks, sets):
    if not set(hooks) <= {"OUTPUT", "POSTROUTING"}:
        return None
    return None, extension(random, "owner", "--uid-owner", random.choice(("0", "1000", "0-1337")))


def limit(random, world, table, hooks, sets):
    return None, Part("-m limit", "-m limit --limit 10/sec --limit-burst 3")


def recent(random, world, table, hooks, sets):
    return None, extension(random, "recent", "--rcheck", "--name NEVER --rsource")


def physdev(random, world, table, hooks, sets):
    return None, extension(random, "physdev", "--physdev-is-in", "")
