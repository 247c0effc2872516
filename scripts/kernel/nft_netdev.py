"""Rules of the family netdev, which see what a device takes in before everything else does, and what it gives out behind everything else."""
from .nft_matches import MARKS, address, port, th_port
from .ruleset import Part, Rule
from .world import CLIENT_DEVICES

SERVER_DEVICES = ("srv0", "srv1")

TABLE = "netdev d"
VERDICTS = ("accept", "accept", "drop", "return", "")


def generate(random, world):
    """(chains, rules) of one table: a chain for one device or several, and one that it jumps to."""
    devices = random.sample(CLIENT_DEVICES, random.choice((1, 1, 2)))
    named = f'device "{devices[0]}"' if len(devices) == 1 else "devices = { " + ", ".join(devices) + " }"
    chains = [(TABLE, "in", f"type filter hook ingress {named} priority {random.choice((0, -500, 10))}; policy accept;"), (TABLE, "more", "-")]
    if random.random() < 0.3:
        chains.append((TABLE, "late", f'type filter hook ingress device "{devices[0]}" priority 20; policy accept;'))
    rules = [rule(random, world, "more") for _ in range(random.choice((1, 2)))]
    for _ in range(random.choice((1, 2, 3))):
        rules.append(rule(random, world, "in"))
    rules.insert(random.randint(0, len(rules)), Rule(TABLE, "in", (), (transport(random),), Part("netdev jump", f"counter {random.choice(('jump', 'goto'))} more")))
    if random.random() < 0.3:
        rules += [rule(random, world, "late") for _ in range(random.choice((1, 2)))] if len(chains) == 3 else []
    return chains, rules


def leaving(random, world):
    """(chains, rules) of what the devices toward servers give out. Behind the last hook no mark is seen, so none is set."""
    devices = random.sample(SERVER_DEVICES, random.choice((1, 2)))
    named = f'device "{devices[0]}"' if len(devices) == 1 else "devices = { " + ", ".join(devices) + " }"
    policy = random.choice(("accept", "accept", "accept", "drop"))
    chains = [(TABLE, "out", f"type filter hook egress {named} priority {random.choice((0, -5, 10))}; policy {policy};")]
    return chains, [rule(random, world, "out", False) for _ in range(random.choice((1, 2, 3)))]


def rule(random, world, chain, marks=True):
    """Of TCP or UDP: neighbour discovery comes by the device, too, and no packet of a test stands for it."""
    conds = [maker(random, world, "ingress", []) for maker in random.sample((address, port, th_port), random.choice((0, 1, 1)))]
    verdict = random.choice(VERDICTS)
    marked = f"meta mark set {random.choice(MARKS)} " if marks and random.random() < 0.3 else ""
    target = Part(("netdev " if marks else "netdev egress ") + (verdict or "counter") + (", mark" if marked else ""), f"counter {marked}{verdict}".strip())
    if random.random() < 0.15 and chain != "more":
        target = detour(random, world, marks)
    own = [cond for cond in conds if cond and not cond.text.startswith(("tcp", "udp"))]
    ports = [cond for cond in conds if cond and cond.text.startswith(("tcp", "udp"))]
    return Rule(TABLE, chain, (), tuple(ports or [transport(random)]) + tuple(own), target)


def detour(random, world, incoming):
    """Straight out of a device, or a copy that goes where nobody looks. A device that a chain of `leaving` looks at is looked at then, too."""
    where = "netdev" if incoming else "netdev egress"
    device = random.choice(SERVER_DEVICES) if incoming else "eth0"
    family = "ip6" if world.v6 else "ip"
    return random.choice((Part(f"{where} fwd", f'counter fwd to "{device}"'), Part(f"{where} dup", 'counter dup to "bar0"'),
                          Part(f"{where} fwd to neighbour", f'meta protocol {family} counter fwd {family} to {world.gateways[device]} device "{device}"')))


def transport(random):
    return Part("netdev l4proto", f"meta l4proto {random.choice(('tcp', 'udp', '{ tcp, udp }'))}")
