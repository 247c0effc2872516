"""Random rule sets in the grammar of nft."""
from . import nft_matches, nft_netdev, nft_statements, rare
from .ruleset import Part, Rule, RuleSet

PRIORITIES = {"filter": ("raw", "mangle", "-110", "dstnat", "filter", "filter + 10", "security", "srcnat", "-250", "-190"),
              "dst": ("dstnat", "dstnat + 5", "-150"), "src": ("srcnat", "srcnat - 5", "150")}
HOOKS = ("prerouting", "input", "forward", "output", "postrouting")
DST_SIDE = ("prerouting", "output")


def generate(random, world):
    families = [world.family, "inet", world.family]
    names = [f"{family} {name}" for family, name in zip(families, ("a", "b", "c"))][:random.choice((1, 2, 2, 3))]
    chains, rules, extra = [], [], []
    taken = set()
    for table in names:
        sets = nft_matches.named_sets(random, world, table)
        base = []
        for number in range(random.choice((1, 2, 3, 4))):
            kind, hook, priority = base_chain(random)
            if (hook, priority) in taken and random.random() < 0.9:  # which of two of one priority comes first cannot be told from a dump
                continue
            taken.add((hook, priority))
            policy = "drop" if random.random() < 0.1 and kind == "filter" else "accept"
            base.append((f"b{number}", kind, hook, priority))
            chains.append((table, f"b{number}", f"type {kind} hook {hook} priority {priority}; policy {policy};"))
        own = [(f"u{n}", random.choice(base)) for n in range(random.choice((0, 1, 2, 3)))] if base else []
        chains += [(table, name, "-") for name, _ in own]
        for number, (name, like) in enumerate(own):
            for _ in range(random.choice((1, 2, 3))):
                rules.append(rule(random, world, table, name, like, [n for at, (n, l) in enumerate(own) if at > number and l[1:3] == like[1:3]], sets))
        for one in base:
            for _ in range(random.choice((1, 2, 3, 5))):
                rules.append(rule(random, world, table, one[0], one, [n for n, like in own if like[1:3] == one[1:3]], sets))
        extra += [(s.name, table, s.text) for s in sets if any(f"@{s.name}" in p.text for r in rules if r.table == table for p in r.parts())]
    if random.random() < 0.25:
        frames, tested = nft_netdev.generate(random, world)
        chains += frames
        rules += tested
    extra += [("seen", table, rare.seen(world)) for table in names if any("@seen" in r.target.text for r in rules if r.table == table)]
    narrow = any(r.target.name in ("snat port", "masquerade port") for r in rules)
    if not narrow and random.random() < 0.12:
        frames, tested = nft_netdev.leaving(random, world)
        chains += frames
        rules += tested
    return RuleSet(tuple(chains), tuple(rules), (), tuple(extra), narrow)


def base_chain(random):
    """(type, hook, priority); a nat chain binds one side, a route chain is only at output."""
    kind = random.choice(("filter", "filter", "filter", "nat", "nat", "route"))
    if kind == "route":
        return kind, "output", random.choice(("mangle", "-160"))
    if kind == "nat":
        hook = random.choice(("prerouting", "prerouting", "output", "postrouting", "postrouting", "input"))
        chosen = random.choice(PRIORITIES["dst" if hook in DST_SIDE else "src"])
        return kind, hook, chosen if hook in ("prerouting", "postrouting") else str(number(chosen))
    hook = random.choice(HOOKS)
    # Symbolic names stand only where iptables has such a table (nft(8), "Chains").
    allowed = [p for p in PRIORITIES["filter"] if p != "dstnat" or hook == "prerouting"]
    return kind, hook, random.choice([p for p in allowed if p != "srcnat" or hook == "postrouting"])


def number(priority):
    name, *more = priority.split()
    return {"dstnat": -100, "srcnat": 100}.get(name) + int("".join(more) or 0) if name[0].isalpha() else int(name)


def rule(random, world, table, chain, base, below, sets):
    _, kind, hook, priority = base
    inet = table.startswith("inet")
    conds = nft_matches.some(random, world, hook, inet, sets)
    if random.random() < 0.12:
        vmap = nft_statements.verdict_map(random, world, below, sets)
        return Rule(table, chain, (), tuple(c for c in conds if c in nft_matches.agreeing((vmap, *conds))), vmap)
    if below and random.random() < 0.3:
        word = random.choice(("jump", "jump", "goto"))
        return Rule(table, chain, (), conds, Part(word, f"counter {word} {random.choice(below)}"))
    target, needs = nft_statements.one(random, world, kind, hook, priority, inet, conds)
    return Rule(table, chain, needs, tuple(c for c in conds if c in nft_matches.agreeing((*needs, *conds))), target)


def text(rules):
    lines = []
    for table in dict.fromkeys(("ip a", "inet b", "ip c", "ip6 a", "ip6 c", nft_netdev.TABLE, *(chain[0] for chain in rules.chains))):
        lines += [f"table {table} {{}}", f"delete table {table}"]
    for table in dict.fromkeys(chain[0] for chain in rules.chains):
        lines.append(f"table {table} {{")
        # A map may name a chain: chains without rules come first.
        lines += [f" chain {name} {{ {declared if declared != '-' else ''} }}" for of, name, declared in rules.chains if of == table]
        lines += [" " + declared for _, of, declared in rules.extra if of == table]
        lines.append("}")
    for r in rules.rules:
        lines.append(" ".join(["add rule", r.table, r.chain, *(part.text for part in r.parts() if part.text)]))
    return "\n".join(lines) + "\n"
