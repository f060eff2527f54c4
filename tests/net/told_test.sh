#!/bin/sh
# told — a child that is stopped at a site hears by which rule, in the session that runs; once, and
# not while the screen is locked.
. "$(dirname "$0")/home.sh"
notifier=$programs/../../ui/notify/kindward-notify
desk=$programs/../bus/desk
[ -x "$notifier" ] && [ -x "$desk" ] || skip 'kindward-notify was not built'
command -v dbus-daemon >/dev/null || skip 'dbus-daemon is not installed'

bus_is_there

shown() { knows grep -q -P -e "$1" "$dir/desk"; }
person() { kid busctl --user call org.kindward.Desk1 /desk org.kindward.Desk1 "$@"; }
no() { ! "$@"; }
admin busctl --system monitor --match="type='signal',member='BlockHappened'" >"$dir/signals" 2>&1 &
started="$started $!"
waits_for grep -q Monitoring "$dir/signals" || skip "nobody may look on: $(cat "$dir/signals")"
family_policy
agent_starts
: >"$dir/desk"
kid "$desk" actions,body tray >"$dir/desk" 2>&1 &
started="$started $!"
has_desk() { kid busctl --user list | grep -q org.kindward.Desk1; }
waits_for has_desk || skip "there is no desk: $(cat "$dir/desk")"
kid env "XDG_RUNTIME_DIR=$dir/none" "$notifier" 2>"$dir/notifier" &
started="$started $!"
holds 'Mia is told that Kindward is on' shown '\tKindward is on\t'
holds 'she is stopped' no visit kid https://discord.com/
holds 'and hears by which rule' shown \
    '\tKindward blocks discord.com\tThe rule is: block platform discord \(mia.conf:6\)\. '
holds 'stopped again' no visit kid https://www.discord.com/
holds 'the screen is locked' person Lock b true
holds 'at another site' no visit kid https://discord.gg/
holds 'which the notifier hears' knows grep -q discord.gg "$dir/signals"
person Lock b false
holds 'a third one' no visit kid https://discordapp.com/
holds 'is told of' shown '\tKindward blocks discordapp.com\t'
holds 'the one before is not, nor the first one twice' \
    test "$(grep -c 'Kindward blocks' "$dir/desk")" = 2
fails_not
