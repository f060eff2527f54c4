#!/usr/bin/env python3
"""Many short visits, for the tests of what goes wrong.

rush.py ADDRESS HOST A_SECOND SECONDS
    asks ADDRESS in clear for a page of HOST, so many times a second, each time by a connection of
    its own; a line for each: when it began (seconds of the clock), ok or what went wrong,
    and how many milliseconds it took
"""
import socket
import sys
import threading
import time


def visit(address, host, lock):
    began, word = time.time(), "ok"
    try:
        with socket.create_connection((address, 80), timeout=10) as s:
            s.settimeout(10)
            s.sendall(b"GET /take HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n" % host)
            if not s.recv(4096).startswith(b"HTTP/1.1 200"):
                word = "empty"
    except OSError as e:
        word = type(e).__name__
    with lock:
        print(f"{began:.3f} {word} {(time.time() - began) * 1000:.0f}", flush=True)


def main(address, host, a_second, seconds):
    lock, n = threading.Lock(), int(a_second) * int(seconds)
    began = time.monotonic()
    for i in range(n):
        time.sleep(max(0.0, began + i / int(a_second) - time.monotonic()))
        threading.Thread(target=visit, args=(address, host.encode(), lock)).start()


if __name__ == "__main__":
    main(*sys.argv[1:])
