"""ports — of this machine, for servers that a test starts."""
import random
import socket


def free_port(kind=socket.SOCK_STREAM):
    """One that no outgoing connection is given, as those from 32768 on may be."""
    while True:
        with socket.socket(socket.AF_INET, kind) as s:
            try:
                s.bind(("127.0.0.1", random.randrange(20000, 32000)))
                return s.getsockname()[1]
            except OSError:
                continue


def dead_port():
    """A socket whose port nobody answers on, and nobody else can take, while the caller keeps it: it is
    bound, and does not listen."""
    s = socket.socket()
    s.bind(("127.0.0.1", 0))
    return s
