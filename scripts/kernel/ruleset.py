"""A rule set as parts, so that a disagreement can be made smaller: tables, chains, rules, conditions."""
from dataclasses import dataclass, field, replace


@dataclass(frozen=True)
class Part:
    """One match or target: the name that the table of rates lists it under, and its text."""
    name: str
    text: str


@dataclass(frozen=True)
class Rule:
    """`needs` are conditions without which the others cannot be loaded, for example the protocol of a port."""
    table: str
    chain: str
    needs: tuple
    conds: tuple
    target: Part

    def parts(self):
        return [*self.needs, *self.conds, self.target]


@dataclass(frozen=True)
class IpSet:
    name: str
    kind: str
    options: str
    members: tuple

    def text(self):
        return "\n".join([f"create {self.name} {self.kind} {self.options}".rstrip(), *(f"add {self.name} {member}" for member in self.members)])


@dataclass(frozen=True)
class RuleSet:
    """`chains` are (table, name, declaration) in order; `extra` is what an nft table declares beside them: (name, table, declaration)."""
    chains: tuple
    rules: tuple
    sets: tuple = ()
    extra: tuple = ()
    narrow: bool = field(default=False)  # source ports may collide: connections must not be remembered

    def smaller(self):
        """All that lack one thing, the largest things first."""
        used = {(rule.table, rule.target.text.split(" ")[-1]) for rule in self.rules}
        for chain in self.chains:
            rest = tuple(rule for rule in self.rules if (rule.table, rule.chain) != chain[:2])
            if len(rest) < len(self.rules):
                yield replace(self, rules=rest)
        for half in (2, 4):
            size = max(1, len(self.rules) // half)
            for at in range(0, len(self.rules), size):
                if len(self.rules) > size:
                    yield replace(self, rules=self.rules[:at] + self.rules[at + size:])
        for at in range(len(self.rules)):
            yield replace(self, rules=self.rules[:at] + self.rules[at + 1:])
        for at, rule in enumerate(self.rules):
            for lost in range(len(rule.conds)):
                less = replace(rule, conds=rule.conds[:lost] + rule.conds[lost + 1:])
                yield replace(self, rules=self.rules[:at] + (less,) + self.rules[at + 1:])
            if rule.needs and not rule.conds:
                yield replace(self, rules=self.rules[:at] + (replace(rule, needs=()),) + self.rules[at + 1:])
        for at, chain in enumerate(self.chains):
            if chain[2] == "DROP" or chain[2].endswith("policy drop;"):
                kinder = "ACCEPT" if chain[2] == "DROP" else chain[2].replace("policy drop", "policy accept")
                yield replace(self, chains=self.chains[:at] + ((*chain[:2], kinder),) + self.chains[at + 1:])
            if chain[2].startswith("type ") and not any((r.table, r.chain) == chain[:2] for r in self.rules):
                yield replace(self, chains=self.chains[:at] + self.chains[at + 1:])
            if chain[2] == "-" and chain[:2] not in used and not any((r.table, r.chain) == chain[:2] for r in self.rules):
                yield replace(self, chains=self.chains[:at] + self.chains[at + 1:])
        for at, one in enumerate(self.sets):
            if not any(one.name in part.text.split() for rule in self.rules for part in rule.parts()) and not any(
                    one.name in other.members for other in self.sets):
                yield replace(self, sets=self.sets[:at] + self.sets[at + 1:])
            for lost in range(len(one.members)):
                less = replace(one, members=one.members[:lost] + one.members[lost + 1:])
                yield replace(self, sets=self.sets[:at] + (less,) + self.sets[at + 1:])
        for at, (name, table, _) in enumerate(self.extra):
            if not any(rule.table == table and "@" + name in part.text for rule in self.rules for part in rule.parts()):
                yield replace(self, extra=self.extra[:at] + self.extra[at + 1:])
