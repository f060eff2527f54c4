#!/bin/sh
# crowded — the child's account opens 10,000 connections a second, or as many as the machine can,
# each for a host of its own: mum's pages come meanwhile, the child's within 3 s after; what was
# recorded is there, what could not be read is told, and blocks hold again. Observed, and held.
. "$(dirname "$0")/home.sh"
. "$here/fault.sh"

cp "$programs/dial" "$dir/dial-it"
chmod 755 "$dir/dial-it"
some_gap() { has_gap "$gap_queue_full" || has_gap "$gap_messages_lost" || has_gap "$gap_gate_frozen" || has_gap "$gap_inspector_away"; }
n_known() { n 'SELECT n FROM connections'; } # their names are only claimed: counted, and no visits
answered() { sed 's/.*, \([0-9]*\) were answered$/\1/' "$dir/dialled"; }
for way in observed held; do
    if [ $way = held ]; then held_policy; else policy </dev/null; fi
    agent_starts
    holds "$way: a page comes" visit kid https://$way.example.org/
    agent_stops
    holds "$way: and is recorded" has_visited $way.example.org
    known=$(n_known)
    agent_starts
    usually
    ip netns exec "$home" setpriv --reuid=4242 --regid=4242 --clear-groups \
        "$dir/dial-it" 10.9.0.2 80 10000 5 >"$dir/dialled" 2>&1 &
    dial=$!
    sleep 1
    holds "$way: mum's page comes in the middle of it" \
        visit mum https://www.example.org/ --resolve www.example.org:443:10.9.0.2
    echo "    after $(ms_of_visit) ms"
    wait $dial || :
    echo "    $(cat "$dir/dialled")"
    began=$(now_s)
    holds "$way: afterwards the child's comes" waits_for works
    holds "$way: within 3 s" within_3_s "$began"
    if [ $way = held ]; then
        # What the crowd left in the queue and in the links has to go through first.
        no_longer() { ! visit kid https://discord.com/; }
        holds 'held: and blocks hold again' waits_for no_longer
    fi
    for role in gate inspector recorder; do
        echo "    $role: started $(role_count $role starts) times, lost $(role_count $role lost)"
    done
    agent_stops
    holds "$way: what came before is recorded still" has_visited $way.example.org
    known=$(($(n_known) - known)) answered=$(answered)
    echo "    $known connections are recorded, of $answered that were answered"
    holds "$way: each is recorded, or the gap is told" eval "test $known -ge $answered || some_gap"
    asked 'SELECT kind, n_lost, (to_us - from_us) / 1000 FROM gaps' | sed 's/^/    gap /'
    rm -rf "$dir/state"
done
fails_not
