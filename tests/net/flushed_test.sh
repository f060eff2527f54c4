#!/bin/sh
# flushed — another program flushes all rules (NFQ-10): while observing ours stay, for the table has
# an owner; while holding with iptables they are put back, and the gap is told.
. "$(dirname "$0")/home.sh"
. "$here/fault.sh"

policy </dev/null
agent_starts
admin nft flush ruleset 2>/dev/null || :
holds 'observing: our table stays' is "$(admin nft list tables | grep -c kindward)" = 1
holds 'a page comes' visit kid https://after.example.com/
agent_stops
holds 'and is seen' has_visited after.example.com

held_policy
agent_starts
holds 'a block is recorded' records_something
flushes() {
    for ip in iptables ip6tables; do
        for table in mangle filter; do
            admin $ip -t $table -F
        done
    done
    admin nft flush ruleset 2>/dev/null || :
}
fault 'rules flushed' "$gap_rules_flushed" flushes
holds 'and blocks hold again' refused_at_once kid https://discord.com/
agent_stops
fails_not
