#!/bin/sh
# observe — kindwardd --observe looks at an interface: no rule is there while it does, each name of
# the child's device is a line as it comes and in the store at the end, and the others' are nowhere.
. "$(dirname "$0")/lab.sh"
kindwardd=$programs/../../agent/daemon/kindwardd
[ -x "$kindwardd" ] || skip 'kindwardd was not built'
command -v curl >/dev/null || skip 'curl is not installed'
command -v sqlite3 >/dev/null || skip 'sqlite3 is not installed'

ip -n "$home" addr add 10.9.0.3/24 dev v0
cat >"$dir/web.py" <<'END'
"""A name server that knows every name, and a web server that has every site."""
import http.server, socketserver, struct, threading

class Dns(socketserver.BaseRequestHandler):
    def handle(self):
        question, sock = self.request
        end = question.index(b"\0", 12) + 5
        is_a = question[end - 4:end - 2] == b"\0\1"
        answer = b"\xc0\x0c\0\1\0\1\0\0\0\x3c\0\4\x0a\x09\0\2" if is_a else b""
        head = question[:2] + struct.pack(">HHHHH", 0x8180, 1, is_a, 0, 0)
        sock.sendto(head + question[12:end] + answer, self.client_address)

class Web(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Length", "5")
        self.end_headers()
        self.wfile.write(b"hello")

threading.Thread(target=socketserver.UDPServer(("10.9.0.2", 53), Dns).serve_forever).start()
threading.Thread(target=http.server.HTTPServer(("10.9.0.2", 80), Web).serve_forever).start()
print("ready", flush=True)
END
stop "$last" # the lab's own server
start web "$away" python3 "$dir/web.py"

# A page as a browser gets it: the name is asked for, then the site, from an address of ours.
visit() { # FROM NAME
    admin python3 - "$1" "$2" <<'END'
import socket, sys
name = b"".join(bytes([len(p)]) + p.encode() for p in sys.argv[2].split(".")) + b"\0"
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.bind((sys.argv[1], 0))
s.settimeout(5)
s.sendto(b"\0\7\1\0\0\1\0\0\0\0\0\0" + name + b"\0\1\0\1", ("10.9.0.2", 53))
assert len(s.recv(512)) > 30
END
    admin curl -sS --max-time 5 --interface "$1" --resolve "$2:80:10.9.0.2" "http://$2/" >"$dir/page"
}
rules() { admin nft list ruleset; admin iptables-save; admin ip6tables-save; }

rules >"$dir/rules.before" 2>/dev/null
observe() { # NAME OPTION...: starts it; its process id is $last
    observe_as=$1
    shift
    ip netns exec "$home" "$kindwardd" --observe v0 --state "$dir/state" --user nobody "$@" \
        >"$dir/$observe_as" 2>"$dir/$observe_as.err" &
    last=$!
    started="$started $last"
    for _ in $(seq 200); do
        ! grep -q ready "$dir/$observe_as.err" || return 0
        kill -0 "$last" || break
        sleep 0.1
    done
    echo "FAILED: it did not start: $(cat "$dir/$observe_as.err")"
    exit 1
}
seen() { # NAME FILE: within two seconds a line says so
    for _ in $(seq $((20 * ${NET_SLOWER:-1}))); do
        ! grep -qF "$1" "$dir/$2" || return 0
        sleep 0.1
    done
    false
}
ends_well() { # SIGNAL
    kill -s "$1" "$last"
    wait "$last"
}
stored() { sqlite3 "$dir/state/kindward.db" "SELECT count(*) FROM visits v JOIN hosts h ON v.host = h.id WHERE h.name = '$1'"; }

observe text --child Mia=10.9.0.1
status() { sed -n "s/^$1:[[:space:]]*//p" "/proc/$last/status"; }
holds 'it has no capability' is "$(status CapEff)$(status CapPrm)" = 00000000000000000000000000000000
holds 'it may not gain any' is "$(status NoNewPrivs)" = 1
holds 'its system calls are filtered' is "$(status Seccomp)" = 2
holds 'it is not root any more' is "$(status Uid | cut -f1)" = "$(id -u nobody)"
holds 'the page comes' visit 10.9.0.1 kids.site-one.example.com
holds 'the name is a line at once' seen kids.site-one.example.com text
holds 'the other page comes' visit 10.9.0.3 mums.site-two.example.org
ip -n "$home" link set v0 down
sleep 0.5
ip -n "$home" link set v0 up
ip -n "$home" route replace default via 10.9.0.2
holds 'the cable was out and is in again: a page comes' visit 10.9.0.1 after.site-six.example.com
holds 'and its name is a line' seen after.site-six.example.com text
rules >"$dir/rules.during" 2>/dev/null
holds 'no rule is there' cmp "$dir/rules.before" "$dir/rules.during"
holds 'SIGTERM ends it' ends_well TERM
holds 'the visit is kept' is "$(stored kids.site-one.example.com)" -gt 0
holds "nobody else's is seen" is "$(lines site-two text)" = 0
holds "nor kept" is "$(sqlite3 "$dir/state/kindward.db" .dump | grep -c site-two)" = 0

observe json --format json --child Mia=10.9.0.1
visit 10.9.0.1 www.site-three.example.net # and its end at once: what the kernel has is read
holds 'the name is a line of JSON' seen '"name":"www.site-three.example.net"' json
holds 'SIGINT ends it' ends_well INT
holds 'every line is JSON' python3 -c 'import json, sys
for line in open(sys.argv[1]): assert json.loads(line)["child"] == "Mia"' "$dir/json"
holds 'that visit is kept, too' is "$(stored www.site-three.example.net)" -gt 0

# Who reads the lines goes: looking goes on.
mkfifo "$dir/pipe"
head -n 1 "$dir/pipe" >/dev/null &
reader=$!
ip netns exec "$home" "$kindwardd" --observe v0 --state "$dir/state" --user nobody \
    --child Mia=10.9.0.1 >"$dir/pipe" 2>"$dir/piped.err" &
last=$!
started="$started $last"
seen ready piped.err
visit 10.9.0.1 www.site-four.example.net
wait "$reader"
visit 10.9.0.1 www.site-five.example.net
holds 'nobody reads, and it goes on' kill -0 "$last"
holds 'and ends well' ends_well TERM
holds 'with all that was seen' is "$(stored www.site-five.example.net)" -gt 0

holds 'an interface that there is not is said' sh -c \
    "! ip netns exec $home $kindwardd --observe nothing0 --state $dir/state 2>$dir/said; grep -q 'nothing0: there is no such interface' $dir/said"
fails_not
