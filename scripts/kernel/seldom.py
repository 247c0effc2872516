"""Matches, targets, expressions and statements that nodes seldom have, as tables: what each needs, and where it may stand. Many are left open; none may be answered wrongly."""
from .ruleset import Part

IN, OUT = {"PREROUTING", "INPUT", "FORWARD"}, {"OUTPUT", "POSTROUTING", "FORWARD"}
ANY = IN | OUT
BOTH, V4_ONLY, V6_ONLY = (False, True), (False,), (True,)

# name, text, protocol it needs, hooks it may stand in, families
MATCHES = (
    ("-m dscp", "-m dscp --dscp 0x2e", "", ANY, BOTH), ("-m dscp !", "-m dscp ! --dscp 0x2e", "", ANY, BOTH), ("-m tos", "-m tos --tos 0x10", "", ANY, BOTH),
    ("-m u32", "-m u32 --u32 0x0=0x1", "", ANY, BOTH), ("-m string", "-m string --string pwkernel --algo bm", "", ANY, BOTH),
    ("-m bpf", '-m bpf --bytecode "1,6 0 0 0"', "", ANY, BOTH), ("-m time", "-m time --timestart 01:00:00", "", ANY, BOTH),
    ("-m cgroup", "-m cgroup --cgroup 1", "", {"OUTPUT", "POSTROUTING"}, BOTH), ("-m policy --pol none", "-m policy --dir in --pol none", "", IN, BOTH),
    ("-m policy --pol ipsec", "-m policy --dir in --pol ipsec", "", IN, BOTH), ("-m policy --pol none", "-m policy --dir out --pol none", "", OUT, BOTH),
    ("-m policy --pol ipsec", "-m policy --dir out --pol ipsec", "", OUT, BOTH),
    ("-m connbytes", "-m connbytes --connbytes 10 --connbytes-dir both --connbytes-mode packets", "", ANY, BOTH),
    ("-m connlabel", "-m connlabel --label 1", "", ANY, BOTH), ("-m connlabel !", "-m connlabel ! --label 1", "", ANY, BOTH),
    ("-m cluster", "-m cluster --cluster-total-nodes 2 --cluster-local-node 1 --cluster-hash-seed 1", "", ANY, BOTH),
    ("-m cpu", "-m cpu --cpu 0", "", ANY, BOTH), ("-m helper", "-m helper --helper ftp", "", ANY, BOTH), ("-m helper !", "-m helper ! --helper ftp", "", ANY, BOTH),
    ("-m devgroup --src-group", "-m devgroup --src-group 0x7", "", IN, BOTH), ("-m esp", "-m esp --espspi 1", "esp", ANY, BOTH),
    ("-m ah", "-m ah --ahspi 1", "ah", ANY, V4_ONLY), ("-m ah", "-m ah --ahspi 1", "", ANY, V6_ONLY), ("-m ipcomp", "-m ipcomp --ipcompspi 1", "ipcomp", ANY, BOTH),
    ("-m sctp --dport", "-m sctp --dport 80", "sctp", ANY, BOTH), ("-m dccp --dport", "-m dccp --dport 80", "dccp", ANY, BOTH),
    ("-m osf", "-m osf --genre Linux", "tcp", IN, V4_ONLY), ("-m tcpmss", "-m tcpmss --mss 100:2000", "tcp", ANY, BOTH),
    ("-m tcpmss !", "-m tcpmss ! --mss 100:2000", "tcp", ANY, BOTH), ("-m tcp --tcp-option", "-m tcp --tcp-option 2", "tcp", ANY, BOTH),
    ("-m tcp ! --tcp-option", "-m tcp ! --tcp-option 2", "tcp", ANY, BOTH), ("-f", "-f", "", ANY, V4_ONLY), ("! -f", "! -f", "", ANY, V4_ONLY),
    ("-m recent --update", "-m recent --update --seconds 60 --name NEVER --rsource", "", ANY, BOTH),
    ("-m recent ! --update", "-m recent ! --update --name NEVER --rdest", "", ANY, BOTH), ("-m nfacct", "-m nfacct --nfacct-name counted", "", ANY, BOTH),
    ("-m eui64", "-m eui64", "", IN, V6_ONLY), ("-m frag", "-m frag --fragid 5", "", ANY, V6_ONLY), ("-m rt", "-m rt --rt-type 0", "", ANY, V6_ONLY),
    ("-m rt !", "-m rt ! --rt-type 0", "", ANY, V6_ONLY), ("-m dst", "-m dst --dst-len 8", "", ANY, V6_ONLY), ("-m hbh", "-m hbh --hbh-len 8", "", ANY, V6_ONLY),
    ("-m mh", "-m mh --mh-type 1", "mh", ANY, V6_ONLY), ("-m srh", "-m srh --srh-next-hdr 6", "", ANY, V6_ONLY),
    ("-m realm", "-m realm --realm 0x1", "", {"INPUT", "FORWARD", "OUTPUT", "POSTROUTING"}, BOTH),
    ("-m connmark --mark, wide", "-m connmark ! --mark 0x1/0xffff0000", "", ANY, BOTH),
)

