#!/bin/sh
# bound — names that only the answers of name servers tell: a QUIC connection that began before anybody
# looked, by packets of whatever bits, has the name that was bound to its address (QUIC-9); an answer
# that nobody asked for, or to another question, binds nothing (DNS-9).
. "$(dirname "$0")/home.sh"

cat >"$dir/other.py" <<'END'
"""other: at 10.9.0.3 and fd09::3 answers each datagram to 443; at 10.9.0.4 is a name server that is
overtaken: an answer of another number and one to another question come before the right one."""
import socket, threading
def echo(at):
    s = socket.socket(socket.AF_INET6 if ":" in at else socket.AF_INET, socket.SOCK_DGRAM)
    s.bind((at, 443))
    while True:
        got, who = s.recvfrom(2000)
        s.sendto(got, who)
def answer(question, at):
    head = question[:2] + b"\x81\x80\0\1\0\1\0\0\0\0"
    return head + question[12:] + b"\xc0\x0c\0\1\0\1\0\0\0\x3c\0\4" + socket.inet_aton(at)
def names():
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    s.bind(("10.9.0.4", 53))
    while True:
        got, who = s.recvfrom(2000)
        got = got[:got.index(b"\0", 12) + 5]
        other_number = bytes([got[0] ^ 1]) + got[1:]
        other_name = got.replace(b"\x05first", b"\x05other")
        for question, at in (other_number, "10.9.0.2"), (other_name, "10.9.0.2"), (got, "10.9.0.9"):
            s.sendto(answer(question, at), who)
for at in "10.9.0.3", "fd09::3":
    threading.Thread(target=echo, args=(at,)).start()
threading.Thread(target=names).start()
print("ready", flush=True)
END
cat >"$dir/late.py" <<'END'
"""late ADDRESS N: N packets of a QUIC connection that has begun, with and without the fixed bit."""
import os, socket, sys
s = socket.socket(socket.AF_INET6 if ":" in sys.argv[1] else socket.AF_INET, socket.SOCK_DGRAM)
s.settimeout(5)
s.connect((sys.argv[1], 443))
for i in range(int(sys.argv[2])):
    s.send(bytes([0x40 if i % 2 else 0x00]) + os.urandom(400))
    assert len(s.recv(2000)) == 401
END
for address in 10.9.0.3/24 10.9.0.4/24 fd09::3/64; do
    ip -n "$away" addr add $address dev v0 nodad 2>/dev/null || ip -n "$away" addr add $address dev v0
done
start other "$away" python3 "$dir/other.py"
names_start_anew --address=/four.example.net/10.9.0.3 --address=/six.example.com/fd09::3
agent_starts
kid dig +short four.example.net @10.9.0.2 >/dev/null
kid dig +short six.example.com AAAA @10.9.0.2 >/dev/null
holds 'a QUIC connection goes on' kid python3 "$dir/late.py" 10.9.0.3 6
sleep 2.5
holds 'and one by IPv6' kid python3 "$dir/late.py" fd09::3 6

# Under 10.9.0.2 the web server answers; what binds it to a name is a forgery.
sleep 2.5
kid dig +short +time=2 +tries=1 first.example.org @10.9.0.4 >"$dir/forged" 2>&1 || :
holds 'a program takes the right answer' grep -q '^10.9.0.9' "$dir/forged"
for name in first.example.org other.example.org; do
    holds "$name is said where only a forgery leads" visit kid https://$name/ --resolve $name:443:10.9.0.2
done
agent_stops
evidence() { asked "SELECT max(evidence) FROM visits JOIN hosts ON hosts.id = host WHERE hosts.name = '$1'"; }
holds 'QUIC-9: the one has the name of its address' is "$(evidence four.example.net)" = 4
holds 'QUIC-9: so has the other' is "$(evidence six.example.com)" = 4
holds 'QUIC-9: none counts as damaged' is "$(asked 'SELECT count(*) FROM connections WHERE nameless = 4')" = 0
holds 'DNS-9: what another number answers is no visit' is "$(visited first.example.org)" = 0
holds 'DNS-9: nor is what another question answers' is "$(visited other.example.org)" = 0
holds 'DNS-9: both are claims' is "$(asked 'SELECT sum(n) FROM connections WHERE evidence = 2')" = 2
fails_not
