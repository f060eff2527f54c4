#!/bin/sh
# proxy — the child asks a program on the same machine to go on for it (UID-4): what the program sends
# is its own account's, and is nobody's visit; what the child told it is the child's.
. "$(dirname "$0")/home.sh"

cat >"$dir/proxy" <<'END'
"""proxy PORT: CONNECT and no more, each connection in a thread."""
import socket, sys, threading
def pump(a, b):
    try:
        while got := a.recv(65536):
            b.sendall(got)
        b.shutdown(socket.SHUT_WR)
    except OSError:
        pass
def serve(c):
    head = b""
    while b"\r\n\r\n" not in head:
        got = c.recv(4096)
        if not got:
            return
        head += got
    host, port = head.split()[1].decode().rsplit(":", 1)
    s = socket.create_connection((host, int(port)))
    c.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
    threading.Thread(target=pump, args=(c, s), daemon=True).start()
    pump(s, c)
l = socket.create_server(("127.0.0.1", int(sys.argv[1])))
while True:
    threading.Thread(target=serve, args=(l.accept()[0],), daemon=True).start()
END
for port in 8118 9050; do
    mum python3 "$dir/proxy" $port &
    started="$started $!"
    waits_for admin python3 -c "import socket; socket.create_connection(('127.0.0.1', $port))"
done
policy <<'END'
[block]
sites=example.org
END
agent_starts
holds 'Mia reads a page through the proxy' \
    visit kid https://through.example.com/ -x http://127.0.0.1:8118
holds 'mum does, too' visit mum https://mums-secret.example.net/ -x http://127.0.0.1:8118
holds 'what is blocked is blocked there as well' \
    eval '! visit kid https://www.example.org/ -x http://127.0.0.1:8118'
holds 'Mia uses what stands where Tor would' \
    visit kid https://hidden.example.net/ -x http://127.0.0.1:9050
sleep 2
agent_stops
holds 'the page is a visit of hers' has_visited through.example.com
holds 'the block is recorded' has_blocked example.org
holds 'Tor is a way around, and an alert' is "$(asked 'SELECT count(*) FROM alerts')" = 1
holds 'nothing of mum is in any file' is "$(found mums-)" = 0
fails_not
