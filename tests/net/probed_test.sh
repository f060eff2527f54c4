#!/bin/sh
# probed — systemd is told that all is well after a packet of our own went through the queue and was
# dropped there; not where packets go in and the gate knows none of them; but where the packet is lost
# on its way, since then nobody's page waits.
. "$(dirname "$0")/home.sh"
probe='ip daddr 127.75.87.68 udp dport 9'

# In the place of systemd: a line for each word that it is sent.
cat >"$dir/listen.py" <<'END'
import socket, sys
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
s.bind(sys.argv[1])
print("ready", flush=True)
while True:
    print(s.recv(4096).decode(), flush=True)
END
start words "$home" python3 "$dir/listen.py" "$dir/notify"
export NOTIFY_SOCKET="$dir/notify"
said() { lines '^WATCHDOG=1' words; }
more_is_said() { said_before=$(said) && waits_for has_more said "$said_before" "${1:-1}"; }
has_more() { test "$($1)" -ge $(($2 + $3)); }
probed() { role_count gate probed; }
# What is sent to the place of probes, as it leaves and as it comes.
admin nft -f - <<END || skip 'nftables does not work here'
table ip look {
    chain sent { type filter hook output priority -310; $probe counter; }
    chain broken { type filter hook output priority -300; }
    chain came { type filter hook input priority 300; $probe counter; }
}
END
counted() { admin nft list chain ip look "$1" | sed -n 's/.*counter packets \([0-9]*\) .*/\1/p'; }
breaks() { # RULE
    admin nft add rule ip look broken "$1"
}
have_come() { test "$(counted came)" = "$1"; }
mends() { admin nft flush chain ip look broken; }

family_policy
agent_starts
holds 'systemd is told' more_is_said
holds 'probes are sent' test "$(counted sent)" -gt 0
holds 'the gate had them' waits_for has_more probed 0 2
holds 'nobody else had' is "$(counted came)" = 0
holds 'they are no packets of a child' is "$(role_count gate held)" = 0

# Anybody may send something there, and it is as it was without us.
says_there() { "$1" python3 -c 'import socket
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
for _ in range(3): s.sendto(b"12345678", ("127.75.87.68", 9))'; }
for who in kid mum; do
    before=$(counted came)
    says_there $who
    holds "what $who sends there arrives" waits_for have_come $((before + 3))
done
says_there admin
holds 'what another program of root sends there does not' is "$(counted came)" = 6

# What is no probe is for nobody, too; else it would go round in the queue as long as its socket is open.
before=$(role_count gate held)
admin python3 -c 'import socket, time
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.sendto(b"no", ("127.75.87.68", 9))
time.sleep(1)'
holds 'what is no probe does not go round' is "$(role_count gate held)" = "$before"
holds 'and does not arrive' is "$(counted came)" = 6
holds 'nobody can send to us' is "$(admin ss -H -u -l -n -p | grep -c kindwardd || :)" = 0

# The number in it is another one: it goes in, and no answer is to what was sent.
if breaks "$probe @th,64,64 set 0x0" 2>"$dir/nft"; then
    at=$(probed)
    waits_for has_more probed "$at" 3 # the last of them is one
    at=$(probed) told=$(said)
    holds 'probes that are not ours go through' waits_for has_more probed "$at" 2
    holds 'and systemd is not told' is "$(said)" = "$told"
    holds 'a page comes' visit kid https://www.example.com/
    holds 'a packet of a child is as good: it is told' waits_for has_more said "$told" 1
    mends
    holds 'it is told again' more_is_said
else
    echo "skipped here: a number of another: $(cat "$dir/nft")"
fi

# Another program throws them away.
breaks "$probe drop"
at=$(counted sent)
waits_for has_more 'counted sent' "$at" 1
holds 'probes that are lost: it is told all the same' more_is_said 2
mends

# Nobody is held any more, so there is no queue.
policy </dev/null
kill -HUP "$agent"
holds 'without blocks the agent only observes' waits_for agent_says 'for observing only'
holds 'it is told as before' more_is_said
at=$(counted sent)
holds 'and nothing is sent' more_is_said
holds 'not one' is "$(counted sent)" = "$at"
agent_stops
fails_not
