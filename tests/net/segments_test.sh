#!/bin/sh
# segments — a program hands several datagrams to the kernel in one piece, as browsers do (UDP_SEGMENT):
# where a child is held, each of them is looked at (QUIC-10), so that what is blocked is refused also
# where it is not the first; in both families.
. "$(dirname "$0")/home.sh"

cat >"$dir/segments.py" <<'END_OF_PROGRAM'
"""segments ADDRESS VECTORS: four datagrams of 1,200 bytes in one piece: the third is the Initial of RFC
9001 A.2, which says example.com. Then asks until somebody answers: exits 3 if that is an ICMP message."""
import re, socket, sys, time
text = open(sys.argv[2]).read().split("rfc9001_a2[1200] = {")[1].split("}")[0]
initial = bytes(int(x, 16) for x in re.findall("0x(..)", text))
junk = bytes(1200)
s = socket.socket(socket.AF_INET6 if ":" in sys.argv[1] else socket.AF_INET, socket.SOCK_DGRAM)
s.setsockopt(17, 103, 1200)  # SOL_UDP, UDP_SEGMENT
s.settimeout(8)
s.connect((sys.argv[1], 443))
try:
    s.send(junk + junk + initial + junk)
    s.recv(100)
except ConnectionRefusedError:
    sys.exit(3)
except OSError as e:
    sys.exit(3 if e.errno in (13, 113) else 4)
END_OF_PROGRAM
cp "$here/../unit/wire/quic_vectors.h" "$dir/vectors"
chmod 644 "$dir/vectors"
cat >"$dir/silent.py" <<'END'
"""silent: takes what comes to UDP 443 of 10.9.0.3 and fd09::3, and answers after the fourth datagram."""
import socket, threading
def take(at):
    s = socket.socket(socket.AF_INET6 if ":" in at else socket.AF_INET, socket.SOCK_DGRAM)
    s.bind((at, 443))
    n = {}
    while True:
        _, who = s.recvfrom(2000)
        n[who] = n.get(who, 0) + 1
        if n[who] == 4:
            s.sendto(b"all", who)
for at in "10.9.0.3", "fd09::3":
    threading.Thread(target=take, args=(at,)).start()
print("ready", flush=True)
END
for address in 10.9.0.3/24 fd09::3/64; do
    ip -n "$away" addr add $address dev v0 nodad 2>/dev/null || ip -n "$away" addr add $address dev v0
done
start silent "$away" python3 "$dir/silent.py"
send() { "$1" python3 "$dir/segments.py" "$2" "$dir/vectors" 2>"$dir/send" && sent=0 || sent=$?; }
send mum 10.9.0.3
[ $sent = 0 ] || skip "this kernel does not take datagrams in one piece: $(tail -n 1 "$dir/send")"
policy <<'END'
[block]
sites=example.com
END
agent_starts
for at in 10.9.0.3 fd09::3; do
    send kid $at
    holds "the third of four to $at is refused" is $sent = 3
    send mum $at
    holds "mum's all go to $at" is $sent = 0
done
agent_stops
holds 'it is a block' has_blocked example.com
fails_not
