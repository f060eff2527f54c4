#!/bin/sh
# initials — the child's account opens QUIC connections faster than anybody reads pages (QUIC-11): of
# each second a share is read, and the rest is counted as what could not be read; what comes after is
# named as ever.
. "$(dirname "$0")/home.sh"

n_sent=3000
cat >"$dir/initials.py" <<'END_OF_PROGRAM'
"""initials N VECTORS: N connections to 10.9.0.3, each of the one Initial that RFC 9001 A.2 prints."""
import re, socket, sys
text = open(sys.argv[2]).read().split("rfc9001_a2[1200] = {")[1].split("}")[0]
data = bytes(int(x, 16) for x in re.findall("0x(..)", text))
assert len(data) == 1200
for _ in range(int(sys.argv[1])):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
        s.connect(("10.9.0.3", 443))
        try:
            s.send(data)
        except ConnectionRefusedError:
            pass
END_OF_PROGRAM
cp "$here/../unit/wire/quic_vectors.h" "$dir/vectors"
chmod 644 "$dir/vectors"
ip -n "$away" addr add 10.9.0.3/24 dev v0 # which no answer has bound to a name
agent_starts
holds "$n_sent connections" kid python3 "$dir/initials.py" $n_sent "$dir/vectors"
sleep 1.2 # another second, and the kernel keeps what it copies for one
holds 'mum reads a page' visit mum https://mums-secret.example.org/
holds 'and so does Mia' visit kid https://after.example.org/
holds 'the inspector is the same' is "$(role_count inspector starts)" = 1
agent_stops
# Each says example.com, which nobody asked for: a claim.
read_n=$(asked 'SELECT ifnull(sum(n), 0) FROM connections WHERE evidence = 2')
unread=$(asked 'SELECT ifnull(sum(n), 0) FROM connections WHERE nameless = 4')
echo "    $read_n were read, $unread were not"
holds 'some were read' test "$read_n" -gt 0
holds 'others were not' test "$unread" -gt 0
# Some have the port of one before them.
holds 'each is one or the other' is $((read_n + unread)) -ge $((n_sent * 3 / 4))
holds 'what came after is a visit' has_visited after.example.org
fails_not
