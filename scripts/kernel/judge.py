"""Compares what the kernel did with what the evaluator says, packet by packet and rule by rule."""
from dataclasses import dataclass, field

ICMP_OF = {"icmp-net-unreachable": "3/0", "icmp-host-unreachable": "3/1", "icmp-proto-unreachable": "3/2", "icmp-prot-unreachable": "3/2", "icmp-port-unreachable": "3/3",
           "icmp-net-prohibited": "3/9", "icmp-host-prohibited": "3/10", "icmp-admin-prohibited": "3/13",
           "icmp6-no-route": "1/0", "icmp6-admin-prohibited": "1/1", "icmp6-adm-prohibited": "1/1", "icmp6-addr-unreachable": "1/3", "icmp6-port-unreachable": "1/4",
           "icmp6-policy-fail": "1/5", "icmp6-reject-route": "1/6", "icmp-time-exceeded": "11/0", "icmp6-time-exceeded": "3/0"}


def told(how):
    """What the sender is told, by the name of a reject: `icmp 3/3`, `reset`."""
    if how.endswith("reset"):
        return "reset"
    return "icmp " + ICMP_OF.get(how, how)


@dataclass
class Judgement:
    """`wrong` is number -> reason; `open` are packets whose verdict the evaluator left undetermined."""
    pairs: int = 0
    wrong: dict = field(default_factory=dict)
    open: dict = field(default_factory=dict)
    rules: dict = field(default_factory=dict)  # file:line -> reason, where the counter is not what the paths add up to
    compared: int = 0  # counters compared
    met: int = 0  # rule hits that were predicted exactly


def judge(packets, fates, answer, counters, chance):
    """`chance` tells of a file:line whether its rule matches at random. A second packet is held against the ways that agree with what the first one did."""
    packets, ways = flat(packets, fates, answer)
    result = Judgement(pairs=len(packets))
    low, high, unknown, vague = {}, {}, False, 0
    for packet, paths in zip(packets, ways):
        fate = fates[packet.number]
        if not paths:
            unknown = True  # what the first packet did was open or wrong: nothing is said of the second
            continue
        reasons = [differs(packet, fate, path) for path in paths]
        if any(path["verdict"] == "UNDETERMINED" for path in paths):
            missing = "; ".join(m for path in paths for m in path["missing"])
            result.open[packet.number] = missing
            unknown = True
        elif all(reasons) or fate.odd:
            result.wrong[packet.number] = "; ".join(dict.fromkeys([reason for reason in reasons if reason] + fate.odd))
        sure = [paths_met(path, "met") for path in paths]
        maybe = [paths_met(path, "unsure") for path in paths]
        if not all(chance(line) for one in maybe for line in one):
            vague += 1  # an open question that does not change the verdict: which rules were met is not claimed
            for line in {line for one in sure + maybe for line in one}:
                high[line] = high.get(line, 0) + max(a.get(line, 0) + b.get(line, 0) for a, b in zip(sure, maybe))
            continue
        for line in {line for one in sure + maybe for line in one}:
            low[line] = low.get(line, 0) + min(one.get(line, 0) for one in sure)
            high[line] = high.get(line, 0) + max(a.get(line, 0) + b.get(line, 0) for a, b in zip(sure, maybe))
    if unknown:
        return result
    for line, count in counters.items():
        least, most = low.get(line, 0), high.get(line, 0)
        result.compared += 1
        result.met += least
        if not least <= count <= most + 2 * vague:
            result.rules[line] = f"the kernel counted {count}, the evaluator {least}" + (f" to {most}" if most != least else "")
    return result


def flat(packets, fates, answer):
    """First packets and those that followed, with the ways of each."""
    all_packets, ways = list(packets), list(answer["packets"])
    for packet, paths in zip(packets, answer["packets"]):
        follower = fates[packet.number].follower
        if follower is not None:
            all_packets.append(follower)
            ways.append([way for path in paths if path["verdict"] != "UNDETERMINED" and not differs(packet, fates[packet.number], path)
                         for way in path["then"]])
    return all_packets, ways


def paths_met(path, kind):
    counts = {}
    for line in path[kind]:
        counts[line] = counts.get(line, 0) + 1
    return counts


def differs(packet, fate, path):
    """Empty when the kernel did what this path says."""
    verdict = path["verdict"]
    said = f"the evaluator says {verdict}" + (f" {path['how']}" if path["how"] else "")
    if verdict == "UNDETERMINED":
        return ""
    if verdict == "DROPPED":
        return "" if fate.at == "gone" else f"{said} ({path['reason']})"
    if verdict == "REJECTED":
        if packet.state == "invalid" and fate.at == "gone":
            return ""  # the kernel sends no error about a packet with a wrong checksum (nf_reject_ipv4.c)
        if getattr(packet, "kind", "") == "error" and fate.at == "gone":
            return ""  # an error is never answered by an error (RFC 1122, 3.2.2)
        return "" if fate.at == "rejected" and fate.how in map(told, path["how"].split(" or ")) else said
    if verdict != "DELIVERED" or fate.at not in ("host", "wire"):
        return said
    ported = packet.proto in ("tcp", "udp")
    seen = fate.seen
    if getattr(packet, "kind", "") == "error":
        inside = [seen.about.src, seen.about.sport, seen.about.dst, seen.about.dport]
        want = [*path["about"][0], *path["about"][1]]
        if packet.about[0] not in (6, 17):
            inside[3] = want[3] = 0
        if want[1] == 0 or want[3] == 0:
            return ""
        if inside != want:
            return f"{said} about {want}, the kernel's is about {inside}"
    ends = [(seen.src, seen.sport if ported else 0), (seen.dst, seen.dport if ported else 0)]
    want = [(ip, port if ported else 0) for ip, port in (path["src"], path["dst"])]
    if ported and want[0][1] == 0:  # the evaluator says that it is some port
        ends[0] = (seen.src, 0)
    said += f" as {want[0][0]}:{want[0][1]} -> {want[1][0]}:{want[1][1]}"
    if ends != want:
        return said
    if fate.mark != path["mark"] and not path["unsure"] and not fate.straight:
        return f"{said} with mark {path['mark']:#x}, the kernel's is {fate.mark:#x}"
    if fate.at == "wire" and fate.device and fate.device != (path["straight"] or packet.out):
        return f"{said}, but it left by {fate.device}"
    return ""
