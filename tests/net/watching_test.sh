#!/bin/sh
# watching — to observe needs no queue (NFQ-17): the gate or the inspector frozen delays nobody; they
# are started anew, the gap is told, and what comes after is seen.
. "$(dirname "$0")/home.sh"

policy </dev/null
agent_starts
holds 'a page comes' visit kid https://first.example.com/
# Nobody is there who would take the rules away: who waited for the frozen one would wait for ever.
pid=$(role_pid gate)
kill -STOP "$agent" "$pid"
for family in 4 6; do
    holds "gate and supervisor frozen: a page comes by IPv$family" \
        visit kid https://both.example.org/ -$family
done
kill -CONT "$pid" "$agent"
slowest=0
for role in gate inspector; do
    kill -STOP "$(role_pid $role)"
    for i in 1 2 3 4 5 6 7 8; do
        holds "$role frozen: page $i comes" visit kid https://p$i.example.org/
        ms=$(ms_of_visit)
        [ "$ms" -le "$slowest" ] || slowest=$ms
    done
    holds "$role frozen: it is started anew" waits_for agent_says "the $role does not answer"
    sleep 2
done
echo "    the slowest took $slowest ms"
holds 'a frozen gate is told' knows has_gap "$gap_gate_frozen"
holds 'and an inspector that was away' knows has_gap "$gap_inspector_away"
holds 'a page comes' visit kid https://last.example.net/
agent_stops
holds 'and is seen' has_visited last.example.net
fails_not
