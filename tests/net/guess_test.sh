#!/bin/sh
# guess — a connection to a bare address, without a name, is probably somebody's: the resolver is
# asked in the background, once, where the guardian said so and nowhere else; a name that does not
# know of the address is none, a help line's is never said, and no guess is a visit.
. "$(dirname "$0")/home.sh"

stop "$names"
names_start --log-queries --log-facility="$dir/questions" \
    --ptr-record=7.100.51.198.in-addr.arpa,host7.eu.cloud-one.com \
    --address=/host7.eu.cloud-one.com/198.51.100.7 \
    --ptr-record=8.100.51.198.in-addr.arpa,www.bank-two.com \
    --ptr-record=9.100.51.198.in-addr.arpa,www.childline.org.uk \
    --address=/www.childline.org.uk/198.51.100.9 \
    --ptr-record=7.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.7.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa,v6.cloud-six.com \
    --address=/v6.cloud-six.com/2001:db8:7::7
for address in 198.51.100.7/32 198.51.100.8/32 198.51.100.9/32 198.51.100.10/32 2001:db8:7::7/128; do
    ip -n "$away" addr add "$address" dev v0 nodad 2>/dev/null ||
        ip -n "$away" addr add "$address" dev v0
done
cat >"$dir/bare.py" <<'END'
"""Something that talks, and says no name: bare.py serve, or bare.py ADDRESS."""
import socket, sys
if sys.argv[1] == "serve":
    s = socket.create_server(("::", 7777), family=socket.AF_INET6, dualstack_ipv6=True)
    print("ready", flush=True)
    while True:
        c, _ = s.accept()
        c.sendall(c.recv(100))
        c.close()
with socket.create_connection((sys.argv[1], 7777), 5) as s:
    s.sendall(b"0 hello, and no name at all\n")
    assert s.recv(100)
END
start bare "$away" python3 "$dir/bare.py" serve
waits_for net dig +time=1 +tries=1 ready.example @10.9.0.2 || skip 'dnsmasq does not start here'

talks() { "$1" python3 "$dir/bare.py" "$2"; } # AS ADDRESS
guessed() { asked "SELECT ifnull(sum(n), 0) FROM guesses JOIN sites ON sites.id = site WHERE name = '$1'"; }
is_guessed() { test "$(guessed "$1")" = "$2"; }
reversed() { lines "query\[PTR\] $1" questions; } # how many questions for an address
nameless() { asked 'SELECT ifnull(sum(n), 0) FROM connections WHERE evidence = 0'; }
has_nameless() { test "$(nameless)" -ge "$1"; }

# Off, as it is by itself.
agent_starts
holds 'Mia talks to a bare address' talks kid 198.51.100.7
holds 'there is no namer' is "$(role_pid namer)" = ''
holds 'the status has none either' is "$(status | grep -c namer)" = 0
holds 'and no problem for that' sh -c "! '$kindward' status --runtime '$dir/run' | grep -q namer"
holds 'no address is asked about' is "$(reversed '')" = 0
agent_stops
holds 'it was counted, without a name' has_nameless 1
holds 'nor later' is "$(reversed '')" = 0
holds 'nothing is guessed' is "$(asked 'SELECT count(*) FROM guesses')" = 0

echo names-for-nameless=true >>"$dir/config/kindward.conf"
agent_starts
namer_is_ready() { [ "$(role_count namer confined)" = True ]; }
waits_for namer_is_ready || :
namer=$(role_pid namer)
of_namer() { sed -n "s/^$1:[[:space:]]*//p" "/proc/$namer/status"; }
holds 'there is a namer' is -n "$namer"
holds 'it has no capability' is "$(of_namer CapEff)$(of_namer CapPrm)" = 00000000000000000000000000000000
holds 'it may not gain any' is "$(of_namer NoNewPrivs)" = 1
holds 'its system calls are filtered' is "$(of_namer Seccomp)" = 2
holds 'it is not root' is "$(of_namer Uid | cut -f1)" = 4200
"$kindward" watch --runtime "$dir/run" --format json >"$dir/watched" 2>"$dir/watched.err" &
watcher=$!
started="$started $watcher"
sleep 0.5
for address in 198.51.100.7 198.51.100.7 198.51.100.8 198.51.100.9 198.51.100.10 2001:db8:7::7; do
    holds "Mia talks to $address" talks kid $address
done
holds 'mum talks to one, too' talks mum 198.51.100.10
# What says no name for long enough has none: the minute's count of the kernel says that it was used.
for _ in 1 2 3 4 5 6 7; do
    ! knows is_guessed cloud-one.com 2 || break
done
holds 'the first is probably the cloud' knows is_guessed cloud-one.com 2
holds 'so is the one of IPv6' knows is_guessed cloud-six.com 1
sleep 1
holds 'each address was asked about once' is "$(reversed 7.100.51.198)" = 1
holds 'a name that does not know of the address is none' is "$(guessed bank-two.com)" = 0
holds '(it was asked)' is "$(reversed 8.100.51.198)" = 1
holds "a help line's is not kept" is "$(guessed childline.org.uk)" = 0
holds '(it was asked)' is "$(reversed 9.100.51.198)" = 1
holds 'there is a line for who watches' is "$(lines '"name":"host7.eu.cloud-one.com".*"evidence":"guess"' watched)" = 2
holds "none of the help line" is "$(lines childline watched)" = 0
holds 'talk at home is nothing to ask about' talks kid 10.9.0.2
sleep 2
holds '(not asked)' is "$(reversed '2.0.9.10')" = 0
agent_stops
holds 'no guess is a visit' is "$(asked 'SELECT count(*) FROM visits')" = 0
holds 'or an alert, or a block' is "$(asked 'SELECT (SELECT count(*) FROM alerts) + (SELECT count(*) FROM blocks)')" = 0
holds 'no host name and no address of it is in any file' is "$(found 'host7')$(found 'bank-two')$(found '198.51.100')" = 000
holds 'nor the help line' is "$(found childline)" = 0
fails_not
