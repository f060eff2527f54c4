#!/bin/sh
# ready — no rule sends a packet to a queue that nobody serves: mode and listener first, then rules
# (NFQ-1); only the gate may send verdicts (NFQ-18); each role has given up the rest; a queue that is
# taken is told, and leaves the network alone (NFQ-7).
. "$(dirname "$0")/home.sh"

policy <<'END'
[block]
platforms=discord
END
# Looks all the while: are there rules, and does somebody serve the queue, whole packets (mode 2)?
looks() {
    while :; do
        if admin iptables -t mangle -S 2>/dev/null | grep -q NFQUEUE; then
            awk '$1 == 4710 { print "served, mode", $4; n++ } END { if (!n) print "not served" }' \
                "/proc/$looker/net/netfilter/nfnetlink_queue"
        fi
    done
}
admin sleep 100 &
sleep 0.2
looker=$(ip netns pids "$home" | head -n 1)
looks >"$dir/looks" 2>&1 &
looks=$!
started="$started $looks"
agent_starts
sleep 1
kill $looks
wait $looks 2>/dev/null || :
holds 'the rules are there' is "$(lines 'mode 2' looks)" -gt 0
holds 'never before the queue is served' is "$(lines 'not served|mode [01]' looks)" = 0

of_role() { awk -v field="$2:" '$1 == field { print $2 }' "/proc/$(role_pid "$1")/status"; }
holds 'the gate has CAP_NET_ADMIN and no more' is "$(of_role gate CapEff)" = 0000000000001000
for role in inspector recorder; do
    holds "the $role has no capability" is "$(of_role $role CapEff)" = 0000000000000000
done
for role in gate inspector recorder; do
    holds "the $role can get none" is "$(of_role $role NoNewPrivs)" = 1
    holds "the $role has a filter of system calls" is "$(of_role $role Seccomp)" = 2
    holds "the $role is not root" is "$(of_role $role Uid)" = 4200
done
agent_stops

start other "$home" "$programs/queue_mark" 4710 repeat named
other=$last
: >"$dir/agent"
ip netns exec "$home" "$kindwardd" --config "$dir/config" --state "$dir/state" --runtime "$dir/run" \
    --foreground 2>"$dir/agent" &
agent=$!
started="$started $agent"
holds 'a queue that is taken is told' waits_for agent_says 'queue 4710 .* is taken'
holds 'there are no rules then' is "$(admin iptables -t mangle -S | grep -c NFQUEUE)" = 0
holds 'a page comes' visit kid https://www.example.com/
stop "$other"
holds 'when it is free it is ours' waits_for agent_says 'rules in force'
agent_stops
fails_not
