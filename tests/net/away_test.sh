#!/bin/sh
# away — the name server restarts, the cable is out and in again (NFQ-16): the network is back within
# 3 s, blocks hold, and what comes after is named.
. "$(dirname "$0")/home.sh"
. "$here/fault.sh"

held_policy
agent_starts
usually
holds 'a block is recorded' records_something
kill "$names"
wait "$names" 2>/dev/null || :
sleep 1
names_start
comes() { visit kid https://after-dns.example.org/; }
began=$(now_s)
holds 'after a restart of the name server a page comes' waits_for comes
holds 'within 3 s' within_3_s "$began"
holds 'and blocks hold' refused_at_once kid https://discord.com/

ip -n "$home" link set v0 down
sleep 1.5
ip -n "$home" link set v0 up
ip -n "$home" addr replace fd09::1/64 dev v0 nodad
ip -n "$home" route replace default via 10.9.0.2
ip -n "$home" -6 route replace default via fd09::2
began=$(now_s)
holds 'after the cable was out a page comes' waits_for works
holds 'within 3 s' within_3_s "$began"
holds 'a new one too' visit kid https://after-link.example.org/
holds 'and blocks hold' refused_at_once kid https://discord.com/
for role in gate inspector recorder; do
    holds "the $role is the same" is "$(role_count $role starts)" = 1
done
agent_stops
holds 'both pages are visits' has_visited after-dns.example.org
holds 'the second, too' has_visited after-link.example.org
fails_not
