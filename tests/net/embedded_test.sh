#!/bin/sh
# embedded — a page opens 50 other sites within a second, among them one that the policy marks alert
# and one where strangers write to children (APP-6): they are parts of the page, no use of Mia's,
# nothing that is told as new, and no alert. What sets up a way between devices and carries nothing is
# no call (APP-5).
. "$(dirname "$0")/home.sh"

stranger_chat=omegle.com
holds 'there strangers write to children' sh -c "'$kindward' why $stranger_chat | grep -q stranger-chat"
names_start_anew --address=/stun.example.net/10.9.0.3
ip -n "$away" addr add 10.9.0.3/24 dev v0
cat >"$dir/stun.py" <<'END'
"""stun serve: answers each request at 10.9.0.3:3478; stun: asks three times."""
import os, socket, sys
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
if sys.argv[1:] == ["serve"]:
    s.bind(("10.9.0.3", 3478))
    print("ready", flush=True)
    while True:
        got, who = s.recvfrom(2000)
        s.sendto(b"\1\1\0\0" + got[4:20], who)
s.settimeout(5)
s.connect(("10.9.0.3", 3478))
for _ in range(3):
    s.send(b"\0\1\0\0\x21\x12\xa4\x42" + os.urandom(12))
    assert len(s.recv(2000)) == 20
END
start stun-server "$away" python3 "$dir/stun.py" serve
policy <<'END'
[alert]
sites=wikipedia.org
END
agent_starts
# One program opens all of it, as a browser does.
cat >"$dir/page.py" <<'END'
"""page NAME...: looks each up and asks for its page, all at once; the first a little earlier."""
import socket, sys, threading, time
def load(name):
    with socket.create_connection((name, 80), timeout=10) as s:
        s.sendall(b"GET /take HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n" % name.encode())
        while s.recv(65536):
            pass
load(sys.argv[1])
for name in sys.argv[2:]:
    threading.Thread(target=load, args=(name,)).start()
END
frames=$(seq -f 'frame%g.com' 1 48)
# shellcheck disable=SC2086 # words are names
holds 'a page with 50 frames' kid $clean_env python3 "$dir/page.py" page.example.com \
    de.wikipedia.org "$stranger_chat" $frames
holds 'a page that looks whether calls would work' kid python3 "$dir/stun.py"
agent_stops
parts() { asked "SELECT count(*) FROM visits JOIN hosts ON hosts.id = host WHERE is_embedded = $1 AND $2"; }
holds 'the page is a visit of hers' is "$(parts 0 "hosts.name = 'page.example.com'")" = 1
holds 'nothing else is' is "$(parts 0 "hosts.name <> 'page.example.com'")" = 0
echo "    $(parts 1 1) are parts of it"
holds 'the frames are parts of it' is "$(parts 1 1)" -gt 40
holds 'there is no alert' is "$(asked 'SELECT count(*) FROM alerts')" = 0
says() { # WORDS COMMAND...: are they in what it prints?
    words=$1
    shift
    # shellcheck disable=SC2086
    $clean_env LC_ALL=C.UTF-8 "$kindward" "$@" --state "$dir/state" >"$dir/said" 2>&1
    grep -q -i -e "$words" "$dir/said"
}
holds 'the report tells of the page' says example.com report --child Mia
for word in wikipedia "$stranger_chat" frame1 'voice' 'video' 'a call'; do
    holds "and not of $word" eval '! says "$word" report --child Mia'
done
fails_not