# name, text ({gateway} is a neighbour), protocol it needs, tables, hooks, families
TARGETS = (
    ("SET --add-set", "-j SET --add-set {set} src", "", ("mangle", "filter", "nat"), ANY, BOTH), ("SET --del-set", "-j SET --del-set {set} dst", "", ("mangle", "filter"), ANY, BOTH),
    ("TEE", "-j TEE --gateway {gateway}", "", ("mangle", "filter"), ANY, BOTH), ("CT --helper", "-j CT --helper ftp", "tcp", ("raw",), ANY, BOTH),
    ("DSCP", "-j DSCP --set-dscp 0x2e", "", ("mangle",), ANY, BOTH), ("TOS", "-j TOS --set-tos 0x4", "", ("mangle",), ANY, BOTH),
    ("ECN", "-j ECN --ecn-tcp-remove", "tcp", ("mangle",), ANY, V4_ONLY), ("TCPOPTSTRIP", "-j TCPOPTSTRIP --strip-options mss", "tcp", ("mangle",), ANY, BOTH),
    ("AUDIT", "-j AUDIT --type accept", "", ("mangle", "filter"), ANY, BOTH), ("CONNSECMARK", "-j CONNSECMARK --save", "", ("mangle",), ANY, BOTH),
    ("DNPT", "-j DNPT --src-pfx fd00:96::/48 --dst-pfx fd00:9::/48", "", ("mangle",), {"PREROUTING"}, V6_ONLY),
    ("DNPT", "-j DNPT --src-pfx 2001:db8:7::/64 --dst-pfx fd00:8:0:5::/64", "", ("mangle",), {"PREROUTING"}, V6_ONLY),
    ("SNPT", "-j SNPT --src-pfx fd00:1::/48 --dst-pfx 2001:db8:9::/56", "", ("mangle",), {"POSTROUTING"}, V6_ONLY),
)
FILLED = {False: "filled4", True: "filled6"}
OBJECTS = "".join(f"create {name} hash:ip family inet{'6' if v6 else ''}\n" for v6, name in FILLED.items())

