#!/bin/sh
# frozen — each role stopped, alive and silent (NFQ-5): the rules go within 2 s, the frozen one is
# killed and started anew, blocks hold again, and the gap is told.
. "$(dirname "$0")/home.sh"
. "$here/fault.sh"

held_policy
agent_starts
holds 'a block is recorded' records_something
for role in gate inspector; do
    case $role in
    gate) gap=$gap_gate_frozen ;;
    inspector) gap=$gap_inspector_away ;;
    esac
    freezes() { kill -STOP "$(role_pid $role)"; }
    fault "$role frozen" "$gap" freezes
    holds "$role frozen: and blocks hold again" refused_at_once kid https://discord.com/
done
agent_stops
fails_not
