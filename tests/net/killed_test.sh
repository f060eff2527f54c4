#!/bin/sh
# killed — each role killed in the middle of a download and of many connections a second (NFQ-4):
# who was held is let through, the role is started anew, blocks hold again, and the gap is told.
. "$(dirname "$0")/home.sh"
. "$here/fault.sh"

is_refused() { ! visit kid https://discord.com/; }
held_policy
agent_starts
holds 'a block is recorded' records_something
for role in gate inspector recorder; do
    case $role in
    gate) gap=$gap_gate_away ;;
    inspector) gap=$gap_inspector_away ;;
    recorder) gap=$gap_recorder_stuck ;;
    esac
    kills() { kill -9 "$(role_pid $role)"; }
    fault "$role killed" "$gap" kills
    holds "$role killed: and blocks hold again" refused_at_once kid https://discord.com/
done
# The bus is on nobody's way: killed or frozen, blocks hold and pages come as if nothing were.
for signal in KILL STOP; do
    bus=$(role_pid bus)
    kill -$signal "$bus"
    holds "the bus gets SIG$signal: a page comes" works
    holds 'and what is blocked is refused' refused_at_once kid https://discord.com/
    anew() { now=$(role_pid bus) && [ -n "$now" ] && [ "$now" != "$bus" ]; }
    [ $signal = STOP ] || holds 'it is started anew' knows anew
done
kill -CONT "$bus" # else it is ended after 30 s, for which nobody waits here
# Nobody is there to take the rules away or to start another: what waits goes by itself.
kill -STOP "$agent"
kill -9 "$(role_pid gate)"
holds 'gate killed, supervisor frozen: a page comes' works
holds 'and what was blocked, too' visit kid https://discord.com/
kill -CONT "$agent"
holds 'the supervisor goes on: blocks hold again' knows is_refused
agent_stops
fails_not
