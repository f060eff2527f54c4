#!/bin/sh
# restarted — one machine over several boots, a call each: what holds after a restart, and after the
# power went while the agent was writing.
#
# usage: restarted.sh first | again | cut
#   first   installs, sets up, browses; ends in order
#   again   after a boot: looks, and ends in order
#   cut     after a boot: looks, then browses without end and says "writing"; whoever started the
#           machine cuts it off
# shellcheck disable=SC2154 # what machine.sh sets
. ./family.sh

browses_without_end() { # a new name each time, so that the store has something to write
    boot=$(cut -c 1-8 /proc/sys/kernel/random/boot_id)
    i=0
    while :; do
        i=$((i + 1))
        visit mia "http://p$i.$boot.example.com/" || :
        [ $i != 5 ] || echo 'writing'
    done
}
# microseconds since the kernel started, of when a unit was there
began_us() { systemctl show -P ActiveEnterTimestampMonotonic "$1"; }
remembers() { # what a boot found, for the next
    n_visits >$dir/n-visits
    gaps $gap_off >$dir/n-gaps
    sync
}
if [ "$1" = first ]; then
    family_comes
    holds 'the packages are installed' installs .
    holds 'Mia is set up' is_set_up
    holds 'blocks hold' blocks_hold
    holds 'a page of hers is recorded' is_recorded first.example.com
    remembers
    part_ends
    exit
fi

holds 'after the boot the agent is on' knows is_active
holds 'it was so before anybody could log in' is \
    "$(began_us kindward)" -lt "$(began_us systemd-user-sessions)"
holds 'all is well' knows all_well
net_is_there
holds 'the network works' net_works
holds 'blocks hold' blocks_hold
holds 'the store is whole' store_is_whole
holds 'what the boot before found is there' is "$(n_visits)" -ge "$(cat $dir/n-visits)"
holds 'the time without the agent is told' knows has_gaps $gap_off $(($(cat $dir/n-gaps) + 1))
holds 'what is done now is recorded' is_recorded "boot$(cut -c 1-8 /proc/sys/kernel/random/boot_id).example.com"
remembers
if [ "$1" = cut ]; then
    says_what_was_seen
    [ $failures = 0 ] || {
        echo "$failures failed before the cut"
        journalctl --boot -u kindward -u systemd-resolved --no-pager | tail -n 40
        kindward status || :
    }
    browses_without_end
fi
part_ends
