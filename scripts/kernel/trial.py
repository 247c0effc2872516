"""One rule set, some packets, the kernel's answer and the evaluator's."""
from dataclasses import dataclass, field

from . import frames, further
from .bench import BenchError
from .judge import judge

MOST_ATTEMPTS = 400


@dataclass
class Found:
    """A disagreement, as small as it could be made."""
    backend: str
    seed: str
    rules: object
    packet: object
    fate: str
    reasons: list
    files: dict = field(default_factory=dict)

    def parts(self):
        return tuple(sorted({part.name for rule in self.rules.rules for part in rule.parts() if part.text}))


class Trial:
    def __init__(self, bench, backend, oracle):
        self.bench, self.backend, self.oracle = bench, backend, oracle
        self.plans = {}  # what follows the packets of the batch at hand: number -> Second

    def kernel(self, rules, packets):
        """Loads, sends, dumps: (fates, files)."""
        self.bench.conntrack.flush()
        self.backend.load(rules)
        fates = self.bench.send(packets, frames.END_HERE if rules.narrow else 0)
        if not rules.narrow:
            fates |= self.follow(packets, fates)
        return fates, self.backend.dump(rules)

    def follow(self, packets, fates):
        """Sends what follows the first packets."""
        for packet in packets:
            if packet.number in self.plans:
                fates[packet.number].follower = further.follower(packet, fates[packet.number], self.plans[packet.number])
        return self.bench.send([fate.follower for fate in fates.values() if fate.follower is not None])

    def ask(self, files, packets):
        self.oracle.ask({**files, **self.bench.dumps}, packets, self.plans)

    def compare(self, packets, fates, files):
        answer = self.oracle.answer()
        return answer, judge(packets, fates, answer, self.backend.counters(files), lambda line: at_random(line_text(files, line)))

    def whole(self, rules, packets):
        fates, files = self.kernel(rules, packets)
        self.ask(files, packets)
        answer, judgement = self.compare(packets, fates, files)
        return fates, files, answer, judgement

    def culprit(self, rules, packets, judgement):
        """One packet on which both disagree when it is alone, or None."""
        wrong = [p for p in packets if p.number in judgement.wrong or p.number + further.NUMBERS in judgement.wrong]
        if wrong:
            return next((p for p in wrong[:4] if self.fails(rules, p)), None)
        suspects = packets
        while len(suspects) > 1:
            half = suspects[:len(suspects) // 2]
            _, _, _, one = self.whole(rules, half)
            suspects = half if one.wrong or one.rules else suspects[len(half):]
        return suspects[0] if self.fails(rules, suspects[0]) else None

    def fails(self, rules, packet):
        try:
            _, _, _, judgement = self.whole(rules, [packet])
        except BenchError:
            return False
        return bool(judgement.wrong or judgement.rules)

    def shrink(self, rules, packet):
        attempts = 0
        while True:
            for less in rules.smaller():
                attempts += 1
                if attempts > MOST_ATTEMPTS:
                    return rules
                if self.fails(less, packet):
                    rules = less
                    break
            else:
                return rules

    def found(self, name, seed, rules, packet):
        fates, files, answer, judgement = self.whole(rules, [packet])
        reasons = list(judgement.wrong.values()) + [f"{line_text(files, line)}: {why}" for line, why in judgement.rules.items()]
        return Found(name, seed, rules, packet, fates[packet.number].text(), reasons, files)


def at_random(text):
    return "statistic" in text or "numgen" in text


def line_text(files, line):
    name, number = line.rsplit(":", 1)
    return files[name].split("\n")[int(number) - 1].strip()
