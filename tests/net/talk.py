#!/usr/bin/env python3
"""Two ends of a connection, for the tests of the rules.

talk.py serve FILE            answers on TCP 443 and 53 and UDP 443 and 53; how each TCP connection
                              ended comes into FILE, a word a line: closed or reset; to
                              one who is silent for 0.4 s it speaks first
talk.py tcp|udp ADDRESS PORT [N [PAUSE]]
                              says a hello and N (1) short words, each answered; prints how it
                              ended, the milliseconds from the hello on, and exits 0 (answered),
                              3 (refused by reset or ICMP) or 4 (nothing came)
"""
import os
import socket
import socketserver
import sys
import threading
import time

HELLO = b"H" * 600
PATIENCE_S = float(os.environ.get("PATIENCE_S", 8))  # of a busy machine
REMINDER = b"anyone??"  # no answer to anything


def family(address):
    return socket.AF_INET6 if ":" in address else socket.AF_INET


def serve(path):
    ends = open(path, "a", buffering=1)

    class Tcp(socketserver.BaseRequestHandler):
        def handle(self):
            self.request.settimeout(0.4)
            try:
                while data := self.hear():
                    self.request.sendall(data[:8])
                ends.write("closed\n")
            except ConnectionResetError:
                ends.write("reset\n")

        def hear(self):
            while True:
                try:
                    return self.request.recv(65536)
                except socket.timeout:
                    self.request.sendall(REMINDER)

    class Udp(socketserver.BaseRequestHandler):
        def handle(self):
            self.request[1].sendto(self.request[0][:8], self.client_address)

    def start(kind, handler, at, port):
        class Server(kind):
            address_family = family(at)
            allow_reuse_address = True
            daemon_threads = True

            def server_bind(self):
                # Some of the addresses come later.
                self.socket.setsockopt(*((socket.IPPROTO_IPV6, 78, 1) if ":" in at
                                         else (socket.IPPROTO_IP, 15, 1)))  # FREEBIND
                if self.address_family == socket.AF_INET6:
                    self.socket.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
                super().server_bind()

        threading.Thread(target=Server((at, port), handler).serve_forever).start()

    for at in "0.0.0.0", "::":
        for port in 443, 53:
            start(socketserver.ThreadingTCPServer, Tcp, at, port)
    for at in "10.9.0.2", "fd09::2", "203.0.113.1", "2001:db8::1":  # answers leave from where asked
        for port in 443, 53:
            start(socketserver.ThreadingUDPServer, Udp, at, port)
    print("ready", flush=True)


def talk(kind, address, port, n, pause):
    s = socket.socket(family(address), socket.SOCK_STREAM if kind == "tcp" else socket.SOCK_DGRAM)
    s.settimeout(PATIENCE_S)
    began = time.monotonic()

    def hear():
        until = time.monotonic() + PATIENCE_S
        while s.recv(8) == REMINDER:
            if time.monotonic() > until:
                raise socket.timeout

    try:
        s.connect((address, port))
        began = time.monotonic()
        s.sendall(HELLO)
        hear()
        for _ in range(n):
            time.sleep(pause)
            s.sendall(b"word")
            hear()
        how, code = "answered", 0
    except socket.timeout:
        how, code = "silence", 4
    except OSError as e:
        how, code = f"refused errno {e.errno}", 3
    print(f"{how} ms {(time.monotonic() - began) * 1000:.1f}")
    sys.exit(code)


if sys.argv[1] == "serve":
    serve(sys.argv[2])
else:
    talk(sys.argv[1], sys.argv[2], int(sys.argv[3]), int((sys.argv[4:] or [1])[0]),
         float((sys.argv[5:] or [0])[0]))
