"""Random rule sets in the grammar of iptables-save."""
from . import ipsets, matches, targets
from .ruleset import Part, Rule, RuleSet

HOOKS = {"raw": ("PREROUTING", "OUTPUT"), "mangle": ("PREROUTING", "INPUT", "FORWARD", "OUTPUT", "POSTROUTING"),
         "nat": ("PREROUTING", "INPUT", "OUTPUT", "POSTROUTING"), "filter": ("INPUT", "FORWARD", "OUTPUT"), "security": ("INPUT", "FORWARD", "OUTPUT")}
DST_SIDE = ("PREROUTING", "OUTPUT")


def generate(random, world):
    sets = ipsets.generate(random, world) if random.random() < 0.4 else ()
    chains, rules = [], []
    for table, hooks in HOOKS.items():
        busy = random.random() < {"raw": 0.3, "mangle": 0.5, "nat": 0.75, "filter": 0.9, "security": 0.1}[table]
        own = []
        for hook in hooks:
            drops = table != "nat" and random.random() < (0.12 if table == "filter" else 0.03)
            chains.append((table, hook, "DROP" if busy and drops else "ACCEPT"))
        if not busy:
            continue
        for number in range(random.choice((0, 1, 2, 3))):
            # A chain of the nat table translates one side only, and is reached from the hooks of that side.
            own.append((f"U{number}-{'dst' if random.random() < 0.5 else 'src'}", number))
            chains.append((table, own[-1][0], "-"))
        for hook in hooks:
            for _ in range(random.choice((0, 1, 2, 3, 5))):
                rules.append(rule(random, world, table, hook, (hook,), reachable(own, table, hook, -1), sets))
        for name, number in own:
            at = reached_from(table, hooks, name)
            for _ in range(random.choice((1, 2, 4))):
                rules.append(rule(random, world, table, name, at, reachable(own, table, at[0], number), sets))
    used = {word for r in rules for part in r.parts() for word in part.text.split()}
    narrow = any(r.target.name in ("SNAT port", "MASQUERADE port") for r in rules)
    return RuleSet(tuple(chains), tuple(rules), tuple(s for s in sets if s.name in used or any(s.name in o.members for o in sets)), (), narrow)


def reached_from(table, hooks, name):
    if table != "nat":
        return hooks
    return tuple(hook for hook in hooks if (hook in DST_SIDE) == name.endswith("dst"))


def reachable(own, table, hook, above):
    side = "dst" if hook in DST_SIDE else "src"
    return [name for name, number in own if number > above and (table != "nat" or name.endswith(side))]


def rule(random, world, table, chain, hooks, below, sets):
    needs, conds = matches.some(random, world, table, hooks, sets)
    proto = next((part.text.split()[-1] for part in needs if part.text.startswith("-p")), "")
    if below and random.random() < 0.3:
        name = random.choice(below)
        target = Part("jump", f"-j {name}") if random.random() < 0.7 else Part("goto", f"-g {name}")
    else:
        target, needed = targets.one(random, world, table, hooks, proto)
        if needed and proto and needed != proto:
            target, needed = targets.accept(random, world, hooks, proto)
        if needed and not proto:
            needs = (Part("-p", f"-p {needed}"), *needs)
            conds = tuple(cond for cond in conds if not cond.text.startswith(("-p ", "! -p ")))
        if target.name == "TCPMSS":  # iptables-nft-save 1.8.9 prints only one of two -m tcp
            conds = tuple(cond for cond in conds if not cond.text.startswith("-m tcp"))
    return Rule(table, chain, needs, conds, target)


def text(rules):
    lines = []
    for table in HOOKS:
        lines.append(f"*{table}")
        lines += [f":{name} {policy} [0:0]" for of, name, policy in rules.chains if of == table]
        lines += [" ".join(["-A", r.chain, *(part.text for part in r.parts() if part.text)]) for r in rules.rules if r.table == table]
        lines.append("COMMIT")
    return "\n".join(lines) + "\n"
