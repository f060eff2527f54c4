#!/bin/sh
# asked — what a parent is told while the agent runs: how it is, each name as it is seen, and what
# the doctor finds of it; and who may not ask.
. "$(dirname "$0")/home.sh"

policy <<'END'
[block]
sites=example.org
END
mkdir -p "$dir/run" # so that who asks too early hears that nobody listens
asks() { # CODE COMMAND...: does it end so? Its words are in $dir/asked
    asks_code=$1 asks_got=0
    shift
    "$@" >"$dir/asked" 2>&1 </dev/null || asks_got=$?
    [ "$asks_got" = "$asks_code" ] || {
        echo "    $* ended with $asks_got: $(cat "$dir/asked")"
        return 1
    }
}
said() { grep -q -E -e "$1" "$dir/asked"; }
status() { admin "$kindward" status --runtime "$dir/run"; }
doctor() {
    admin "$kindward" doctor --config "$dir/config" --state "$dir/state" --runtime "$dir/run" "$@"
}
seen() { grep -q -E -e "$1" "$dir/watch"; }

holds 'before it runs, status says so' asks 1 status
holds 'and how to start it' said 'not running.*kindwardd --runtime'
agent_starts
ip netns exec "$home" "$kindward" watch --runtime "$dir/run" >"$dir/watch" 2>"$dir/watch.err" &
watch=$!
started="$started $watch"
ip netns exec "$home" "$kindward" watch --runtime "$dir/run" --only blocked --format json \
    >"$dir/blocked" 2>&1 &
blocked=$!
started="$started $blocked"

all_well() { asks 0 status; }
holds 'all is well' knows all_well
holds 'Mia is held' said '^  Mia +held: .*account mia'
holds 'the rules are in force' said '^  Rules +in force, by '
for role in supervisor gate inspector recorder; do
    holds "the $role is there" said "^  $role +process [0-9]+, since "
done
# One who looks on is told from the moment on that the inspector knows of them.
seen_again() { visit kid https://v4.example.com/ -4 && seen '  Mia       visits    v4.example.com$'; }
holds 'a visit is seen as it happens' knows seen_again
holds 'and its look-up' knows seen '  Mia       looks up  v4.example.com$'
visit mum https://mums-secret.example.com/ || :
visit kid https://www.example.org/ || :
holds 'a block is seen' knows seen '  Mia       blocked   www.example.org$'
holds 'a filter lets only that through' is "$(grep -c . "$dir/blocked")" = \
    "$(grep -c '"name":"www.example.org".*"verdict":"block"' "$dir/blocked")"
holds 'nothing of mum is shown' is "$(grep -c mums- "$dir/watch")" = 0
has_names() { status >"$dir/asked" && said '^  Names +[1-9][0-9]* in the last minute'; }
holds 'names are counted' knows has_names
has_coverage() { status >"$dir/asked" && said '^  Today +[1-9][0-9]* of [1-9][0-9]* connections'; }
holds 'and what has a name today' knows has_coverage

doctor --format json >"$dir/found" || :
role_is() { # ROLE WORDS...
    python3 - "$dir/found" "$@" <<'END'
import json, sys
found = [f for f in json.load(open(sys.argv[1]))["findings"] if f["group"] == "Its processes"]
mine = [f for f in found if sys.argv[2] in f["what"]]
assert [f["grade"] for f in mine if f["grade"] in ("warning", "fault")] == [], mine
assert any(all(w in f["what"] for w in sys.argv[3:]) for f in mine), mine
END
}
holds 'the gate has one right' role_is gate 'rights 0x1000,' 'seccomp on' 'no new privileges on' 'files refused'
holds 'the inspector has none' role_is inspector 'rights 0,' 'seccomp on' 'files refused' 'account 4200'
holds 'nor the recorder' role_is recorder 'rights 0,' 'seccomp on' 'files refused'
holds 'the supervisor gave up the others' role_is supervisor 'no new privileges on'
holds 'the doctor finds the rules' grep -q 'in force and whole' "$dir/found"

holds 'a child that nobody has is not waited for' \
    asks 1 admin "$kindward" watch --runtime "$dir/run" --child Tom
holds 'and it is said' said 'there is no child .Tom.'
holds 'the child may not ask' asks 1 kid "$kindward" status --runtime "$dir/run"
holds 'and is told so' said 'may not ask'

recorder=$(role_pid recorder)
kill -STOP "$recorder"
holds 'who does not answer is told within seconds' asks 3 status
holds 'as that' said 'does not answer|ended'
kill -CONT "$recorder" 2>/dev/null || :
holds 'and all is well again' knows all_well
began_anew() { status >"$dir/asked" && said '^  gate .*started anew'; }
kill -9 "$(role_pid gate)"
holds 'a process that was started anew is told' knows began_anew

kill -INT "$blocked" 2>/dev/null || :
agent_stops
ended_well() { wait "$watch"; }
holds 'who watches is let go without an error' ended_well
holds 'and told' grep -q 'has ended' "$dir/watch.err"
holds 'status says that it is off' asks 1 status
fails_not
