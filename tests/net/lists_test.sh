#!/bin/sh
# lists — lists that were fetched are used by the agent as it runs, and after it began anew; a
# damaged catalogue is refused, and what held before holds on.
. "$(dirname "$0")/home.sh"

cp -r "$here/../../blocklists" "$dir/blocklists"
policy <<'END'
[block]
categories=gambling
END
lists_hold() { # as an update leaves them, without a network
    "$kindward" lists update --offline --lists "$dir/lists" --blocklists "$dir/blocklists" \
        --config "$dir/none" --account nobody
}
is_refused() { ! visit kid https://www.example.net/; }

agent_starts
holds 'example.net is no gambling' visit kid https://www.example.net/
inspector=$(role_pid inspector)
echo example.net >>"$dir/blocklists/starter/gambling.list"
holds 'a list has it now' lists_hold
holds 'the agent takes the list' waits_for agent_says 'lists that were fetched are in use'
holds 'example.net is refused' waits_for is_refused
holds 'at once, and each time' refused_at_once kid https://www.example.net/
holds 'other sites come' visit kid https://www.example.org/
holds 'no process was started anew for it' is "$(role_pid inspector)" = "$inspector"
holds 'the reason is in the store' knows has_blocked example.net

mkdir "$dir/lists/generations/99"
head -c 100000 "$dir/lists/current/catalogue" >"$dir/lists/generations/99/catalogue"
ln -sfn generations/99 "$dir/lists/current"
holds 'a damaged one is told of' waits_for agent_says 'what held before holds on'
holds 'and example.net refused as before' refused_at_once kid https://www.example.net/
ln -sfn generations/1 "$dir/lists/current"
agent_stops
agent_starts
holds 'the lists hold from the first moment on' refused_at_once kid https://www.example.net/
agent_stops
fails_not
