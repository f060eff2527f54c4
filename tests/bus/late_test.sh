#!/bin/sh
# late — a desktop whose notification daemon comes after the notifier, as at many a login: what there
# was to tell is told then, and neither the child's notice nor the week is lost.
. "$(dirname "$0")/bus_home.sh"
. "$(dirname "$0")/session_home.sh"
printf '[agent]\nfirewall=observe-only\n[alerts]\ngaps=false\n' >"$dir/config/kindward.conf"
agent_starts
asked "INSERT OR IGNORE INTO platforms(name) VALUES('')"
alert 1 1 one.example.net 'alert site one.example.net (mia.conf:9)'
echo '<p>a week</p>' >"$dir/reports/2026-W47.html"
mkdir -p "$dir/mum.home/config/kindward"
printf '[notify]\nquiet-from=00:00\nquiet-to=00:00\n' >"$dir/mum.home/config/kindward/notify.conf"

for who in mum mia; do
    bus_starts $who
    notifier_starts $who
done
has_notifier() { (in_session "$1" busctl --user status org.kindward.Notify1) >/dev/null 2>&1; }
holds "mum's notifier runs" knows has_notifier mum
holds "Mia's notifier runs" knows has_notifier mia
sleep 2 # long enough that it has asked, in vain
desk_starts mum actions,body,persistence
desk_starts mia actions,body tray
holds 'the alert comes with the daemon' shown mum '\tKindward: Mia\t'
holds 'so does the week' shown mum '\tKindward: the week is ready\t'
holds 'and the notice of who is looked after' shown mia '\tKindward is on\t'
holds 'with the way to the page' shown mia 'page=My page'
session_ends mum
session_ends mia
fails_not
