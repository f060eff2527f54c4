#!/usr/bin/env python3
"""tiny — small captures made byte by byte: DNS look-ups, one a packet.

usage: tiny.py pcap|nano|big|pcapng OUT [PACKETS]
pcapng has two interfaces of different link types and odd time resolutions.
"""
import struct
import sys


def udp(number):
    labels = ["name%d" % number, "example", "com"]
    question = b"".join(bytes([len(l)]) + l.encode() for l in labels) + b"\0" + struct.pack(">HH", 1, 1)
    dns = struct.pack(">HHHHHH", number & 0xFFFF, 0x0100, 1, 0, 0, 0) + question
    datagram = struct.pack(">HHHH", 40000, 53, 8 + len(dns), 0) + dns
    head = struct.pack(">BBHHHBBH4s4s", 0x45, 0, 20 + len(datagram), 1, 0, 64, 17, 0,
                       bytes([10, 9, 0, 1]), bytes([10, 9, 0, 2]))
    return head + datagram


def ethernet(number):
    return b"\x02" * 6 + b"\x04" * 6 + b"\x08\x00" + udp(number)


def block(kind, body):
    body += b"\0" * (-len(body) % 4)
    size = 12 + len(body)
    return struct.pack("<II", kind, size) + body + struct.pack("<I", size)


def pcapng(count):
    yield block(0x0A0D0D0A, struct.pack("<IHHq", 0x1A2B3C4D, 1, 0, -1))
    # interface 0: Ethernet, nanoseconds; interface 1: raw IP, 2^-20 s
    yield block(1, struct.pack("<HHI", 1, 0, 65535) + struct.pack("<HHB3xHH", 9, 1, 9, 0, 0))
    yield block(1, struct.pack("<HHI", 101, 0, 65535) + struct.pack("<HHB3xHH", 9, 1, 0x80 | 20, 0, 0))
    for n in range(count):
        frame = ethernet(n) if n % 2 == 0 else udp(n)
        ticks = (1700000000 + n) * (10**9 if n % 2 == 0 else 2**20)
        yield block(6, struct.pack("<IIIII", n % 2, ticks >> 32, ticks & 0xFFFFFFFF, len(frame), len(frame))
                    + frame)


def pcap(order, magic, count):
    yield struct.pack(order + "IHHiIII", magic, 2, 4, 0, 0, 65535, 1)
    for n in range(count):
        frame = ethernet(n)
        yield struct.pack(order + "IIII", 1700000000 + n, 5, len(frame), len(frame)) + frame


kind, out = sys.argv[1], sys.argv[2]
count = int(sys.argv[3]) if len(sys.argv) > 3 else 4
parts = {
    "pcap": lambda: pcap("<", 0xA1B2C3D4, count),
    "nano": lambda: pcap("<", 0xA1B23C4D, count),
    "big": lambda: pcap(">", 0xA1B2C3D4, count),
    "pcapng": lambda: pcapng(count),
}[kind]()
with open(out, "wb") as f:
    for part in parts:
        f.write(part)
