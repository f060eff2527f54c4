#!/usr/bin/python3
"""Calls Kindward on the system bus as no friend would, without any library in between.

flood.py CONNECTIONS            calls without end, as fast as the bus takes it, until SIGTERM; says
                                "refused" when it is for the first time
flood.py --listen CONNECTIONS   subscribes with each of them, says how many were let, and keeps them
                                open until SIGTERM

Prints "sent N refused M" at its end, where refused are the answers org.kindward.Error.TooMany.
"""
import os
import select
import signal
import socket
import struct
import sys

NAME, PATH = "org.kindward.Agent1", "/org/kindward/Agent1"
BUS = ("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus")
REPLY_TO_2 = b"\x05\x01u\0\x02\0\0\0"  # the header field REPLY_SERIAL
TOO_MANY = b"org.kindward.Error.TooMany"


def string(s):
    return struct.pack("<I", len(s)) + s.encode() + b"\0"


def padded(b):
    return b + bytes(-len(b) % 8)


def field(code, kind, value):
    """A header field: its code and a variant (D-Bus Specification, Message Format)."""
    body = bytes([len(value)]) + value.encode() + b"\0" if kind == "g" else string(value)
    return bytes([code, 1]) + kind.encode() + b"\0" + body


def call(serial, method, signature="", body=b"", to=(NAME, PATH, NAME)):
    fields = b""
    for one in (field(1, "o", to[1]), field(2, "s", to[2]), field(3, "s", method), field(6, "s", to[0]),
                *([field(8, "g", signature)] if signature else [])):
        fields = padded(fields) + one
    head = struct.pack("<cBBBIII", b"l", 1, 0, 1, len(body), serial, len(fields))
    return padded(head + fields) + body


def connect():
    s = socket.socket(socket.AF_UNIX)
    s.connect(os.environ["DBUS_SYSTEM_BUS_ADDRESS"].split("=", 1)[1])
    s.sendall(b"\0AUTH EXTERNAL " + str(os.getuid()).encode().hex().encode() + b"\r\n")
    s.recv(256)
    s.sendall(b"BEGIN\r\n" + call(1, "Hello", to=BUS))
    s.recv(4096)
    return s


def listen(n):
    kept = [connect() for _ in range(n)]
    let = 0
    for s in kept:
        s.sendall(call(2, "Subscribe"))
        answer = b""
        while REPLY_TO_2 not in answer:
            answer += s.recv(4096)
        let += TOO_MANY not in answer
    print("let", let, flush=True)
    signal.pause()


def flood(n):
    large = string("x" * 60000)
    calls = [call(2, "Mine"), call(3, "Status"), call(4, "Subscribe"), call(5, "NoSuchMethod"),
             call(6, "Log", "s", string("Mia")),
             call(7, "Why", "ss", string("Mia") + large),
             call(8, "Get", "ss", string(NAME) + string("Children"),
                  (NAME, PATH, "org.freedesktop.DBus.Properties"))]
    block, sent, refused = b"".join(calls), 0, 0
    left = {s: b"" for s in (connect() for _ in range(n))}
    ended = []
    signal.signal(signal.SIGTERM, lambda *_: ended.append(True))
    while not ended:
        readable, writable, _ = select.select(left, left, [], 0.2)
        for s in readable:
            before, refused = refused, refused + s.recv(1 << 16).count(TOO_MANY)
            if before == 0 < refused:
                print("refused", flush=True)
        for s in writable:
            if not left[s]:
                left[s] = block
                sent += len(calls)
            left[s] = left[s][s.send(left[s][:1 << 15]):]
    print("sent", sent, "refused", refused, flush=True)


if __name__ == "__main__":
    if sys.argv[1] == "--listen":
        listen(int(sys.argv[2]))
    else:
        flood(int(sys.argv[1]))
