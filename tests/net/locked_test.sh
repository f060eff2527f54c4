#!/bin/sh
# locked — another program locks the store for ten seconds (NFQ-14): nobody waits, blocks hold, and
# afterwards all of it is recorded, the gap too.
. "$(dirname "$0")/home.sh"
. "$here/fault.sh"

held_policy
agent_starts
holds 'a block is recorded' records_something
mkfifo "$dir/hold"
sqlite3 -cmd '.timeout 8000' "$dir/state/kindward.db" <"$dir/hold" &
started="$started $!"
exec 3>"$dir/hold"
locks() { echo 'BEGIN EXCLUSIVE;' >&3; }
fault 'store locked' '' locks
holds 'while it is locked a block holds' refused_at_once kid http://www.example.com/
holds 'and a page comes' visit kid https://locked.example.net/
sleep 3
echo 'COMMIT;' >&3
exec 3>&-
holds 'the gap is told' knows has_gap "$gap_recorder_stuck"
holds 'the recorder was not killed for it' is "$(role_count recorder starts)" = 1
agent_stops
holds 'what was done meanwhile is recorded' has_visited locked.example.net
holds 'what was blocked, too' has_blocked example.com
fails_not
