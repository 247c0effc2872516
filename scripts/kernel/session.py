"""Random rule sets against one backend until the time or the number of pairs is reached, in a process of its own."""
import os
import random
import time
from collections import Counter
from dataclasses import dataclass, field

from . import captured
from .backends import BACKENDS
from .bench import Bench, BenchError
from .oracle import Oracle
from .trial import Trial

PACKETS = 300


@dataclass
class Tally:
    """What a session found. `loaded` and `hits` are by part: rules that had it, and packets that met those rules."""
    backend: str = ""
    pairs: int = 0
    wrong: int = 0
    open: int = 0
    rule_sets: int = 0
    rules: int = 0
    counters: int = 0
    met: int = 0
    refused: Counter = field(default_factory=Counter)
    together: Counter = field(default_factory=Counter)
    missing: Counter = field(default_factory=Counter)
    loaded: Counter = field(default_factory=Counter)
    hits: Counter = field(default_factory=Counter)
    fates: Counter = field(default_factory=Counter)
    found: list = field(default_factory=list)
    seeds: list = field(default_factory=list)
    seconds: float = 0

    def plain(self):
        return vars(self) | {"found": [report(one) for one in self.found]}


def report(found):
    lines = [f"DISAGREEMENT {found.backend}, seed {found.seed}", f"packet: {found.packet.text()}", f"kernel: {found.fate}"]
    lines += [f"but: {reason}" for reason in found.reasons]
    for name, text in found.files.items():
        lines += [f"--- {name}", *(line for line in text.rstrip("\n").split("\n") if not line.startswith("#"))]
    return "\n".join(lines)


def run(name, argv, seeds, seconds, pairs, most=3, shrink=True):
    """Each seed gets an equal share of the time."""
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    oracle = Oracle(argv)
    tally = Tally(backend=name, seeds=list(seeds))
    began = time.monotonic()
    try:
        backend = BACKENDS[name]()
        trial = Trial(backend.bench(), backend, oracle)
        for number, seed in enumerate(seeds, 1):
            until = began + seconds * number / len(seeds)
            explore(trial, tally, seed, until, pairs * number / len(seeds) if pairs else float("inf"), most, shrink)
    finally:
        oracle.close()
    tally.seconds = round(time.monotonic() - began, 1)
    return tally


def dumped(path, argv, seeds, pairs, most=1):
    """A captured dump; None when the file is none."""
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    bench = Bench()
    read = captured.read(path)
    if read is None:
        return None
    backend, dump = read
    tally = Tally(backend=os.path.basename(path), seeds=list(seeds))
    began = time.monotonic()
    loaded = captured.loadable(backend, dump)
    tally.refused.update(backend.lost)
    if loaded is None:
        return tally
    tally.rules = captured.rules_in(loaded)
    oracle = Oracle(argv)
    try:
        trial = Trial(bench, backend, oracle)
        for number in range(max(1, pairs // PACKETS)):
            label = f"{seeds[number % len(seeds)]}/{number}"
            packets = captured.packets(captured.dice(label), backend.world, loaded, PACKETS)
            fates, files = trial.kernel(loaded, packets)
            trial.ask(files, packets)
            settle(trial, tally, (label, loaded, packets, fates, files, {}), most, True)
    finally:
        oracle.close()
    tally.seconds = round(time.monotonic() - began, 1)
    return tally


def explore(trial, tally, seed, until, pairs, most, shrink):
    """The evaluator answers about one rule set while the kernel is given the next one."""
    waiting, number = None, 0
    while time.monotonic() < until and tally.pairs < pairs:
        label = f"{seed}/{number}"
        number += 1
        dice = random.Random(f"{label}/{tally.backend}")
        rules = trial.backend.generate(dice)
        packets = trial.backend.packets(dice, PACKETS)
        trial.plans = trial.backend.plans(dice, packets, rules)
        try:
            fates, files = trial.kernel(rules, packets)
        except BenchError as error:
            tally.refused[" ".join(str(error).split())[:240]] += 1
            continue
        if waiting:
            settle(trial, tally, waiting, most, shrink)
            if tally.found and len(tally.found) > most:
                return
        trial.ask(files, packets)
        waiting = label, rules, packets, fates, files, trial.plans
    if waiting:
        settle(trial, tally, waiting, most, shrink)


def settle(trial, tally, waiting, most, shrink):
    label, rules, packets, fates, files, plans = waiting
    now, trial.plans = trial.plans, plans
    _, judgement = trial.compare(packets, fates, files)
    tally.pairs += judgement.pairs
    tally.wrong += max(len(judgement.wrong), bool(judgement.rules))
    tally.open += len(judgement.open)
    tally.rule_sets += 1
    tally.counters += judgement.compared
    tally.met += judgement.met
    tally.missing.update(judgement.open.values())
    tally.fates.update(fate.at + (" " + fate.how if fate.how else "") for fate in fates.values())
    counts = trial.backend.counters(files)
    for line, rule in trial.backend.order(rules, files).items():
        tally.rules += 1
        for name in {part.name for part in rule.parts()}:
            tally.loaded[name] += 1
            tally.hits[name] += counts[line]
    if (judgement.wrong or judgement.rules) and len(tally.found) < most:
        packet = trial.culprit(rules, packets, judgement)
        if packet is None:
            why = list(judgement.wrong.values()) + [f"{line}: {text}" for line, text in judgement.rules.items()]
            tally.together[label + ": " + "; ".join(why)[:300]] += 1
            trial.plans = now
            return
        small = trial.shrink(rules, packet) if shrink else rules
        found = trial.found(tally.backend, label, small, packet)
        if all(found.parts() != known.parts() for known in tally.found):
            tally.found.append(found)
            print(report(found), flush=True)
    trial.plans = now
