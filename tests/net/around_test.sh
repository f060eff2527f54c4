#!/bin/sh
# around — ways to look names up past the family's resolver are known by what they say, not by their
# port (ENC-1); a program that asks where encrypted look-ups could go is heard (ENC-4); and what a proxy
# beyond the house is told is read like any name, and blocked (APP-2).
. "$(dirname "$0")/home.sh"

cat >"$dir/proxy.py" <<'END'
"""proxy: CONNECT on port 3128 and SOCKS 5 on 1080 of 10.9.0.2, each connection in a thread."""
import socket, threading
def pump(a, b):
    try:
        while got := a.recv(65536):
            b.sendall(got)
        b.shutdown(socket.SHUT_WR)
    except OSError:
        pass
def join(c, port):
    s = socket.create_connection(("10.9.0.2", port))
    threading.Thread(target=pump, args=(c, s), daemon=True).start()
    pump(s, c)
def connect(c):
    head = b""
    while b"\r\n\r\n" not in head:
        head += c.recv(4096) or exit()
    c.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
    join(c, int(head.split()[1].rsplit(b":", 1)[1]))
def socks(c):
    c.recv(100)
    c.sendall(b"\5\0")
    port = int.from_bytes(c.recv(300)[-2:], "big")
    c.sendall(b"\5\0\0\1\0\0\0\0\0\0")
    join(c, port)
def serve(port, how):
    l = socket.create_server(("10.9.0.2", port))
    while True:
        threading.Thread(target=how, args=l.accept()[:1], daemon=True).start()
threading.Thread(target=serve, args=(3128, connect)).start()
threading.Thread(target=serve, args=(1080, socks)).start()
print("ready", flush=True)
END
start proxy "$away" python3 "$dir/proxy.py"
policy <<'END'
[block]
sites=example.org
END
agent_starts
"$kindward" watch --runtime "$dir/run" --format json >"$dir/watched" 2>"$dir/watched.err" &
started="$started $!"
watches() { kid dig +short +tries=1 watched.example.com @10.9.0.2 >/dev/null; grep -q watched.example.com "$dir/watched"; } # it looks on
waits_for watches
line() { grep "\"name\":\"$1\"" "$dir/watched" | grep -q "$2"; } # NAME WORDS: a line says so
hello() { # NAME PORT [OPTION...]: a hello by TLS, to a name that was looked up
    name=$1 port=$2
    shift 2
    kid dig +short "$name" @10.9.0.2 >/dev/null
    kid openssl s_client -connect "10.9.0.2:$port" -servername "$name" "$@" </dev/null >"$dir/hello" 2>&1 || :
    grep -q CONNECTED "$dir/hello"
}
holds 'a hello for an encrypted resolver, at the port of web sites' hello dot.example.com 443 -alpn dot
sleep 2.5 # what comes at once with another page is taken for a part of it
holds 'one for something else, at the port of encrypted resolvers' hello mail.example.net 853
holds 'Mia asks where encrypted look-ups could go' \
    kid dig +short +tries=1 _dns.resolver.arpa TYPE64 @10.9.0.2
holds 'ENC-4: that is a way around' knows line _dns.resolver.arpa '"bypass"'
for port in 3128 1080; do
    way=http site=www.roblox.com
    [ $port = 3128 ] || way=socks5h site=de.wikipedia.org
    holds "a page through a proxy, $way" visit kid https://$site/ -x $way://10.9.0.2:$port
    holds 'APP-2: its name is known, and that it is a claim' knows line $site '"claimed"'
    refused() { ! visit kid https://$way.example.org/ -x $way://10.9.0.2:$port; }
    holds 'APP-2: what is blocked is blocked there, too' refused
done
holds 'the proxy is told of' line www.roblox.com '"proxy":true'
agent_stops
categories() { asked "SELECT max(categories) FROM visits JOIN hosts ON hosts.id = host WHERE hosts.name = '$1'"; }
holds 'the first hello is a visit' has_visited dot.example.com
holds 'ENC-1: and a way around' is "$(categories dot.example.com)" -gt 0
holds 'ENC-1: the second is none, whatever its port' is "$(categories mail.example.net)" = 0
holds 'ENC-1: of which there is one alert' is "$(asked 'SELECT count(*) FROM alerts')" = 1
holds 'the blocks are recorded' is "$(blocked example.org | cut -d '|' -f 1)" -ge 1
fails_not
