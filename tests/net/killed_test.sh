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
# Nobody is there to take the rules away or to start another: what waits goes by itself.
kill -STOP "$agent"
kill -9 "$(role_pid gate)"
holds 'gate killed, supervisor frozen: a page comes' works
holds 'and what was blocked, too' visit kid https://discord.com/
kill -CONT "$agent"
holds 'the supervisor goes on: blocks hold again' knows is_refused
agent_stops
fails_not
