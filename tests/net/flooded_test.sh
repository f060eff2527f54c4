#!/bin/sh
# flooded — the child's account sends junk as fast as it can, to the name server's port and others
# (NFQ-6, QUIC-11): mum's pages come meanwhile, the child's within 3 s after, blocks hold again, and
# what could not be read is told.
. "$(dirname "$0")/home.sh"
. "$here/fault.sh"

held_policy
agent_starts
holds 'a block is recorded' records_something
cp "$programs/flood" "$dir/flood-it"
chmod 755 "$dir/flood-it"
usually
for port in 53 443 9999; do
    ip netns exec "$home" setpriv --reuid=4242 --regid=4242 --clear-groups \
        "$dir/flood-it" 10.9.0.2 $port 3 >"$dir/flood.$port" 2>&1 &
    flood=$!
    sleep 0.5
    # Not by the name server, which drowns itself.
    holds "port $port: mum's page comes in the middle of it" visit mum https://www.example.org/ --resolve www.example.org:443:10.9.0.2
    echo "    after $(ms_of_visit) ms"
    wait $flood || :
    echo "    $(cat "$dir/flood.$port")"
    began=$(now_s)
    holds "port $port: afterwards the child's comes" waits_for works
    holds "port $port: within 3 s" within_3_s "$began"
done
# What the flood left in the queue and in the links has to go through first.
no_longer() { ! visit kid https://discord.com/; }
holds 'and blocks hold again' waits_for no_longer
some_gap() { has_gap "$gap_queue_full" || has_gap "$gap_messages_lost" || has_gap "$gap_gate_frozen" || has_gap "$gap_inspector_away"; }
# The rules count what they give to the queue, also what finds no room there and goes past.
given() {
    for each in iptables-save ip6tables-save; do
        ip netns exec "$home" "$each" -c -t mangle 2>/dev/null || :
    done | sed -n 's/^.\([0-9]*\):.*-j NFQUEUE.*/\1/p' | awk '{ n += $1 } END { print n + 0 }'
}
all_was_read() { test "$(given)" -gt 0 && test "$(role_count gate held)" -ge "$(given)"; }
sleep 1.5 # what the gate counts is told each second
echo "    $(given) were given to the queue, $(role_count gate held) were read"
holds 'what was not read is told' eval 'all_was_read || knows some_gap || knows some_gap'
holds 'nothing that was recorded is lost' has_blocked discord.com
agent_stops
asked 'SELECT kind, n_lost, (to_us - from_us) / 1000 FROM gaps' | sed 's/^/    gap /'
fails_not
