"""Rules of the family netdev, which see what a device takes in before everything else does."""
from .nft_matches import MARKS, address, port, th_port
from .ruleset import Part, Rule
from .world import CLIENT_DEVICES

TABLE = "netdev d"
VERDICTS = ("accept", "accept", "drop", "return", "")


def generate(random, world):
    """(chains, rules) of one table: a chain for one device or several, and one that it jumps to."""
    devices = random.sample(CLIENT_DEVICES, random.choice((1, 1, 2)))
    named = f'device "{devices[0]}"' if len(devices) == 1 else "devices = { " + ", ".join(devices) + " }"
    chains = [(TABLE, "in", f"type filter hook ingress {named} priority {random.choice((0, -500, 10))}; policy accept;"), (TABLE, "more", "-")]
    rules = [rule(random, world, "more") for _ in range(random.choice((1, 2)))]
    for _ in range(random.choice((1, 2, 3))):
        rules.append(rule(random, world, "in"))
    rules.insert(random.randint(0, len(rules)), Rule(TABLE, "in", (), (transport(random),), Part("netdev jump", f"counter {random.choice(('jump', 'goto'))} more")))
    return chains, rules


def rule(random, world, chain):
    """Of TCP or UDP: neighbour discovery comes by the device, too, and no packet of a test stands for it."""
    conds = [maker(random, world, "ingress", []) for maker in random.sample((address, port, th_port), random.choice((0, 1, 1)))]
    verdict = random.choice(VERDICTS)
    marked = f"meta mark set {random.choice(MARKS)} " if random.random() < 0.3 else ""
    target = Part("netdev " + (verdict or "counter") + (", mark" if marked else ""), f"counter {marked}{verdict}".strip())
    own = [cond for cond in conds if cond and not cond.text.startswith(("tcp", "udp"))]
    ports = [cond for cond in conds if cond and cond.text.startswith(("tcp", "udp"))]
    return Rule(TABLE, chain, (), tuple(ports or [transport(random)]) + tuple(own), target)


def transport(random):
    return Part("netdev l4proto", f"meta l4proto {random.choice(('tcp', 'udp', '{ tcp, udp }'))}")
