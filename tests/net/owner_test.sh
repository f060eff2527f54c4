#!/bin/sh
# owner — whose is it? A socket that root opened is not the child's (UID-1); a container's is
# (UID-2); what is sent after the program has ended is (UID-3).
. "$(dirname "$0")/home.sh"

cat >"$dir/sender" <<'END'
"""sender HOST UID-AT-OPEN UID-LATER BYTES: opens, changes its uid, asks, sends, and ends at once."""
import os, socket, sys
host, opens, later, n = sys.argv[1], *map(int, sys.argv[2:])
os.setresuid(opens, opens, 0)
addresses = socket.getaddrinfo(host, 80, socket.AF_INET, socket.SOCK_STREAM)
s = socket.socket()
s.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 8 << 20)
os.setresuid(0, 0, 0)
os.setresuid(later, later, later)
s.connect(addresses[0][4])
body = b"x" * n
s.sendall(b"POST /whole HTTP/1.1\r\nHost: %s\r\nContent-Length: %d\r\nConnection: close\r\n\r\n"
          % (host.encode(), n) + body)
if n < 100000:
    s.recv(4096)
END
sends() { admin python3 "$dir/sender" "$@"; }
policy </dev/null
agent_starts
holds 'root opens, the child uses' sends opened-by-root.example.com 0 4242 10
holds 'mum opens, the child uses' sends opened-by-mum.example.com 4243 4242 10
holds 'the child opens, root uses' sends opened-by-mia.example.com 4242 0 10
holds 'a container of the child' sends container.example.net 300005 300005 10
holds 'a container of somebody' sends somebodys.example.net 500005 500005 10
ip netns exec "$away" tc qdisc add dev v0 root tbf rate 100mbit burst 32k latency 400ms 2>/dev/null || :
holds 'the child sends much and is gone' sends long.example.org 4242 4242 3000000
sleep 2
agent_stops
holds 'what root opened is not the child' is "$(found opened-by-root)" = 0
holds 'nor what mum opened' is "$(found opened-by-mum)" = 0
holds 'what the child opened is' has_visited opened-by-mia.example.com
holds 'so is the container' has_visited container.example.net
holds 'and not the other one' is "$(found somebodys)" = 0
holds 'all that was sent is counted' is \
    "$(asked "SELECT up_bytes FROM visits JOIN hosts ON hosts.id = host WHERE name = 'long.example.org'")" -gt 3000000
fails_not
