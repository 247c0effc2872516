"""Ethernet frames of test packets, and what comes back: addresses, ports, the test packet's own number."""
import socket
import struct
from dataclasses import dataclass

MAGIC = b"pwkernel"
FIRST = 1000  # sequence number of the first packet
END_HERE = 0xFC  # TOS: the host under test drops it behind its last hook, so that it leaves no conntrack entry
ICMP, TCP, UDP, ICMP6 = 1, 6, 17, 58


def checksum(data):
    if len(data) % 2:
        data += b"\0"
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    total = (total >> 16) + (total & 0xFFFF)
    return ~(total + (total >> 16)) & 0xFFFF


def packed(address):
    return socket.inet_pton(socket.AF_INET6 if ":" in address else socket.AF_INET, address)


def shown(raw):
    return socket.inet_ntop(socket.AF_INET6 if len(raw) == 16 else socket.AF_INET, raw)


def ip_packet(packet, tos=0):
    """IP header, transport header, number. An INVALID packet is one with a wrong checksum (nf_conntrack_proto_udp.c)."""
    src, dst = packed(packet.src), packed(packet.dst)
    kind = getattr(packet, "kind", "")
    data = MAGIC + struct.pack("!I", packet.number)
    if kind == "error":
        return icmp_error(packet, data, tos)
    proto = {"tcp": TCP, "udp": UDP, "icmp": ICMP, "icmpv6": ICMP6}[packet.proto]
    if proto == TCP:
        body = bytearray(struct.pack("!HHIIBBHHH", packet.sport, packet.dport, *numbers(packet, kind), 64240, 0, 0) + data)
        at = 16
    elif proto == UDP:
        body = bytearray(struct.pack("!HHHH", packet.sport, packet.dport, 8 + len(data), 0) + data)
        at = 6
    else:
        body = bytearray(struct.pack("!BBHHH", *echo(proto, kind == "answer"), 0, packet.sport, 1) + data)
        at = 2
    pseudo = b"" if proto == ICMP else src + dst + struct.pack("!I", len(body)) + struct.pack("!I", proto)
    total = checksum(pseudo + bytes(body)) or 0xFFFF
    struct.pack_into("!H", body, at, (total ^ 0x5555 or 1) if packet.state == "invalid" else total)  # 0 would say that there is none
    return headed(src, dst, proto, bytes(body), packet.number, tos)


def headed(src, dst, proto, body, number, tos=0):
    """With an IP header before it."""
    if len(src) == 16:
        return struct.pack("!IHBB", 6 << 28 | tos << 20, len(body), proto, 64) + src + dst + body
    head = struct.pack("!BBHHHBBH", 0x45, tos, 20 + len(body), number + 1 & 0xFFFF, 0x4000, 64, proto, 0) + src + dst
    return head[:10] + struct.pack("!H", checksum(head)) + head[12:] + body


def numbers(packet, kind):
    """Sequence and acknowledgment number, header length and flags: a SYN, or the SYN-ACK for the first packet of the connection."""
    if kind == "answer":
        return FIRST + packet.number, FIRST + packet.number % 100_000 + 1, 5 << 4, 0x12
    return FIRST + packet.number % 100_000, 0, 5 << 4, 2


def echo(proto, answer):
    """Type and code of an echo request, or of its answer."""
    return ((0 if answer else 8) if proto == ICMP else 129 if answer else 128), 0


def icmp_error(packet, data, tos):
    """An ICMP error with the head of the packet that it is about, which carries this one's number."""
    proto, src, sport, dst, dport = packet.about
    source, target = packed(src), packed(dst)
    if proto == TCP:
        inner = struct.pack("!HHIIBBHHH", sport, dport, FIRST + packet.number % 100_000, 0, 5 << 4, 2, 64240, 0, 0)
    elif proto == UDP:
        inner = struct.pack("!HHHH", sport, dport, 8 + len(data), 0)
    else:
        inner = struct.pack("!BBHHH", *echo(proto, False), 0, sport, 1)
    inside = headed(source, target, proto, inner + data, packet.number)
    outer_proto = ICMP6 if len(source) == 16 else ICMP
    body = bytearray(struct.pack("!BBHI", *packet.error, 0, 1400 if packet.error in ((3, 4), (2, 0)) else 0) + inside)
    from_, to = packed(packet.src), packed(packet.dst)
    pseudo = b"" if outer_proto == ICMP else from_ + to + struct.pack("!I", len(body)) + struct.pack("!I", outer_proto)
    struct.pack_into("!H", body, 2, checksum(pseudo + bytes(body)))
    return headed(from_, to, outer_proto, bytes(body), packet.number, tos)


def ethernet(to, source, payload):
    kind = 0x86DD if payload[0] >> 4 == 6 else 0x0800
    return to + source + struct.pack("!H", kind) + payload


@dataclass(frozen=True)
class Seen:
    """Headers of a packet that came by. For an ICMP error `about` is the packet it carries."""
    proto: int
    src: str
    sport: int
    dst: str
    dport: int
    number: int = -1
    icmp: tuple = ()
    reset: bool = False
    about: object = None


def read(data):
    """A `Seen`, or None when it is no packet that we know."""
    try:
        if data[0] >> 4 == 6:
            proto, src, dst, body = data[6], data[8:24], data[24:40], data[40:]
        else:
            proto, src, dst, body = data[9], data[12:16], data[16:20], data[(data[0] & 15) * 4:]
        ends = lambda a, b: (shown(src), a, shown(dst), b)  # noqa: E731
        at = data.find(MAGIC)
        number = struct.unpack("!I", data[at + 8:at + 12])[0] if at >= 0 and at + 12 <= len(data) else -1
        if proto in (TCP, UDP):
            sport, dport = struct.unpack("!HH", body[:4])
            reset = proto == TCP and bool(body[13] & 4)
            if reset:  # it acknowledges our number, the SYN and the data (nf_reject_ipv4.c); its ports may be translated
                acknowledged, sequence = struct.unpack("!I", body[8:12])[0], struct.unpack("!I", body[4:8])[0]
                number = acknowledged - FIRST - 1 - len(MAGIC) - 4 if body[13] & 16 else sequence - FIRST - 1 + 100_000
            return Seen(proto, *ends(sport, dport), number, reset=reset)
        if proto in (ICMP, ICMP6):
            kind, code = body[0], body[1]
            error = kind in (3, 4, 5, 11, 12) if proto == ICMP else kind < 128
            about = read(body[8:]) if error else None
            return Seen(proto, *ends(0 if error else struct.unpack("!H", body[4:6])[0], 0), number, icmp=(kind, code), about=about)
        return Seen(proto, *ends(0, 0), number)
    except (IndexError, struct.error):
        return None
