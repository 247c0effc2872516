"""The few netlink questions a test asks many times: log this, forget all connections. Without a process for each."""
import os
import socket
import struct

NETLINK_NETFILTER = 12
REQUEST, ACK = 1, 4
LOG_PACKET, LOG_CONFIG = 0x400, 0x401
CONNTRACK_DELETE = 0x102
ACCOUNT_NEW = 0x700


def attribute(kind, data):
    return struct.pack("=HH", len(data) + 4, kind) + data + b"\0" * (-len(data) % 4)


def attributes(data):
    found, at = {}, 0
    while at + 4 <= len(data):
        length, kind = struct.unpack_from("=HH", data, at)
        if length < 4:
            break
        found[kind & 0x3FFF] = data[at + 4:at + length]
        at += length + 3 & ~3
    return found


def message(kind, flags, family, group, *attrs):
    body = struct.pack("=BBH", family, 0, socket.htons(group)) + b"".join(attrs)
    return struct.pack("=IHHII", len(body) + 16, kind, flags, 1, 0) + body


def answers(data):
    """(type, family, body) of each message."""
    at = 0
    while at + 16 <= len(data):
        length, kind = struct.unpack_from("=IH", data, at)
        if length < 16:
            return
        yield kind, data[at + 16:at + length]
        at += length + 3 & ~3


def ask(sock, request):
    sock.send(request)
    for kind, body in answers(sock.recv(65536)):
        if kind == 2:
            error = -struct.unpack_from("=i", body)[0]
            if error:
                raise OSError(error, os.strerror(error))


class Log:
    """Packets that rules of the test's own send to NFLOG group `group`."""

    def __init__(self, group):
        self.socket = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, NETLINK_NETFILTER)
        self.socket.setsockopt(socket.SOL_SOCKET, 33, 64 << 20)  # SO_RCVBUFFORCE
        self.socket.bind((0, 0))
        ask(self.socket, message(LOG_CONFIG, REQUEST | ACK, 0, group, attribute(1, b"\1")))
        ask(self.socket, message(LOG_CONFIG, REQUEST | ACK, 0, group, attribute(2, struct.pack("!IBB", 0xFFFF, 2, 0)),
                                 attribute(5, struct.pack("!I", 1))))
        self.socket.setblocking(False)

    def read(self):
        """All that came: (prefix, mark, payload)."""
        while True:
            try:
                data = self.socket.recv(1 << 17)
            except BlockingIOError:
                return
            for kind, body in answers(data):
                if kind == LOG_PACKET:
                    attrs = attributes(body[4:])
                    mark = struct.unpack("!I", attrs[2])[0] if 2 in attrs else 0
                    yield attrs[10].rstrip(b"\0").decode(), mark, attrs.get(9, b"")


class Conntrack:
    def __init__(self):
        self.socket = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, NETLINK_NETFILTER)
        self.socket.bind((0, 0))

    def flush(self):
        ask(self.socket, message(CONNTRACK_DELETE, REQUEST | ACK, 0, 0))


def account(name):
    """Makes a counter that `-m nfacct` may name."""
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, NETLINK_NETFILTER) as sock:
        sock.bind((0, 0))
        ask(sock, message(ACCOUNT_NEW, REQUEST | ACK | 0x400, 0, 0, attribute(1, name.encode() + b"\0")))  # NLM_F_CREATE
