#!/bin/sh
# full — the disk is full: nobody waits, blocks hold, and when there is room again it is recorded,
# the gap too; what was there before stays.
. "$(dirname "$0")/home.sh"
. "$here/fault.sh"

mkdir "$dir/state"
mount -t tmpfs -o size=2m,mode=0700 tmpfs "$dir/state" || skip 'no tmpfs can be mounted'
lab_ends_too() { umount -l "$dir/state" 2>/dev/null || :; }
chown 4200:4200 "$dir/state"
held_policy
agent_starts
holds 'a block is recorded' records_something
fills() { dd if=/dev/zero of="$dir/state/filler" bs=4096 2>/dev/null || :; }
fault 'disk full' '' fills
holds 'while it is full a block holds' refused_at_once kid http://www.example.com/
for i in 1 2 3 4 5 6 7 8; do
    holds "and page $i comes" visit kid https://p$i.example.net/
done
holds 'the agent says so' waits_for agent_says 'nothing can be written'
rm "$dir/state/filler"
holds 'the gap is told' knows has_gap "$gap_recorder_stuck"
agent_stops
holds 'what was done meanwhile is recorded' has_visited p8.example.net
holds 'what was blocked, too' has_blocked example.com
fails_not
