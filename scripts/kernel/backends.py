"""How each backend is loaded and dumped, and where its counters stand in the dump."""
import re

from . import bridge, further, iptables, nft
from .bench import Bench, command
from .world import V4, V6, packets

COUNTED = re.compile(r"^\[(\d+):\d+\] -A ")
NFT_COUNTED = re.compile(r"\bcounter packets (\d+) bytes \d+")


class Host:
    """A host with routes, and connections that go through it. `world` are its addresses."""

    @staticmethod
    def bench():
        return Bench()

    def packets(self, random, count):
        return packets(random, self.world, count)

    def plans(self, random, sent, rules):
        return further.plan(random, self.world, sent, self.text(rules))


class Iptables(Host):
    """One variant of iptables; a rule set replaces all its tables."""

    def __init__(self, tool, world):
        self.tool, self.world, self.old = tool, world, ()
        self.file = f"{'ip6' if world.v6 else 'ip'}tables-save.txt"

    def generate(self, random):
        return iptables.generate(random, self.world)

    def text(self, rules):
        return "\n".join([*(s.text() for s in rules.sets), iptables.text(rules)])

    def load(self, rules):
        """Sets that the rules before this one need can go only when those rules are gone."""
        command(f"{self.tool}-restore", text="".join(f"*{table}\n{declared(hooks)}COMMIT\n" for table, hooks in iptables.HOOKS.items()) if self.old else "")
        if self.old or rules.sets:
            lines = [f"destroy {one}" for one in reversed(self.old)] + [one.text() for one in rules.sets]
            command("ipset", "restore", "-exist", text="\n".join(lines) + "\n")
        self.old = tuple(one.name for one in rules.sets)
        command(f"{self.tool}-restore", text=iptables.text(rules))

    def dump(self, rules):
        """Files as the evaluator reads them."""
        files = {self.file: command(f"{self.tool}-save", "-c")}
        if rules.sets:
            files["ipset-save.txt"] = command("ipset", "save")
        return files

    def counters(self, files):
        """(file:line) -> packets, for every rule."""
        found = {}
        for number, line in enumerate(files[self.file].split("\n"), 1):
            match = COUNTED.match(line)
            if match:
                found[f"{self.file}:{number}"] = int(match[1])
        return found

    def order(self, rules, files):
        """The parts that each line of the dump stands for: tables and chains keep the order they were loaded in."""
        table, chains = "", {}
        for rule in rules.rules:
            chains.setdefault((rule.table, rule.chain), []).append(rule)
        lines = {}
        for number, line in enumerate(files[self.file].split("\n"), 1):
            if line.startswith("*"):
                table = line[1:].strip()
            elif COUNTED.match(line):
                lines[f"{self.file}:{number}"] = chains[table, line.split()[2]].pop(0)
        return lines


def declared(hooks):
    return "".join(f":{hook} ACCEPT [0:0]\n" for hook in hooks)


class Nft(Host):
    file = "nft-ruleset.txt"
    world = V4

    def __init__(self, world=V4):
        self.world = world

    def generate(self, random):
        return nft.generate(random, self.world)

    def text(self, rules):
        return nft.text(rules)

    def load(self, rules):
        command("nft", "-f", "-", text=nft.text(rules))

    def dump(self, rules):
        whole = command("nft", "list", "ruleset")
        for tap in (name for name in ("table inet pktap {", "table bridge pktap {") if name in whole):
            cut = whole.index(tap)
            end = whole.index("\n}\n", cut) + 3
            whole = whole[:cut] + whole[end:]
        return {self.file: whole}

    def counters(self, files):
        found = {}
        for number, line in enumerate(files[self.file].split("\n"), 1):
            match = NFT_COUNTED.search(line)
            if match:
                found[f"{self.file}:{number}"] = int(match[1])
        return found

    def order(self, rules, files):
        table, chain, chains, lines = "", "", {}, {}
        for rule in (r for r in rules.rules if "counter" in r.target.text):
            chains.setdefault((rule.table, rule.chain), []).append(rule)
        for number, line in enumerate(files[self.file].split("\n"), 1):
            words = line.split()
            if words[:1] == ["table"]:
                table = " ".join(words[1:3])
            elif words[:1] == ["chain"]:
                chain = words[1]
            elif NFT_COUNTED.search(line):
                lines[f"{self.file}:{number}"] = chains[table, chain].pop(0)
        return lines


class Bridge(Nft):
    """A host that switches: frames meet rules of the family bridge, and no connection is remembered."""

    @staticmethod
    def bench():
        return bridge.BridgeBench()

    def generate(self, random):
        return bridge.generate(random, self.world)

    def packets(self, random, count):
        return bridge.packets(random, self.world, count)

    def plans(self, random, sent, rules):
        return {}


BACKENDS = {
    "iptables": lambda: Iptables("iptables-nft", V4),
    "iptables-legacy": lambda: Iptables("iptables-legacy", V4),
    "ip6tables": lambda: Iptables("ip6tables-nft", V6),
    "ip6tables-legacy": lambda: Iptables("ip6tables-legacy", V6),
    "nft": lambda: Nft(V4),
    "nft6": lambda: Nft(V6),
    "nft-bridge": lambda: Bridge(bridge.V4),
    "nft-bridge6": lambda: Bridge(bridge.V6),
}
TOOLS = ("ip", "ss", "nft", "ipset", "iptables-nft-restore", "iptables-legacy-restore", "ip6tables-nft-restore", "ip6tables-legacy-restore")
