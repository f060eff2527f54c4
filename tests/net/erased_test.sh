#!/bin/sh
# erased — what the running agent is asked to erase is in no file any more, also what was still
# under way; and it goes on recording.
. "$(dirname "$0")/home.sh"

no() { ! "$@"; }
erase() { "$kindward" erase --runtime "$dir/run" --state "$dir/state" "$@" >"$dir/said" 2>&1; }
goes() { [ "$(found erased-)" = 0 ]; }

family_policy
agent_starts
holds 'Mia reads a page' visit kid https://erased-one.example.com/
agent_stops # what is under way is written
holds 'it is a visit' has_visited erased-one.example.com
agent_starts
holds 'she tries one that is blocked' no visit kid https://erased-two.discord.com/
holds 'which is in the store' knows has_blocked discord.com
mkdir -p "$dir/state/reports"
chown 4200 "$dir/state/reports"
echo 'erased-page' >"$dir/state/reports/$(date +%G-W%V).html"
holds 'and reads one that is still under way' visit kid https://erased-three.example.net/
holds 'who is not sure erases nothing' \
    sh -c "echo no | '$kindward' erase --child Mia --runtime '$dir/run' >'$dir/said'"
holds 'and it is all there' has_visited erased-one.example.com
holds 'of a child that is not there nothing is erased' no erase --child eve --yes
holds 'which is said' grep -q 'no child "eve"' "$dir/said"
holds 'a guardian erases all of Mia' erase --child Mia --yes
holds 'no byte of it is left in any file' goes
sleep 1 # what is on its way for half a second is erased as well
holds 'the next page is recorded' visit kid https://after.example.org/
agent_stops
holds 'as before' has_visited after.example.org
holds 'and nothing came again' goes
holds 'where no agent runs, days are erased as well' erase --all --from "$(date +%F)" --yes
holds 'and gone' is "$(found after.example.org)" = 0
fails_not
