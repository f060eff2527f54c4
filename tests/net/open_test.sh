#!/bin/sh
# open — a connection that is open and says no more than that it is still there, for minutes, is no
# minute of use (APP-4). Two and a half minutes: only with KINDWARD_LONG=1 (tests/run --long).
. "$(dirname "$0")/home.sh"
[ -n "${KINDWARD_LONG-}" ] || skip 'takes three minutes; tests/run --long runs it'

cat >"$dir/beats.py" <<'END'
"""beats serve, or beats SECONDS: a page of open.example.com, then a beat each 10 s, and its echo."""
import socket, sys, threading, time
def echo(c):
    while got := c.recv(4096):
        c.sendall(b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 2000 if got.startswith(b"GET") else got)
if sys.argv[1] == "serve":
    s = socket.create_server(("10.9.0.2", 8008))
    print("ready", flush=True)
    while True:
        threading.Thread(target=echo, args=s.accept()[:1], daemon=True).start()
with socket.create_connection(("open.example.com", 8008), 10) as s:
    s.sendall(b"GET / HTTP/1.1\r\nHost: open.example.com\r\n\r\n")
    got = 0
    while got < 2000:
        got += len(s.recv(4096))
    until = time.monotonic() + float(sys.argv[1])
    while time.monotonic() < until:
        time.sleep(10)
        s.sendall(b"\x89\0")
        assert s.recv(100)
END
start beats-server "$away" python3 "$dir/beats.py" serve
agent_starts
# shellcheck disable=SC2086
holds 'a connection is open for two and a half minutes' kid $clean_env python3 "$dir/beats.py" 150
agent_stops
of() { asked "SELECT $1 FROM visits JOIN hosts ON hosts.id = host WHERE hosts.name = 'open.example.com'"; }
holds 'it is one visit' is "$(of 'count(*)')" = 1
echo "    of $(of '(last_us - first_us) / 1000000') s"
holds 'the bytes of all its beats are counted' is "$(of 'up_bytes')" -gt 1000
holds 'but no minute' is "$(of '(last_us - first_us) / 1000000')" -lt 90
fails_not
