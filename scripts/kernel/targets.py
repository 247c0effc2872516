"""Random targets of iptables that a table and its hooks allow."""
from . import rare, seldom
from .ruleset import Part
from .world import PORTS

REJECTS = {False: ("icmp-net-unreachable", "icmp-host-unreachable", "icmp-port-unreachable", "icmp-proto-unreachable", "icmp-net-prohibited",
                   "icmp-host-prohibited", "icmp-admin-prohibited"),
           True: ("icmp6-no-route", "icmp6-adm-prohibited", "icmp6-addr-unreachable", "icmp6-port-unreachable", "icmp6-policy-fail", "icmp6-reject-route")}


def one(random, world, table, hooks, proto):
    """(target, protocol that it needs or "")."""
    makers = {"raw": [accept, drop, back, notrack, notrack, zone, nothing],
              "mangle": [accept, drop, back, mark, mark, mark, connmark, connmark, log, nothing, observer],
              "nat": [accept, back, translate, translate, translate, translate, nothing, log],
              "filter": [accept, accept, drop, drop, reject, reject, back, log, nothing, connmark],
              "security": [accept, drop, back, connmark]}[table]
    special = rare.target(random, world, table, hooks, proto) if random.random() < 0.04 else None
    special = special or (seldom.target(random, world, table, hooks, proto) if random.random() < 0.06 else None)
    return special or random.choice(makers)(random, world, hooks, proto)


def accept(random, world, hooks, proto):
    return Part("ACCEPT", "-j ACCEPT"), ""


def drop(random, world, hooks, proto):
    return Part("DROP", "-j DROP"), ""


def back(random, world, hooks, proto):
    return Part("RETURN", "-j RETURN"), ""


def nothing(random, world, hooks, proto):
    return Part("no target", ""), ""


def log(random, world, hooks, proto):
    return random.choice((Part("LOG", "-j LOG --log-prefix x"), Part("NFLOG", "-j NFLOG --nflog-group 99"))), ""


def observer(random, world, hooks, proto):
    if hooks == ("POSTROUTING",):
        return Part("CLASSIFY", "-j CLASSIFY --set-class 1:1"), ""
    return Part("TCPMSS", "-m tcp --tcp-flags SYN,RST SYN -j TCPMSS --set-mss 1000"), "tcp"


def notrack(random, world, hooks, proto):
    return random.choice((Part("CT --notrack", "-j CT --notrack"), Part("NOTRACK", "-j NOTRACK"))), ""


def zone(random, world, hooks, proto):
    return Part("CT --zone", f"-j CT --zone {random.randint(1, 9)}"), ""


def value(random):
    return random.choice(("0x1", "0x4000", "0x8000", "0x10000", "0xff", "0x4001"))


def mark(random, world, hooks, proto):
    form = random.choice(("--set-xmark", "--set-mark", "--or-mark", "--and-mark", "--xor-mark"))
    mask = random.choice(("", "/0x4000", "/0xff00", "/0xffffffff", "/0x0")) if form.startswith("--set") else ""
    return Part(f"MARK {form}", f"-j MARK {form} {value(random)}{mask}"), ""


def connmark(random, world, hooks, proto):
    form = random.choice(("--set-xmark", "--set-mark", "--or-mark", "--and-mark", "--xor-mark", "--save-mark", "--restore-mark", "--save-mark", "--restore-mark"))
    if form in ("--save-mark", "--restore-mark"):
        more = random.choice(("", " --nfmask 0x4000 --ctmask 0x4000", " --nfmask 0xff --ctmask 0xffff"))
        return Part(f"CONNMARK {form}", f"-j CONNMARK {form}{more}"), ""
    mask = random.choice(("", "/0x4000", "/0xff")) if form.startswith("--set") else ""
    return Part(f"CONNMARK {form}", f"-j CONNMARK {form} {value(random)}{mask}"), ""


def reject(random, world, hooks, proto):
    if random.random() < 0.3 and proto in ("", "tcp"):
        return Part("REJECT tcp-reset", "-j REJECT --reject-with tcp-reset"), "tcp"
    how = random.choice(REJECTS[world.v6])
    return Part(f"REJECT {how}", f"-j REJECT --reject-with {how}"), ""


def bracketed(world, address, port=""):
    return (f"[{address}]:{port}" if world.v6 else f"{address}:{port}") if port else address


def translate(random, world, hooks, proto):
    with_port = proto in ("", "tcp", "udp") and random.random() < 0.6
    needed = random.choice(("tcp", "udp")) if with_port and not proto else proto if with_port else ""
    if hooks[0] in ("PREROUTING", "OUTPUT"):
        target = destination(random, world, with_port)
    else:
        target = source(random, world, with_port, hooks)
    return target, needed


def last(address, world, more):
    head, _, tail = address.rpartition(":" if world.v6 else ".")
    return f"{head}:{int(tail, 16) + more:x}" if world.v6 else f"{head}.{int(tail) + more}"


def destination(random, world, with_port):
    if random.random() < 0.25:
        port = random.choice(PORTS)
        if not with_port:
            return Part("REDIRECT", "-j REDIRECT")
        return random.choice((Part("REDIRECT port", f"-j REDIRECT --to-ports {port}"), Part("REDIRECT port range", f"-j REDIRECT --to-ports {port}-{port + 3}")))
    address = random.choice((*world.far, *world.far, *world.local[2:]))
    port = random.choice(PORTS)
    if random.random() < 0.15:
        return Part("DNAT range", f"-j DNAT --to-destination {address}-{last(address, world, 2)}") if not address.endswith(("::1", "::")) else Part(
            "DNAT", f"-j DNAT --to-destination {address}")
    if not with_port:
        return Part("DNAT", f"-j DNAT --to-destination {address}")
    form = random.random()
    if form < 0.05:
        base = random.choice((port, 1, 60000))
        return Part("DNAT port shifted", f"-j DNAT --to-destination {bracketed(world, address, f'{port}-{port + 4}/{base}')}")
    if form < 0.15:
        return Part("DNAT port range", f"-j DNAT --to-destination {bracketed(world, address, f'{port}-{port + 4}')}")
    if form < 0.3:
        return Part("DNAT only port", f"-j DNAT --to-destination :{port}")
    return Part("DNAT port", f"-j DNAT --to-destination {bracketed(world, address, port)}")


def source(random, world, with_port, hooks):
    port = random.randint(20000, 60000)
    if "POSTROUTING" in hooks and len(hooks) == 1 and random.random() < 0.5:
        if with_port and random.random() < 0.5:
            return random.choice((Part("MASQUERADE port", f"-j MASQUERADE --to-ports {port}-{port + 9}"), Part("MASQUERADE port", f"-j MASQUERADE --to-ports {port}")))
        return random.choice((Part("MASQUERADE", "-j MASQUERADE"), Part("MASQUERADE", "-j MASQUERADE"), Part("MASQUERADE --random-fully", "-j MASQUERADE --random-fully")))
    address = random.choice((world.own["srv0"][0].split("/")[0], world.own["eth0"][0].split("/")[0], world.far[0]))
    if with_port and random.random() < 0.5:
        return random.choice((Part("SNAT port", f"-j SNAT --to-source {bracketed(world, address, port)}"),
                              Part("SNAT port", f"-j SNAT --to-source {bracketed(world, address, f'{port}-{port + 9}')}")))
    return Part("SNAT", f"-j SNAT --to-source {address}")
