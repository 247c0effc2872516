"""Random ipsets of the types this kernel has, with members that packets often meet."""
from .ruleset import IpSet
from .world import CLIENT_DEVICES, DEVICES, PORTS

KINDS = ("hash:ip", "hash:net", "hash:ip,port", "hash:net,port", "hash:ip,port,ip", "hash:ip,port,net", "hash:net,iface", "bitmap:port", "bitmap:ip")


def generate(random, world):
    kinds = [kind for kind in KINDS if kind != "bitmap:ip" or not world.v6]
    sets = [one(random, world, f"S{number}", random.choice(kinds)) for number in range(random.choice((1, 2, 3)))]
    plain = [s for s in sets if s.kind in ("hash:ip", "hash:net", "bitmap:ip", "hash:ip,port", "hash:net,port")]
    if plain and random.random() < 0.3:
        sets.append(IpSet("L0", "list:set", "", tuple(s.name for s in random.sample(plain, min(2, len(plain))))))
    return tuple(sets)


def one(random, world, name, kind):
    family = " family inet6" if world.v6 else " family inet"
    if kind == "bitmap:port":
        return IpSet(name, kind, "range 0-65535", tuple(sorted({str(random.choice(PORTS)) for _ in range(3)})))
    if kind == "bitmap:ip":
        base = random.choice(world.far).rsplit(".", 1)[0]
        return IpSet(name, kind, f"range {base}.0-{base}.255", tuple(sorted({f"{base}.{random.choice((5, 6, 10, 140))}" for _ in range(2)})))
    parts = kind.split(":")[1].split(",")
    members = {",".join(dimension(random, world, part) for part in parts) for _ in range(random.randint(1, 8))}
    if "net" in parts and parts[0] == "net" and random.random() < 0.5:
        wide = "::/1" if world.v6 else "10.0.0.0/9"
        rest = "".join("," + dimension(random, world, part) for part in parts[1:])
        members.add(wide + rest)
        members |= {dimension(random, world, "net") + rest + " nomatch"}
    options = family + (random.choice(("", " timeout 3600")) if "iface" not in parts else "")
    members = {m for m in members if m.endswith("nomatch") or m + " nomatch" not in members}
    return IpSet(name, kind, options.strip(), tuple(sorted(members)))


def dimension(random, world, part):
    if part == "ip":
        return random.choice(world.addresses())
    if part == "net":
        return f"{random.choice(world.addresses())}/{random.choice((64, 48, 128, 112) if world.v6 else (24, 16, 32, 28))}"
    if part == "port":
        return random.choice(("tcp:", "tcp:", "udp:")) + str(random.choice(PORTS))
    return random.choice((*CLIENT_DEVICES, *DEVICES))
