#!/bin/sh
# stuck — the recorder stopped, alive and silent, in the middle of a download and of many connections
# a second. It may wait for a disk, so it is given 15 s; nobody waits for it, blocks hold; then it is
# killed and started anew, the gap is told, and of what was recorded nothing is lost.
. "$(dirname "$0")/home.sh"
. "$here/fault.sh"

held_policy
agent_starts
holds 'a block is recorded' records_something
pid=$(role_pid recorder)
freezes() { kill -STOP "$pid"; }
fault 'recorder frozen' '' freezes
is_refused() { ! visit kid http://www.example.com/; }
holds 'while it is frozen a block holds' waits_for is_refused
is_another() { new=$(role_pid recorder) && [ -n "$new" ] && [ "$new" != "$pid" ]; }
for _ in 1 2 3 4; do
    ! waits_for is_another || break
done
holds 'it is started anew' is_another
holds 'the agent says why' agent_says 'the recorder does not answer'
holds 'the gap is told' knows has_gap "$gap_recorder_stuck"
holds 'a page comes' visit kid https://after.example.net/
holds 'and blocks hold' refused_at_once kid https://discord.com/
agent_stops
holds 'what came after it is a visit' has_visited after.example.net
holds 'nothing that was recorded is lost' is "$(n "$rows_before")" -ge "$rows"
asked 'SELECT kind, n_lost, (to_us - from_us) / 1000 FROM gaps' | sed 's/^/    gap /'
fails_not
