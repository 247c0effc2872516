#!/usr/bin/env python3
"""Writes big inputs for scripts/bench; the same arguments always give the same bytes.

    generate.py pcap BYTES FILE        TCP conversations, most inside VXLAN as an overlay's underlay shows them
    generate.py iptables SERVICES FILE what kube-proxy (iptables mode) writes for that many Services of 3 endpoints
    generate.py nft SERVICES FILE      the same in nftables mode
    generate.py iptables10 / nft10 SERVICES FILE  the same with 10 endpoints and longer names; 10,000 Services are 56 and 33 MB
    generate.py node DUMP FILE         that dump as the next node may have it: another date, counters, 16 of its rules otherwise
    generate.py policies PODS FILE     pods in workloads of 50, and a tenth as many NetworkPolicies
    generate.py conntrack ENTRIES FILE what conntrack -L prints
    generate.py coredns BYTES FILE     a DNS server's log
    generate.py pods PODS FILE         kubectl get pods -A -o yaml
    generate.py bundle BYTES FILE      a tar of objects, rules, a capture and, for the most part, logs that name them
"""
import json
import os
import random
import struct
import sys
import tarfile
import tempfile

MAC = bytes.fromhex("02000000000a02000000000b")


def checksum(data):
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    total = (total & 0xFFFF) + (total >> 16)
    return ~(total + (total >> 16)) & 0xFFFF


def ipv4(src, dst, proto, payload, ident):
    head = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 20 + len(payload), ident & 0xFFFF, 0x4000, 64, proto, 0, src, dst)
    return head[:10] + struct.pack("!H", checksum(head)) + head[12:] + payload


def tcp(sport, dport, seq, ack, flags, payload):
    return struct.pack("!HHIIBBHHH", sport, dport, seq & 0xFFFFFFFF, ack & 0xFFFFFFFF, 0x50, flags, 64240, 0, 0) + payload


def conversation(rng):
    """Packets of one connection: handshake, requests and answers, both FINs."""
    client = bytes([10, 64, rng.randrange(64), rng.randrange(1, 255)])
    server = bytes([10, 96, rng.randrange(16), rng.randrange(1, 255)])
    sport, dport = rng.randrange(32768, 61000), rng.choice((80, 443, 8080, 5432, 6379))
    seq, ack = rng.getrandbits(32), rng.getrandbits(32)
    out = lambda flags, data=b"": (client, server, tcp(sport, dport, seq, ack, flags, data))
    back = lambda flags, data=b"": (server, client, tcp(dport, sport, ack, seq, flags, data))
    yield client, server, tcp(sport, dport, seq, 0, 0x02, b"")
    seq += 1
    yield back(0x12)
    ack += 1
    yield out(0x10)
    for _ in range(rng.randrange(1, 12)):
        request, answer = bytes(rng.randrange(40, 400)), bytes(rng.randrange(100, 1400))
        yield out(0x18, request)
        seq += len(request)
        yield back(0x18, answer)
        ack += len(answer)
    yield out(0x11)
    seq += 1
    yield back(0x11)
    ack += 1
    yield out(0x10)


def frames(rng):
    """Frames of 64 conversations at a time, mixed; seven of eight conversations run inside VXLAN (RFC 7348)."""
    live, ident = [], 0
    while True:
        while len(live) < 64:
            tunnel = None
            if rng.randrange(8):
                tunnel = (bytes([192, 168, 0, rng.randrange(1, 200)]), bytes([192, 168, 0, rng.randrange(1, 200)]))
            live.append((conversation(rng), tunnel))
        at = rng.randrange(len(live))
        packets, tunnel = live[at]
        step = next(packets, None)
        if step is None:
            live.pop(at)
            continue
        ident += 1
        frame = MAC + b"\x08\x00" + ipv4(step[0], step[1], 6, step[2], ident)
        if tunnel:
            vxlan = struct.pack("!II", 0x08000000, 1 << 8) + frame
            udp = struct.pack("!HHHH", 49152 + ident % 16384, 4789, 8 + len(vxlan), 0) + vxlan
            frame = MAC + b"\x08\x00" + ipv4(tunnel[0], tunnel[1], 17, udp, ident)
        yield frame


