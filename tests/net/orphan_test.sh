#!/bin/sh
# orphan — the supervisor killed without a word (NFQ-11): no role outlives it, the child is online at
# once, and the next start takes away what was left and tells the time that nobody saw.
. "$(dirname "$0")/home.sh"
. "$here/fault.sh"

ours() { admin sh -c 'iptables-save; ip6tables-save; nft list ruleset' 2>/dev/null | grep -c -i kindward; }
gone() { for pid in $roles; do [ ! -e "/proc/$pid" ] || return 1; done; }
held_policy
agent_starts
holds 'a block is recorded' records_something
roles=$(cat "/proc/$agent/task/$agent/children")
kills() {
    kill -9 "$agent"
    wait "$agent" 2>/dev/null || :
}
fault 'supervisor killed' '' kills
holds 'no role outlives it' waits_for gone
sleep 5.5 # less is a restart, and no gap
agent_starts
holds 'the next start holds again' refused_at_once kid https://discord.com/
holds 'and tells how long nobody saw' knows has_gap "$gap_agent_off"
agent_stops
holds 'nothing is left' is "$(ours)" = 0

policy </dev/null
agent_starts
kills
none_of_ours() { test "$(ours)" = 0; }
holds 'observing: the table goes with its owner' waits_for none_of_ours
holds 'and a page comes' visit kid https://www.example.com/
agent_starts
agent_stops
holds 'after another start and stop nothing is left' is "$(ours)" = 0
fails_not
