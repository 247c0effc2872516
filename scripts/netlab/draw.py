"""Draws runs of the lab by chance: which fault, how many nodes, which addresses. The same seed draws the same runs."""
import os
import random
import subprocess

from .faults import FAULTS

LAB = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lab")


def drawn(seed, count):
    """(name, fault, options) of each run: every third one healthy, and no fault twice before all had their turn."""
    dice = random.Random(seed)
    kinds = random.Random(f"{seed} proxy and overlay")  # dice of its own, so that older seeds still draw the same addresses
    decks = {True: [], False: []}
    for number in range(count):
        healthy = number % 3 == 2
        if not decks[healthy]:
            decks[healthy] = sorted(name for name, fault in FAULTS.items() if fault.healthy == healthy)
            dice.shuffle(decks[healthy])
        fault = decks[healthy].pop()
        yield f"{number + 1:02}-{fault}", fault, {
            "seed": dice.randrange(1, 10**6), "nodes": dice.choice([3, 3, 4, 5]),
            "pod-cidr": dice.choice([f"10.{dice.randrange(64, 128)}.0.0/16", f"172.{dice.randrange(16, 24)}.0.0/16", f"100.{dice.randrange(64, 128)}.0.0/16"]),
            "service-cidr": dice.choice([f"10.{dice.randrange(129, 250)}.0.0/16", f"172.{dice.randrange(24, 32)}.0.0/16", f"10.{dice.randrange(1, 60)}.0.0/20"]),
            "underlay": dice.choice([f"192.168.{dice.randrange(250)}.0/24", f"10.{dice.randrange(250, 255)}.{dice.randrange(250)}.0/24"]),
            "vxlan-port": dice.choice([8472, 8472, 4789, 8473]),
            "proxy": kinds.choice(["iptables", "nftables", "ipvs"]),
            "overlay": "vxlan" if FAULTS[fault].tunnels else kinds.choice(["vxlan", "vxlan", "host-gw"])}


def run(seed, count, out, lab_id):
    """Runs them one after the other into folders of `out`; returns the names of those whose fault hurt nobody, or that were not healthy."""
    void = []
    for name, fault, options in drawn(seed, count):
        folder = os.path.join(out, name)
        words = [word for key, value in options.items() for word in (f"--{key}", str(value))]
        if subprocess.run([LAB, "run", fault, "--out", folder, "--id", lab_id, *words]).returncode:
            void.append(name)
            if os.path.exists(os.path.join(folder, "truth.json")):
                os.rename(os.path.join(folder, "truth.json"), os.path.join(folder, "void.json"))
    return void
