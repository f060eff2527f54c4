#!/bin/sh
# upload — much at once through the queue arrives whole (NFQ-3, NFQ-6): two megabytes without a name,
# datagrams of 60,000 bytes, what cannot be parsed; nothing is lost and nothing gets stuck.
. "$(dirname "$0")/home.sh"

policy <<'END'
[block]
platforms=discord
END
mkdir -m 755 "$dir/down"
head -c 2000000 /dev/urandom >"$dir/down/much"
chmod 644 "$dir/down/much"
cat >"$dir/sink.py" <<'END'
"""sink: TCP and UDP on port 9000, IPv4 and IPv6: says how many bytes came."""
import socket, threading
def tcp(s):
    while True:
        c, _ = s.accept()
        threading.Thread(target=serve, args=(c,)).start()
def serve(c):
    n = 0
    while got := c.recv(65536):
        n += len(got)
    c.sendall(b"%d\n" % n)
    c.close()
def udp(s):
    while True:
        got, who = s.recvfrom(65536)
        s.sendto(b"%d\n" % len(got), who)
for family, at in ((socket.AF_INET, "10.9.0.2"), (socket.AF_INET6, "fd09::2")):
    s = socket.create_server((at, 9000), family=family)
    threading.Thread(target=tcp, args=(s,)).start()
    u = socket.socket(family, socket.SOCK_DGRAM)
    u.bind((at, 9000))
    threading.Thread(target=udp, args=(u,)).start()
print("ready", flush=True)
END
cat >"$dir/give" <<'END'
"""give tcp|udp ADDRESS FILE: says how many bytes the other end has counted."""
import socket, sys
kind, at, path = sys.argv[1:]
data = open(path, "rb").read()
s = socket.socket(socket.AF_INET6 if ":" in at else socket.AF_INET,
                  socket.SOCK_STREAM if kind == "tcp" else socket.SOCK_DGRAM)
s.settimeout(8)
s.connect((at, 9000))
if kind == "tcp":
    s.sendall(data)
    s.shutdown(socket.SHUT_WR)
    print(s.recv(100).decode())
else:
    for i in range(5):
        s.send(data[:60000])
        print(s.recv(100).decode(), end="")
END
start sink "$away" python3 "$dir/sink.py"
agent_starts
before=$(role_count gate lost)
for at in 10.9.0.2 fd09::2; do
    gives() { kid python3 "$dir/give" "$1" $at "$dir/down/much" >"$dir/gives" 2>&1; }
    holds "two megabytes to $at, no name in them" gives tcp
    holds 'are two megabytes there' is "$(head -n 1 "$dir/gives")" = 2000000
    holds "datagrams of 60,000 bytes to $at" gives udp
    holds 'are that there' is "$(sort -u "$dir/gives")" = 60000
done
# What begins like something that has a name, and is nothing (the sink counts what arrives): heads of
# QUIC, DTLS and DNS that lie about what follows, and a hello of TLS without an end.
cat >"$dir/odd" <<'END'
"""odd ADDRESS: sends what cannot be parsed, each from a port of its own; says how much was answered."""
import socket, sys
at = sys.argv[1]
family = socket.AF_INET6 if ":" in at else socket.AF_INET
heads = (b"\xc0\0\0\0\1\x14", b"\xc3\0\0\0\1\x08", b"\xff\x6b\x33\x43\xcf\x08", b"\x16\xfe\xfd\0\0",
         b"\0\7\1\0\0\1\0\0\0\0\0\0\xc0\x0c", b"")
n = 0
for head in heads:
    for length in 100, 1200:
        s = socket.socket(family, socket.SOCK_DGRAM)
        s.settimeout(8)
        s.connect((at, 9000))
        s.send(head + b"\xff" * (length - len(head)))
        n += int(s.recv(100)) == length
s = socket.create_connection((at, 9000), timeout=8)
s.sendall(b"\x16\3\1\xff\xff\1\xff\xff\xff" + b"\xff" * 3000)
s.shutdown(socket.SHUT_WR)
n += int(s.recv(100)) == 3009
print(n)
END
late_before=$(late)
for at in 10.9.0.2 fd09::2; do
    odd() { kid python3 "$dir/odd" $at >"$dir/odd.said" 2>&1; }
    holds "what cannot be parsed goes to $at" odd
    holds 'and arrives, all of it' is "$(cat "$dir/odd.said")" = 13
done
sleep 1.5
echo "    $(($(late) - late_before)) of 26 by their lateness"
holds 'by a verdict, not by its lateness' is $(($(late) - late_before)) -lt 6
for at in 10.9.0.2 fd09::2; do
    holds "what is no question, to the name server's port of $at" kid python3 -c 'import socket, sys
s = socket.socket(socket.AF_INET6 if ":" in sys.argv[1] else socket.AF_INET, socket.SOCK_DGRAM)
for n in 0, 1, 11, 12, 500, 1400:
    s.sendto(b"\\xff" * n, (sys.argv[1], 53))' $at
done
sleep 1.5
holds 'nothing was lost' is "$(role_count gate lost)" = "$before"
holds 'nothing waits' is "$(role_count gate waiting)" = 0
holds 'the gate is the same' is "$(role_count gate starts)" = 1
agent_stops
fails_not
