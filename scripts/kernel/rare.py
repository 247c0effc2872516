"""Matches and targets that have a state, ask the routes or the sockets, or hand the packet on: rare in random rule sets, because what they leave open hides the counters."""
from .ruleset import Part


def matches(random, world, table, hooks):
    """Two makers of iptables matches that the table and its hooks allow, each with an answer of its own."""
    made = [hashlimit, connlimit, quota, remembered]
    if set(hooks) == {"PREROUTING"} and table in ("raw", "mangle"):
        made += [rpfilter, rpfilter, rpfilter]
    if set(hooks) <= {"PREROUTING", "INPUT"}:
        made.append(socket)
    return random.sample(made, 2)


def rpfilter(random, world, table, hooks, sets):
    options = " ".join(o for o in ("--loose", "--validmark", "--invert") if random.random() < 0.4)
    return None, Part(f"-m rpfilter {options}".rstrip(), f"-m rpfilter {options}".rstrip())


def socket(random, world, table, hooks, sets):
    options = random.choice(("", " --transparent", " --nowildcard"))
    return None, Part("-m socket" + options, "-m socket" + options)


def hashlimit(random, world, table, hooks, sets):
    way = random.choice(("upto", "above"))
    return None, Part(f"-m hashlimit --hashlimit-{way}", f"-m hashlimit --hashlimit-{way} 10/sec --hashlimit-burst 5 --hashlimit-mode srcip --hashlimit-name h{random.randint(1, 999)}")


def connlimit(random, world, table, hooks, sets):
    way = random.choice(("--connlimit-above 2", "--connlimit-upto 5"))
    return None, Part(f"-m connlimit {way.split()[0]}", f"-m connlimit {way}")


def quota(random, world, table, hooks, sets):
    return None, Part("-m quota", "-m quota --quota 1000")


def remembered(random, world, table, hooks, sets):
    """It always matches. No rule asks for this list: what it holds depends on the packets before."""
    return None, Part("-m recent --set", "-m recent --set --name MADE --rsource")


def target(random, world, table, hooks, proto):
    """(target, protocol that it needs), or None."""
    made = []
    if table == "mangle":
        made += [lifetime, lifetime, hmark, checksum]
        if set(hooks) == {"PREROUTING"} and proto in ("", "tcp"):
            made.append(tproxy)
    if table == "nat":
        made += [netmap, netmap, netmap]
    if table == "raw":
        made.append(trace)
    if table == "filter":
        made += [queue]
        if set(hooks) <= {"INPUT", "FORWARD"} and proto in ("", "tcp"):
            made.append(synproxy)
    return random.choice(made)(random, world) if made else None


def lifetime(random, world):
    name, option = ("HL", "hl") if world.v6 else ("TTL", "ttl")
    how = random.choice(("set 64", "set 2", "set 1", "inc 1", "dec 1"))
    return Part(f"{name} --{option}-{how.split()[0]}", f"-j {name} --{option}-{how}"), ""


def hmark(random, world):
    modulus = random.choice((2, 4))
    return Part("HMARK", f"-j HMARK --hmark-tuple src,dst,sport,dport --hmark-mod {modulus} --hmark-offset {random.choice((1, 0x4000))} --hmark-rnd 0x1"), ""


def checksum(random, world):
    return Part("CHECKSUM", "-j CHECKSUM --checksum-fill"), ""


def tproxy(random, world):
    return Part("TPROXY", f"-j TPROXY --on-port 15001 --on-ip {'::1' if world.v6 else '127.0.0.1'} --tproxy-mark 0x1/0x1"), "tcp"


def netmap(random, world):
    return Part("NETMAP", f"-j NETMAP --to {random.choice(('fd00:96::/64', 'fd00:8::/112') if world.v6 else ('10.96.7.0/24', '10.8.0.0/28'))}"), ""


def trace(random, world):
    return Part("TRACE", "-j TRACE"), ""


def queue(random, world):
    more = random.choice(("", " --queue-bypass"))
    return Part("NFQUEUE" + more, f"-j NFQUEUE --queue-num 9{more}"), ""


def synproxy(random, world):
    return Part("SYNPROXY", "-m conntrack --ctstate INVALID,UNTRACKED -j SYNPROXY --sack-perm --timestamp --wscale 7 --mss 1460"), "tcp"


