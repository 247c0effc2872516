"""Random statements of nft that a chain's type and hook allow."""
from . import rare, seldom
from .nft_matches import MARKS, ip
from .ruleset import Part
from .world import PORTS


def one(random, world, kind, hook, priority, inet, conds):
    """(statement, what it needs before it)."""
    makers = [accept, drop, back, nothing, mark, ct_mark, mark_and_verdict, mark_of_marks]
    if kind == "filter":
        makers += [accept, drop, mark] + ([reject, reject] if hook in ("input", "forward", "output") else [])
        if priority in ("raw", "-250") and hook in ("prerouting", "output"):
            makers += [notrack, notrack]
        if hook in ("forward", "input") and random.random() < 0.3:
            makers += [rewritten]
    if kind == "nat":
        makers = [accept, back, nothing, translate, translate, translate, translate, mark]
    special = rare.statement(random, world, kind, hook, priority) if random.random() < 0.05 else None
    special = special or (seldom.statement(random, world, inet) if kind == "filter" and random.random() < 0.06 else None)
    return special or random.choice(makers)(random, world, hook, inet, conds)


def accept(random, world, hook, inet, conds):
    return Part("accept", "counter accept"), ()


def drop(random, world, hook, inet, conds):
    return Part("drop", "counter drop"), ()


def back(random, world, hook, inet, conds):
    return Part("return", "counter return"), ()


def nothing(random, world, hook, inet, conds):
    return random.choice((Part("counter", "counter"), Part("log", 'counter log prefix "x" group 99'))), ()


def notrack(random, world, hook, inet, conds):
    return Part("notrack", "counter notrack"), ()


def mark(random, world, hook, inet, conds):
    value = random.choice(MARKS)
    form = random.choice((value, f"meta mark | {value}", "meta mark & 0xffff00ff", f"meta mark ^ {value}", "ct mark", "meta mark & 0xfffffff0 | 0x3"))
    return Part("meta mark set" + (" math" if form.startswith("meta") else " ct" if form == "ct mark" else ""), f"counter meta mark set {form}"), ()


def mark_of_marks(random, world, hook, inet, conds):
    form = random.choice(("meta mark << 4", "meta mark >> 8", "ct mark << 8 | 0x1", "ct mark >> 4", "(meta mark | 0x10) << 8"))
    which = random.choice(("meta mark", "ct mark"))
    return Part(f"{which} set of marks", f"counter {which} set {form}"), ()


def rewritten(random, world, hook, inet, conds):
    """A port of the packet's own header, behind or before connection tracking."""
    proto = next((p for p in ("tcp", "udp") if any(c.text.startswith(p + " ") and "!=" not in c.text for c in conds)), random.choice(("tcp", "udp")))
    return Part("dport set", f"counter {proto} dport set {random.choice(PORTS)}"), (Part("meta l4proto", f"meta l4proto {proto}"),)


def ct_mark(random, world, hook, inet, conds):
    form = random.choice((random.choice(MARKS), "meta mark", "ct mark | 0x10"))
    return Part("ct mark set", f"counter ct mark set {form}"), ()


def mark_and_verdict(random, world, hook, inet, conds):
    return Part("meta mark set, then verdict", f"counter meta mark set {random.choice(MARKS)} {random.choice(('accept', 'drop', 'return'))}"), ()


def reject(random, world, hook, inet, conds):
    if random.random() < 0.25:
        return Part("reject tcp reset", "counter reject with tcp reset"), (Part("meta l4proto", "meta l4proto tcp"),)
    forms = ["reject"]
    forms += ["reject with icmpx " + how for how in ("port-unreachable", "admin-prohibited", "no-route", "host-unreachable")] if inet else [
        "reject with icmpv6 " + how for how in ("port-unreachable", "admin-prohibited", "no-route", "addr-unreachable", "policy-fail")] if world.v6 else [
        "reject with icmp " + how for how in ("port-unreachable", "admin-prohibited", "net-unreachable", "host-unreachable", "prot-unreachable", "host-prohibited")]
    form = random.choice(forms)
    return Part(form, f"counter {form}"), ()


def target(world, address, port=""):
    if not port:
        return address
    return f"[{address}]:{port}" if world.v6 else f"{address}:{port}"


def translate(random, world, hook, inet, conds):
    family = f" {ip(world)}" if inet else ""
    proto = next((p for p in ("tcp", "udp") if any(c.text.startswith(p + " ") and "!=" not in c.text for c in conds)), "")
    chosen = proto or random.choice(("tcp", "udp"))
    needs = (Part("meta l4proto", f"meta l4proto {chosen}"),)
    port = random.choice(PORTS)
    if hook in ("prerouting", "output"):
        address = random.choice((*world.far, *world.local[2:]))
        return random.choice((
            (Part("dnat", f"counter dnat{family} to {address}"), ()),
            (Part("dnat port", f"counter dnat{family} to {target(world, address, port)}"), needs),
            (Part("dnat port", f"counter dnat{family} to {target(world, address, port)}"), needs),
            (Part("redirect", "counter redirect"), ()),
            (Part("redirect port", f"counter redirect to :{port}"), needs),
            (Part("dnat map", f"counter dnat{family} to {ip(world)} saddr map {{ {sources(random, world)} }}"), ()),
            (Part("dnat numgen map", f"counter dnat{family} to numgen random mod 2 map {{ 0 : {world.far[0]}, 1 : {world.far[1]} }}"), ())))
    address = random.choice((world.far[0], world.own["srv0"][0].split("/")[0]))
    narrow = random.randint(20000, 60000)
    made = [(Part("snat", f"counter snat{family} to {address}"), ()),
            (Part("snat port", f"counter snat{family} to {target(world, address, narrow)}"), needs)]
    if hook == "postrouting":
        made += [(Part("masquerade", "counter masquerade"), ()), (Part("masquerade", "counter masquerade"), ()),
                 (Part("masquerade port", f"counter masquerade to :{narrow}"), needs)]
    return random.choice(made)


def sources(random, world):
    chosen = [random.choice(many) for many in world.clients.values()] + [world.local[2]]
    return ", ".join(f"{source} : {random.choice(world.far)}" for source in chosen)


def verdict_map(random, world, below, sets):
    """A counter before a map that every packet has a key for; elsewhere whether a rule counts that finds nothing depends on where its counter stands."""
    named = [s for s in sets if s.verdicts]
    if named and random.random() < 0.5:
        return Part("vmap @", f"{named[0].keys} vmap @{named[0].name}")
    verdicts = ["accept", "drop", "return", "continue"] + [f"{word} {name}" for name in below for word in ("jump", "goto")]
    form = random.random()
    if form < 0.4:
        keys = random.sample(world.far, 3)
        return Part("vmap", f"counter {ip(world)} daddr vmap {{ {pairs(random, keys, verdicts)} }}")
    if form < 0.7:
        return Part("vmap", f"tcp dport vmap {{ {pairs(random, random.sample(PORTS, 3), verdicts)} }}")
    if form < 0.85:
        return Part("vmap numgen", f"counter numgen random mod 2 vmap {{ {pairs(random, (0, 1), verdicts)} }}")
    keys = sorted({f"{random.choice(world.far)} . {random.choice(PORTS)}" for _ in range(4)})
    return Part("vmap concatenation", f"{ip(world)} daddr . tcp dport vmap {{ {pairs(random, keys, verdicts)} }}")


def pairs(random, keys, verdicts):
    return ", ".join(f"{key} : {random.choice(verdicts)}" for key in keys)