def pcap(size, path):
    rng, micros, written = random.Random(20), 0, 24
    with open(path, "wb", buffering=1 << 20) as file:
        file.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 262144, 1))
        for frame in frames(rng):
            if written >= size:
                break
            micros += rng.randrange(1, 60)
            file.write(struct.pack("<IIII", 1_790_000_000 + micros // 1_000_000, micros % 1_000_000, len(frame), len(frame)) + frame)
            written += 16 + len(frame)


def service(n, ends):
    """Namespace and name of a Service; with many endpoints, of the length that large clusters have."""
    return ("shop", f"service-{n}") if ends == 3 else (f"team-{n % 250:03d}", f"shipping-orders-frontend-{n:05d}")


def iptables(services, path, ends=3):
    rng, chains, rules = random.Random(21), [], []
    for n in range(services):
        space, label = service(n, ends)
        name, svc = f"{space}/{label}:http", f"KUBE-SVC-{n:016X}"
        address, pods = f"10.96.{n // 250 % 250}.{n % 250 + 1}", []
        chains.append(f":{svc} - [0:0]")
        rules.append(f'-A KUBE-SERVICES -d {address}/32 -p tcp -m comment --comment "{name} cluster IP" -m tcp --dport 80 -j {svc}')
        rules.append(f'-A {svc} ! -s 10.64.0.0/12 -d {address}/32 -p tcp -m comment --comment "{name} cluster IP" -m tcp --dport 80 -j KUBE-MARK-MASQ')
        for e in range(ends):
            pod, sep = f"10.{64 + rng.randrange(16)}.{rng.randrange(256)}.{rng.randrange(1, 255)}", f"KUBE-SEP-{n:013X}{e:03X}"
            chains.append(f":{sep} - [0:0]")
            chance = f"-m statistic --mode random --probability {1 / (ends - e):.11f} " if e < ends - 1 else ""
            rules.append(f'-A {svc} -m comment --comment "{name} -> {pod}:8080" {chance}-j {sep}')
            pods += [f'-A {sep} -s {pod}/32 -m comment --comment "{name}" -j KUBE-MARK-MASQ',
                     f'-A {sep} -p tcp -m comment --comment "{name}" -m tcp -j DNAT --to-destination {pod}:8080']
        rules += pods
    head = ["*nat", ":PREROUTING ACCEPT [0:0]", ":INPUT ACCEPT [0:0]", ":OUTPUT ACCEPT [0:0]", ":POSTROUTING ACCEPT [0:0]",
            ":KUBE-MARK-MASQ - [0:0]", ":KUBE-POSTROUTING - [0:0]", ":KUBE-SERVICES - [0:0]"]
    fixed = ['-A PREROUTING -m comment --comment "kubernetes service portals" -j KUBE-SERVICES',
             '-A OUTPUT -m comment --comment "kubernetes service portals" -j KUBE-SERVICES',
             "-A POSTROUTING -j KUBE-POSTROUTING", "-A KUBE-MARK-MASQ -j MARK --set-xmark 0x4000/0x4000",
             "-A KUBE-POSTROUTING -m mark ! --mark 0x4000/0x4000 -j RETURN",
             "-A KUBE-POSTROUTING -j MARK --set-xmark 0x4000/0x0", "-A KUBE-POSTROUTING -j MASQUERADE --random-fully"]
    with open(path, "w") as file:
        file.write("\n".join(head + chains + fixed + rules + ["COMMIT", ""]))


def nft(services, path, count=3):
    rng, elements, chains = random.Random(21), [], []
    for n in range(services):
        name = "/".join(service(n, count))
        address, chain, ends = f"10.96.{n // 250 % 250}.{n % 250 + 1}", f"service-{n:08X}-{name}/tcp/http", []
        elements.append(f"{address} . tcp . 80 : goto {chain}")
        for _ in range(count):
            pod = f"10.{64 + rng.randrange(16)}.{rng.randrange(256)}.{rng.randrange(1, 255)}"
            end = f"endpoint-{n:08X}-{name}/tcp/http__{pod}/{8080 + len(ends)}"
            chains.append(f"\tchain {end} {{\n\t\tip saddr {pod} jump mark-for-masquerade\n\t\tmeta l4proto tcp dnat to {pod}:8080\n\t}}\n")
            ends.append(end)
        choice = ", ".join(f"{i} : goto {end}" for i, end in enumerate(ends))
        chains.append(f"\tchain {chain} {{\n\t\tip daddr {address} tcp dport 80 ip saddr != 10.64.0.0/12 jump mark-for-masquerade\n"
                      f"\t\tnumgen random mod {count} vmap {{ {choice} }}\n\t}}\n")
    with open(path, "w") as file:
        file.write("table ip kube-proxy {\n\tmap service-ips {\n\t\ttype ipv4_addr . inet_proto . inet_service : verdict\n\t\telements = { "
                   + ",\n\t\t\t     ".join(elements) + " }\n\t}\n\n\tchain mark-for-masquerade {\n\t\tmeta mark set meta mark | 0x00004000\n\t}\n\n"
                   + "\tchain services {\n\t\tip daddr . meta l4proto . th dport vmap @service-ips\n\t}\n\n"
                   + "\tchain nat-prerouting {\n\t\ttype nat hook prerouting priority dstnat; policy accept;\n\t\tjump services\n\t}\n\n"
                   + "\n".join(chains) + "}\n")


def node(dump, path):
    """The dump of another node: what differs is drawn from its name."""
    rng = random.Random(os.path.basename(path))
    with open(dump) as file:
        lines = file.read().splitlines()
    rules = [at for at, line in enumerate(lines) if line.startswith("-A KUBE-SEP-")]
    for at in sorted(rng.sample(rules, 16), reverse=True):
        lines[at:at + 1] = [lines[at].replace("8080", "9090")] if rng.randrange(2) else []
    lines = [f"[{rng.randrange(1000)}:{rng.randrange(100000)}] {line}" if line.startswith("-A ") and rng.random() < 0.2
             else "[0:0] " + line if line.startswith("-A ") else line for line in lines]
    date = f"# Generated by iptables-save v1.8.9 (nf_tables) on Sat Nov 21 00:54:{rng.randrange(60):02d} 2026"
    with open(path, "w") as file:
        file.write("\n".join([date, *lines, ""]))


def policies(pods, path):
    """PODS pods in workloads of 50, and a tenth as many NetworkPolicies."""
    rng, items = random.Random(21), []
    spaces = max(1, pods // 1000)
    for n in range(spaces):
        items.append({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": f"ns{n}", "labels": {"kubernetes.io/metadata.name": f"ns{n}", "team": f"t{n % 4}"}}})
    for n in range(pods):
        app = n // 50
        items.append({"apiVersion": "v1", "kind": "Pod", "metadata": {
            "name": f"app{app}-{n % 50}", "namespace": f"ns{app % spaces}", "labels": {"app": f"app{app}", "tier": f"r{app % 5}", "pod-template-hash": "5d"},
            "ownerReferences": [{"kind": "ReplicaSet", "name": f"app{app}-5d", "controller": True}]},
            "spec": {"nodeName": f"node{n % 200}", "containers": [{"name": "c", "ports": [{"name": "http", "containerPort": 8000 + app % 7}]}]},
            "status": {"phase": "Running", "podIP": f"10.{64 + n // 65536}.{n // 256 % 256}.{n % 256}"}})
    apps = max(1, pods // 50)
    for n in range(pods // 10):
        app = rng.randrange(apps)
        peers = [{"podSelector": {"matchLabels": {"app": f"app{rng.randrange(apps)}"}}, "namespaceSelector": {"matchLabels": {"team": f"t{rng.randrange(4)}"}}},
                 {"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": f"ns{rng.randrange(spaces)}"}}},
                 {"ipBlock": {"cidr": f"198.{18 + n % 2}.{n // 2 % 256}.0/24"}}]
        side = ("ingress", "from") if n % 3 else ("egress", "to")
        items.append({"apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy", "metadata": {"name": f"np{n}", "namespace": f"ns{app % spaces}"}, "spec": {
            "podSelector": {"matchLabels": {"app": f"app{app}"}}, "policyTypes": [side[0].capitalize()],
            side[0]: [{side[1]: [peers[n % 3]], "ports": [{"port": "http"}, {"port": 5000 + n % 50, "endPort": 5100}]}]}})
    with open(path, "w") as file:
        json.dump({"apiVersion": "v1", "kind": "List", "items": items}, file, indent=1)


def logs(size, pods, path):
    """What kubelet, CoreDNS and an application write of the pods."""
    rng, written = random.Random(22), 0
    with open(path, "w") as file:
        while written < size:
            n = rng.randrange(pods)
            pod, space, ip = f"app{n // 50}-{n % 50}", f"ns{n // 50 % max(1, pods // 1000)}", f"10.{64 + n // 65536}.{n // 256 % 256}.{n % 256}"
            stamp = f"{written % 24:02d}:{written % 60:02d}:53.{written % 1000000:06d}"
            written += file.write(rng.choice((
                f'I1121 {stamp} 812 kubelet.go:2455] "SyncLoop (probe)" probe="readiness" status="ready" pod="{space}/{pod}"\n',
                f'[INFO] {ip}:{32768 + n % 28000} - {n} "A IN {pod.split("-")[0]}.{space}.svc.cluster.local. udp 58 false 512" NOERROR qr,aa,rd 114 0.000{n % 1000}s\n',
                f'2026-11-21T{stamp}Z INFO request from {ip} to http://{pod}.{space}:8080/v1/items?id={n} took {n % 900} ms trace={rng.getrandbits(64):016x}\n')))


def conntrack(entries, path):
    """Half translated connections to Services, a quarter lookups, a quarter direct."""
    rng = random.Random(23)
    with open(path, "w") as file:
        for n in range(entries):
            client, pod = f"10.64.{n // 250 % 250}.{n % 250 + 1}", f"10.65.{rng.randrange(256)}.{rng.randrange(1, 255)}"
            port, service = 32768 + n % 28000, f"10.96.{rng.randrange(20)}.{rng.randrange(1, 255)}"
            if n % 4 == 3:
                file.write(f"udp      17 {n % 120} src={client} dst={service} sport={port} dport=53 src={pod} dst={client} sport=53 dport={port} mark=0 use=1\n")
            else:
                to = pod if n % 4 == 2 else service
                file.write(f"tcp      6 {86400 - n % 1000} ESTABLISHED src={client} dst={to} sport={port} dport=80 src={pod} dst={client} sport=8080 dport={port} [ASSURED] mark=0 use=1\n")


def coredns(size, path):
    rng, written = random.Random(24), 0
    with open(path, "w") as file:
        while written < size:
            n = rng.randrange(20000)
            name, answer = (f"api{n % 300}.shop.svc.cluster.local.", "NOERROR") if n % 3 else (f"api{n % 300}.example.com.shop.svc.cluster.local.", "NXDOMAIN")
            written += file.write(f'[INFO] 10.{64 + n // 65536}.{n // 256 % 256}.{n % 256}:{32768 + rng.randrange(28000)} - {rng.randrange(65536)} '
                                  f'"A IN {name} udp 58 false 512" {answer} qr,aa,rd 114 0.000{rng.randrange(1000):03d}s\n')


def pods(count, path):
    with open(path, "w") as file:
        file.write("apiVersion: v1\nitems:\n")
        for n in range(count):
            app, ip = f"app{n // 50}", f"10.{64 + n // 65536}.{n // 256 % 256}.{n % 256}"
            labels = "".join(f"      {key}: {value}\n" for key, value in (("app", app), ("pod-template-hash", f"{n // 50:08x}"), ("tier", "back")))
            env = "".join(f"      - name: SETTING_{i}\n        value: \"{n * i}\"\n" for i in range(20))
            conditions = "".join(f"    - lastProbeTime: null\n      lastTransitionTime: \"2026-11-21T10:00:00Z\"\n      status: \"True\"\n      type: {kind}\n"
                                 for kind in ("Initialized", "Ready", "ContainersReady", "PodScheduled"))
            file.write(f"- apiVersion: v1\n  kind: Pod\n  metadata:\n    annotations:\n      cni.projectcalico.org/podIP: {ip}/32\n    labels:\n{labels}"
                       f"    name: {app}-{n % 50}\n    namespace: ns{n // 1000}\n    uid: {n:08x}-0000-4000-8000-000000000000\n  spec:\n    containers:\n"
                       f"    - args:\n      - --listen=:8080\n      env:\n{env}      image: registry.example/{app}:1.{n % 9}\n      name: main\n      ports:\n"
                       f"      - containerPort: 8080\n        name: http\n        protocol: TCP\n      resources: {{}}\n    nodeName: node{n % 200}\n"
                       f"  status:\n    conditions:\n{conditions}    hostIP: 192.168.0.{n % 200 + 1}\n    phase: Running\n    podIP: {ip}\n    podIPs:\n    - ip: {ip}\n")
        file.write("kind: List\nmetadata:\n  resourceVersion: \"\"\n")


def bundle(size, path):
    """Three fifths logs, a third packets, the rest objects and rules."""
    with tempfile.TemporaryDirectory() as work, tarfile.open(path, "w") as tar:
        pods = max(100, size // 50_000)
        parts = [("kubectl/pods.json", lambda file: policies(pods, file)), ("nodes/node1/iptables-save.txt", lambda file: iptables(pods // 10, file)),
                 ("logs/kube-system_kubelet-node1.log", lambda file: logs(size * 6 // 10, pods, file)), ("captures/node1.any.pcap", lambda file: pcap(size // 3, file))]
        for name, write in parts:
            file = os.path.join(work, "part")
            write(file)
            tar.add(file, arcname=name)


if __name__ == "__main__":
    if sys.argv[1] == "node":
        node(sys.argv[2], sys.argv[3])
        sys.exit()
    {"bundle": bundle, "pcap": pcap, "iptables": iptables, "nft": nft, "policies": policies, "conntrack": conntrack,
     "iptables10": lambda services, path: iptables(services, path, 10), "nft10": lambda services, path: nft(services, path, 10),
     "coredns": coredns, "pods": pods}[sys.argv[1]](int(sys.argv[2]), sys.argv[3])
