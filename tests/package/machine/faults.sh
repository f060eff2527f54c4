#!/bin/sh
# faults — under systemd: each process of the agent is killed and frozen, the clock is set on and
# back, the disk is full. Each time pages come, blocks hold again, and what was not seen is told.
# shellcheck disable=SC2154 # what machine.sh sets
. ./family.sh

pids() { echo "$(role_pid gate) $(role_pid inspector) $(role_pid recorder)"; }
struck() { # ROLE SIGNAL
    pid=$(role_pid "$1")
    kill -"$2" "$pid"
    holds "the $1 gets SIG$2: the network works" net_works
    holds "the $1 is started anew" knows is_new "$1" "$pid"
    holds 'blocks hold again' blocks_hold
}
supervisor_struck() { # SIGNAL: systemd starts it anew; after SIGSTOP only when its watchdog is over
    pid=$(main_pid)
    kill -"$1" "$pid"
    holds "the supervisor gets SIG$1: the network works" net_works
    holds 'systemd starts it anew' comes_anew "$pid"
    holds 'blocks hold again' blocks_hold
}
comes_anew() { for _ in 1 2 3; do ! knows is_another_main "$1" || return 0; done; false; }
is_another_main() { test "$(main_pid)" != "$1" && is_active && all_well; }

fills_the_disk() { # all that who is not root may take
    for mib in 1024 256 64 16 4 1; do
        i=0
        while mum fallocate -l ${mib}M /var/tmp/fill/$mib.$i 2>/dev/null; do i=$((i + 1)); done
    done
    mum dd if=/dev/zero of=/var/tmp/fill/rest bs=4096 2>/dev/null || :
    df --output=avail / | tail -n 1
}
journal_says() { journalctl -u kindward --no-pager | grep -q -- "$1"; }

family_comes
holds 'the packages are installed' installs .
holds 'Mia is set up' is_set_up
holds 'blocks hold' blocks_hold
holds 'a page of hers is recorded' is_recorded before.example.com

part killed and frozen
for role in gate inspector recorder; do
    struck $role KILL
    struck $role STOP
done
holds 'the gaps are told: gate away' knows has_gaps $gap_gate_away
holds 'gate frozen' knows has_gaps $gap_gate_frozen
holds 'inspector away' knows has_gaps $gap_inspector_away
holds 'recorder stuck' knows has_gaps $gap_recorder_stuck
supervisor_struck KILL
supervisor_struck STOP
holds 'what is done then is recorded' is_recorded struck.example.com
says_what_was_seen

part the clock
n=$(gaps $gap_clock)
was=$(pids)
date -s '+6 hours' >/dev/null
holds 'six hours on: the gap is told' knows has_gaps $gap_clock $((n + 1))
holds 'the network works' net_works
date -s '-5 hours' >/dev/null
holds 'five hours back: the gap is told' knows has_gaps $gap_clock $((n + 2))
holds 'blocks hold' blocks_hold
holds 'nobody had to be started anew' is "$(pids)" = "$was"
holds 'what is done then is recorded' is_recorded clock.example.com

part a full disk
install -d -o mum /var/tmp/fill
fills_the_disk
holds 'the disk is full: the network works' net_works
holds 'blocks hold' blocks_hold
for each in 1 2 3 4 5 6; do visit mia "https://full$each.example.org/" || :; done
holds 'the agent says that nothing can be written' knows journal_says 'nothing can be written'
rm -r /var/tmp/fill
holds 'there is room again: the gap is told' knows has_gaps $gap_recorder_stuck
holds 'what was done meanwhile is recorded' knows visited_like full6.example.org
holds 'what is done then, too' is_recorded room.example.com
holds 'the store is whole' store_is_whole
holds 'nothing from before is lost' visited_like before.example.com
part_ends