# text, protocol it needs, hooks; every family
SIDES = {"in": {"prerouting", "input", "forward"}, "out": {"output", "postrouting", "forward"}, "any": {"prerouting", "input", "forward", "output", "postrouting"}}
EXPRESSIONS = (
    ("@th,16,16 80", "tcp", "any"), ("@th,16,16 != 80", "udp", "any"), ("ct label 1", "", "any"), ("meta ipsec missing", "", "in"), ("meta ipsec exists", "", "in"),
    ("ipsec in reqid 1", "", "in"), ("rt ipsec missing", "", "out"), ("rt classid 1", "", "out"), ("rt mtu 1400-1500", "", "out"), ('osf name "Linux"', "tcp", "in"), ('ct helper "ftp"', "", "any"),
    ('ct helper != "ftp"', "", "any"), ("ct expiration > 30s", "", "any"), ("ct bytes > 100", "", "any"), ("ct original packets < 1", "", "any"), ("ct avgpkt > 100", "", "any"),
    ("ct id 1", "", "any"), ("ct l3proto != ipv6", "", "any"), ("tcp option maxseg size 1-2000", "tcp", "any"), ("tcp option sack-perm exists", "tcp", "any"),
    ("tcp option maxseg missing", "tcp", "any"), ("sctp dport 80", "", "any"), ("tcp sequence 5", "tcp", "any"), ("tcp window 64240", "tcp", "any"), ("tcp window != 64240", "tcp", "any"),
    ("ether saddr 02:00:00:00:02:00", "", "in"), ("ip id 5", "", "any"), ("ip checksum 5", "", "any"), ("ip dscp 46", "", "any"), ("ip dscp != 46", "", "any"), ("ip ecn ect0", "", "any"),
    ("ip length > 20", "", "any"), ("ip length < 20", "", "any"), ("ip6 flowlabel 5", "", "any"), ("ip6 dscp 46", "", "any"), ("ip6 length > 5", "", "any"),
    ("socket mark 1", "", "in"), ("socket wildcard 1", "", "in"), ("fib daddr . iif type local", "", "in"), ("fib daddr . oif type local", "", "out"),
    ('fib daddr oifname "eth0"', "", "in"), ("meta cpu 0", "", "any"), ("meta hour 01:00-02:00", "", "any"), ("meta day 1", "", "any"), ("meta priority 1:1", "", "any"),
    ("meta random < 100", "", "any"), ("meta iif eth0", "", "in"), ("meta oif srv0", "", "out"), ("meta iifgroup 7", "", "in"), ("meta oifgroup 7", "", "out"), ("meta cgroup 5", "", "any"),
    ("meta iiftype ether", "", "in"), ("meta iiftype loopback", "", "in"), ("meta protocol ip", "", "any"), ("meta protocol ip6", "", "any"), ("meta skgid 5", "", "out"),
    ("ct reply ip saddr 10.8.0.5", "", "any"), ("ct reply ip6 saddr fd00:8::5", "", "any"), ("ct original protocol != udp", "", "any"), ("ct count over 5", "", "any"), ("tcp checksum 5", "tcp", "any"),
    ("icmp id 5", "", "any"), ("icmpv6 id 5", "", "any"), ("icmp sequence 1", "", "any"), ("tcp flags syn / fin,syn,rst,ack", "tcp", "any"), ("tcp flags != syn / fin,syn,rst,ack", "tcp", "any"),
    ("tcp option timestamp exists", "tcp", "any"), ("frag more-fragments 1", "", "any"), ("dst nexthdr 6", "", "any"), ("mh type 1", "", "any"), ("srh segments-left 1", "", "any"),
    ("udp checksum != 5", "udp", "any"), ("udplite dport 80", "", "any"), ("dccp dport 80", "", "any"), ("esp spi 5", "", "any"), ("ah spi 5", "", "any"), ("comp cpi 5", "", "any"),
)
# text ({gateway} is a neighbour), protocol it needs; chains of the type filter
STATEMENTS = (
    ("dup to {gateway}", ""), ('dup to {gateway} device "srv1"', ""), ("ct label set 1", ""), ("{ip} dscp set 46", ""), ("meta priority set 1:1", ""), ("meta nftrace set 1", ""),
    ("continue", ""), ("jump {{ tcp dport 80 drop; }}", ""), ("goto {{ udp dport 53 drop; }}", ""), ("jump {{ meta mark set 0x1; return; }}", ""), ("ct event set new", ""),
    ("tcp option maxseg size set 1000", "tcp"), ("add @seen {{ {ip} saddr limit rate over 10/second }} drop", ""),
    ("meta mark set ct original packets", ""), ("meta mark set {ip} saddr map {{ {one} : 0x1 }}", ""),
)


def match(random, world, table, hooks, sets):
    """(what it needs, match), or None when the one that was drawn may not stand there."""
    name, text, proto, allowed, families = random.choice(MATCHES)
    if world.v6 not in families or not set(hooks) <= allowed:
        return None
    return Part("-p", f"-p {proto}") if proto else None, Part(name, text)


def target(random, world, table, hooks, proto):
    """(target, protocol that it needs), or None."""
    name, text, needed, tables, allowed, families = random.choice(TARGETS)
    if world.v6 not in families or table not in tables or not set(hooks) <= allowed or needed and proto not in ("", needed):
        return None
    return Part(name, text.format(gateway=world.gateways["srv0"], set=FILLED[world.v6])), needed


def expression(random, world, hook, sets):
    text, proto, side = random.choice(EXPRESSIONS)
    words = text.split()
    other = "ip6" if not world.v6 else "ip"
    foreign = other in words[:3] or words[0] in (("icmp",) if world.v6 else ("icmpv6", "frag", "dst", "mh", "srh", "hbh", "rt0")) or world.v6 and words[0] == "osf"
    if hook not in SIDES[side] or foreign:
        return None
    return Part(" ".join(word for word in words[:2] if word != "!=").replace("ip6 ", "ip "), (f"meta l4proto {proto} " if proto else "") + text)


def statement(random, world, inet):
    text, proto = random.choice(STATEMENTS)
    if inet and text.startswith("dup"):
        text = "continue"
    family = "ip6" if world.v6 else "ip"
    text = text.format(gateway=world.gateways["srv0"], ip=family, one=world.clients["eth0"][0])
    name = text.split(" {")[0] + " {}" if text.startswith(("jump", "goto")) else "add @ with limit" if text.startswith("add") else "dup" if text.startswith("dup") else (
        " ".join(text.split()[:3 if " set " in text else 2]).replace("ip6 ", "ip "))
    return Part(name, f"counter {text}"), (Part("meta l4proto", f"meta l4proto {proto}"),) if proto else ()