def expressions(random, world, hook):
    """Makers of nft conditions."""
    made = [spread_addresses, spread_packets, rate, connections, amount]
    if hook == "prerouting":
        made += [route_back, route_back]
    if hook in ("prerouting", "input"):
        made.append(transparent)
    return random.sample(made, 2)


def spread_addresses(random, world, hook, sets):
    return Part("jhash", f"jhash {world.family} saddr . {world.family} daddr mod 4 seed 0xdeadbeef {random.choice(('0', '1', '< 2'))}")


def spread_packets(random, world, hook, sets):
    return Part("symhash", f"symhash mod 2 {random.choice(('0', '1'))}")


def rate(random, world, hook, sets):
    return Part("limit", f"limit rate {random.choice(('', 'over '))}10/second burst 5 packets")


def connections(random, world, hook, sets):
    return Part("ct count", f"ct count {random.choice(('', 'over '))}5")


def amount(random, world, hook, sets):
    return Part("quota", f"quota {random.choice(('', 'over '))}1 kbytes")


def route_back(random, world, hook, sets):
    form = random.choice(("fib saddr . iif oif missing", "fib saddr . iif oif exists", "fib saddr oif exists", "fib saddr . mark . iif oif missing"))
    return Part(" ".join(form.split()[:-1]), form)


def transparent(random, world, hook, sets):
    return Part("socket transparent", f"socket transparent {random.choice(('0', '1'))}")


def statement(random, world, kind, hook, priority):
    """(statement, what it needs before it), or None."""
    made = [grows, grows, shrinks] if kind != "nat" else []
    if kind == "nat" and hook in ("prerouting", "output", "postrouting"):
        made += [prefix]
    if kind == "filter":
        made += [hops, marked_by_hash]
        if priority in ("raw", "-250") and hook in ("prerouting", "output"):
            made += [zone, zone]
        if hook == "prerouting":
            made.append(redirected)
        if hook in ("input", "forward"):
            made.append(cookies)
    return random.choice(made)(random, world, hook) if made else None


def grows(random, world, hook):
    how = random.choice((f"update @seen {{ {world.family} saddr }}", f"add @seen {{ {world.family} saddr timeout 5m }}"))
    return Part(" ".join(how.split()[:2]), f"counter {how}"), ()


def shrinks(random, world, hook):
    return Part("delete @seen", f"counter delete @seen {{ {world.family} daddr }}"), ()


def prefix(random, world, hook):
    end, word = ("saddr", "snat") if hook == "postrouting" else ("daddr", "dnat")
    nets = ("fd00:96::/64", "fd00:8::/64") if world.v6 else ("10.96.0.0/16", "10.9.0.0/16")
    if word == "snat":
        nets = ("fd00:2::/64", "fd00:77::/64") if world.v6 else ("10.2.0.0/24", "10.77.1.0/24")
    return Part(f"{word} prefix", f"counter {word} {world.family} prefix to {world.family} {end} map {{ {nets[0]} : {nets[1]} }}"), ()


def hops(random, world, hook):
    field = "ip6 hoplimit" if world.v6 else "ip ttl"
    return Part(f"{field} set", f"counter {field} set {random.choice((64, 2, 1))}"), ()


def marked_by_hash(random, world, hook):
    return Part("meta mark set jhash", f"counter meta mark set jhash {world.family} saddr mod 4 seed 0x1 offset 1"), ()


def zone(random, world, hook):
    return Part("ct zone set", f"counter ct zone set {random.randint(1, 9)}"), ()


def redirected(random, world, hook):
    return Part("tproxy", f"counter tproxy {world.family} to :15001"), (Part("meta l4proto", "meta l4proto tcp"),)


def cookies(random, world, hook):
    return Part("synproxy", "ct state invalid,untracked counter synproxy mss 1460 wscale 7 timestamp sack-perm"), (Part("meta l4proto", "meta l4proto tcp"),)


def seen(world):
    """The set that rules fill; none asks for it."""
    return f"set seen {{ type {'ipv6_addr' if world.v6 else 'ipv4_addr'}; size 65535; flags dynamic,timeout; timeout 1h; }}"
