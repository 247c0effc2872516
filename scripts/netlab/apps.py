"""Programs that run inside the namespaces: `serve` (TCP, UDP and DNS listeners of a pod) and `ask` (a client's probes).

    python3 apps.py serve CONFIG.json        python3 apps.py ask PROBES.json   -> results as JSON on stdout
"""
import json
import socket
import struct
import sys
import threading
import time

TIMEOUT = 4  # seconds a client waits: longer than the kernel takes to say that nobody answers for an address (3 s)


# --- servers ------------------------------------------------------------------------------------------------------------

def serve(config):
    for listener in config["listeners"]:
        kind = socket.SOCK_DGRAM if listener["protocol"] == "UDP" else socket.SOCK_STREAM
        sock = socket.socket(socket.AF_INET, kind)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind((config["bind"], listener["port"]))
        if kind == socket.SOCK_STREAM:
            sock.listen(64)
            work = tcp
        else:
            work = dns if listener["port"] == 53 else udp
        threading.Thread(target=work, args=(sock, config), daemon=True).start()
    threading.Event().wait()


def tcp(sock, config):
    while True:
        peer, _ = sock.accept()
        threading.Thread(target=answer, args=(peer, config), daemon=True).start()


def answer(peer, config):
    with peer:
        peer.settimeout(5)
        try:
            if peer.recv(2048):
                body = config["name"].encode() + b"\n"
                peer.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s" % (len(body), body))
        except OSError:
            pass  # the client gave up; it records why


def udp(sock, config):
    while True:
        _, peer = sock.recvfrom(2048)
        sock.sendto(config["name"].encode(), peer)


def dns(sock, config):
    """A and AAAA of the zone; the log has CoreDNS's `log` plugin form behind kubectl's --timestamps."""
    log = open(config["log"], "a", buffering=1)
    stamp = lambda: time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime()) + f".{time.time_ns() % 10**9:09d}Z"
    for line in ".:53", "[INFO] plugin/reload: Running configuration SHA512 = " + "5e" * 64, "CoreDNS-1.11.3", "linux/amd64, go1.21.11, a6338e9":
        log.write(f"{stamp()} {line}\n")
    while True:
        query, peer = sock.recvfrom(4096)
        begun = time.perf_counter()
        labels, at = [], 12
        while query[at]:
            labels.append(query[at + 1:at + 1 + query[at]].decode())
            at += 1 + query[at]
        question, (qtype,) = query[12:at + 5], struct.unpack("!H", query[at + 1:at + 3])
        name = ".".join(labels) + "."
        address = config["zone"].get(name.lower())
        rcode = 0 if address else 3
        records = b""
        if address and qtype == 1:
            records = b"\xc0\x0c" + struct.pack("!HHIH", 1, 1, 30, 4) + socket.inet_aton(address)
        reply = query[:2] + struct.pack("!HHHHH", 0x8500 | rcode, 1, bool(records), 0, 0) + question + records
        sock.sendto(reply, peer)
        kind = {1: "A", 28: "AAAA"}.get(qtype, f"TYPE{qtype}")
        log.write(f'{stamp()} [INFO] {peer[0]}:{peer[1]} - {struct.unpack("!H", query[:2])[0]} "{kind} IN {name} udp {len(query)} false 512" '
                  f'{"NXDOMAIN" if rcode else "NOERROR"} qr,aa,rd {len(reply)} {time.perf_counter() - begun:.9f}s\n')


# --- clients ------------------------------------------------------------------------------------------------------------

def resolve(name, results):
    """As glibc would with ndots:5: every search domain first, A only. Returns an address or sets the outcome."""
    with open("/etc/resolv.conf") as file:
        lines = [line.split() for line in file if line.strip()]
    server = next(line[1] for line in lines if line[0] == "nameserver")
    search = next((line[1:] for line in lines if line[0] == "search"), [])
    candidates = [f"{name}.{domain}." for domain in search] + [name + "."] if name.count(".") < 5 else [name + "."]
    for number, candidate in enumerate(candidates):
        query = struct.pack("!HHHHHH", 4096 + number, 0x0100, 1, 0, 0, 0)
        query += b"".join(bytes([len(label)]) + label.encode() for label in candidate.split(".")) + struct.pack("!HH", 1, 1)
        sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        sock.settimeout(TIMEOUT)
        try:
            sock.connect((server, 53))
            sock.send(query)
            reply = sock.recv(4096)
        except OSError as error:
            results.append("dns_" + outcome_of(error))
            return None
        finally:
            sock.close()
        if reply[3] & 15 == 0 and struct.unpack("!H", reply[6:8])[0]:
            return socket.inet_ntoa(reply[-4:])
    results.append("nxdomain")
    return None


def outcome_of(error):
    if isinstance(error, ConnectionRefusedError):
        return "refused"
    if isinstance(error, ConnectionResetError):
        return "reset"
    if isinstance(error, TimeoutError):
        return "timeout"
    return "unreachable" if error.errno in (101, 113) else f"errno-{error.errno}"


def attempt(probe, outcomes, servers):
    address = probe["address"]
    if not address[0].isdigit():
        address = resolve(address, outcomes)
        if not address:
            return
    kind = socket.SOCK_DGRAM if probe["protocol"] == "UDP" else socket.SOCK_STREAM
    with socket.socket(socket.AF_INET, kind) as sock:
        sock.settimeout(TIMEOUT)
        try:
            sock.connect((address, probe["port"]))
            sock.sendall(b"GET / HTTP/1.1\r\nHost: lab\r\n\r\n" if kind == socket.SOCK_STREAM else b"hello")
            reply = sock.recv(2048)
            outcomes.append("ok" if reply else "closed")
            servers.append(reply.decode(errors="replace").rsplit("\n", 2)[-2] if kind == socket.SOCK_STREAM else reply.decode())
        except OSError as error:
            outcomes.append(outcome_of(error))


def ask(probes):
    """All probes and all their repetitions at the same time: a case must not last the sum of its timeouts."""
    for probe in probes:
        probe["outcomes"], probe["servers"] = [], []
        probe["threads"] = [threading.Thread(target=attempt, args=(probe, probe["outcomes"], probe["servers"])) for _ in range(probe["repeat"])]
        for thread in probe["threads"]:
            thread.start()
            time.sleep(0.02)  # apart, so that captures read well
    for probe in probes:
        for thread in probe.pop("threads"):
            thread.join()
    json.dump(probes, sys.stdout)


if __name__ == "__main__":
    with open(sys.argv[2]) as source:
        {"serve": serve, "ask": ask}[sys.argv[1]](json.load(source))
