#!/bin/sh
# notify — what is shown in a guardian's and in a child's session, by the real notifier, to a real
# notification daemon and tray, from the real agent on a bus of its own. Each button is pressed, and
# what it did is read back from the agent's files. With DESKTOP_PICTURES a folder gets the pictures.
. "$(dirname "$0")/desktop_home.sh"
for tool in xfce4-panel dunst; do
    command -v $tool >/dev/null || skip "$tool is not installed"
done
printf '[agent]\nfirewall=observe-only\n[alerts]\ngaps=false\n' >"$dir/config/kindward.conf"
agent_starts
asked "INSERT OR IGNORE INTO platforms(name) VALUES('')"

alert 1 1 one.example.net 'alert site one.example.net (mia.conf:9)'
holds 'a guardian sees an alert, and what it is about' session mum --png "$pictures/alert.png" -- \
    'kindward-notify & see "Kindward: Mia"; see "Not now"; see Block'
holds 'it was only looked at: it is open' is_open 1
holds 'it is put off' session mum -- \
    'kindward-notify & pressed "Not now"; press --gone "Kindward: Mia"'
holds 'and stays open' is_open 1
holds 'Block blocks' session mum --png "$pictures/blocked.png" -- \
    'kindward-notify & pressed Block; see "Blocked from now on"'
holds 'the rule stands in the policy' knows in_policy one.example.net
holds 'and it was told' knows is_told 1

alert 2 1 two.example.net 'alert site two.example.net (mia.conf:9)'
alert 3 1 three.example.net '<b>alert</b> & "site" three.example.net'
holds 'two are one notification' session mum --png "$pictures/two.png" -- \
    'kindward-notify & see "Kindward: Mia, 2 things"; pressed Show; press --gone "Kindward: Mia, 2 things"'
holds 'Show tells both' knows is_told 2
holds '(both)' knows is_told 3
alert 4 1 four.example.net 'alert site four.example.net (mia.conf:9)'
# dunst has no buttons to press, and says nothing to who reads the screen: it counts what it shows.
shows='for _ in $(seq 50); do [ "$(dunstctl count displayed)" = 0 ] || break; sleep 0.2; done'
holds 'dunst shows an alert' session mum --daemon dunst --png "$pictures/dunst.png" -- \
    "kindward-notify & $shows; [ \"\$(dunstctl count displayed)\" = 1 ]"
holds 'a middle click takes its button, which is Show' session mum --daemon dunst -- \
    "kindward-notify & $shows; xdotool mousemove 1100 75 click 2
     for _ in \$(seq 50); do [ \"\$(dunstctl count displayed)\" != 0 ] || exit 0; sleep 0.2; done; exit 1"
holds 'which tells it' knows is_told 4

echo '<p>a week</p>' >"$dir/reports/2026-W47.html"
holds 'the week is ready' session mum --png "$pictures/week.png" -- \
    'kindward-notify & see "Kindward: the week is ready"; see Open'

items() {
    echo 'gdbus call --session -d org.kde.StatusNotifierWatcher -o /StatusNotifierWatcher -m org.freedesktop.DBus.Properties.Get org.kde.StatusNotifierWatcher RegisteredStatusNotifierItems'
}
holds 'a child has the sign in the tray, and is told at login' session mia --panel \
    --png "$pictures/child.png" -- \
    "kindward-notify & see 'Kindward is on'
     for _ in 1 2 3 4 5 6 7 8 9 10; do
         ! $(items) | grep StatusNotifierItem || exit 0
         sleep 0.5
     done
     exit 1"
holds 'without a tray a notice stays' session mia --png "$pictures/child-without-tray.png" -- \
    'kindward-notify & sleep 12; see "Kindward is on"; see "My page"'
holds 'My page opens the page' session mia -- 'kindward-notify & pressed "My page"
     for _ in 1 2 3 4 5 6 7 8 9 10; do
         ! grep -q mine.html "$OPENED" || exit 0
         sleep 1
     done
     exit 1'
holds 'so does the menu entry' session mia -- 'kindward mine --open && grep -q kindward-mine.html "$OPENED"'
holds 'one session has one notifier' session mia -- \
    'kindward-notify & see "Kindward is on"; timeout 20 kindward-notify || [ $? = 3 ]'
holds 'who is nobody sees nothing' session ann -- \
    'kindward-notify & sleep 3; ! press --see "Kindward is on"; ! press --see "Kindward: Mia"'
rm -f "$pictures/stop" # of an earlier run, whose pictures were kept
holds 'the sign says when Kindward is off' session mia --panel -- \
    "kindward-notify & see 'Kindward is on'; touch '$pictures/stop'; see 'Kindward is off'" &
waiting=$!
knows test -e "$pictures/stop" || :
kill "$agent" 2>/dev/null || :
wait "$waiting" || failures=$((failures + 1))
fails_not
