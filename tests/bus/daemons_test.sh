#!/bin/sh
# daemons — the real notifier before daemons that can do different things: each stand-in says of itself
# what the daemon of GNOME, Plasma, MATE or mako says, and no more, so that each way of ours is gone
# without a desktop (tests/desktop has the real ones). Each button is pressed, and what it did is read
# back from the agent.
. "$(dirname "$0")/bus_home.sh"
. "$(dirname "$0")/session_home.sh"
mkdir -p "$dir/lib/kindward"
not() { ! "$@"; }
settings() { # of mum's session, whatever the hour is at which this runs
    mkdir -p "$dir/mum.home/config/kindward"
    printf '[notify]\nat-most-per-hour=60\nquiet-from=00:00\nquiet-to=00:00\n' \
        >"$dir/mum.home/config/kindward/notify.conf"
}
can() { # DAEMON: what it says of itself
    case $1 in
    gnome) echo actions,body,body-markup,icon-static,persistence,sound ;;
    plasma) echo body,body-hyperlinks,body-markup,body-images,icon-static,actions,persistence,inline-reply,sound,inhibitions ;;
    mate) echo actions,action-icons,body,body-hyperlinks,body-markup,icon-static,image/svg+xml ;;
    mako) echo body,body-markup,actions,icon-static,x-canonical-private-synchronous,x-dunst-stack-tag ;;
    bare) echo body ;;
    esac
}

printf '[agent]\nfirewall=observe-only\n[alerts]\ngaps=false\n' >"$dir/config/kindward.conf"
agent_starts
mount --bind "$dir/lib" /var/lib
mount --bind "$dir/state" /var/lib/kindward # where the command looks for it
asked "INSERT OR IGNORE INTO platforms(name) VALUES('')"
settings
alert 9 1 nine.example.net 'alert site nine.example.net (mia.conf:9)'
session_starts mum "$(can gnome)"
notifier_starts mum
holds 'an alert of which nothing else is recorded' shown mum '\tKindward: Mia\t'
holds 'is to be shown' person mum Press s show
holds 'and no page can be made, which is told' shown mum \
    '\tKindward could not do that\t.*`kindward report` says why'
holds 'put away it is' knows is_told 9
session_ends mum
asked "INSERT OR IGNORE INTO children(name) VALUES('Mia');
    INSERT INTO sites(name) VALUES('mia.example'); INSERT INTO hosts(name) VALUES('www.mia.example');
    INSERT INTO visits SELECT c.id,20417,1764072000000000,h.id,0,1764072060000000,0,s.id,p.id,0,5,0,
        10,20,1 FROM children c, hosts h, sites s, platforms p WHERE p.name='' AND c.name='Mia'
        AND s.name='mia.example'"

alert 1 1 one.example.net '<b>alert</b> & "site" one.example.net'
for daemon in gnome plasma mate mako; do
    session_starts mum "$(can $daemon)"
    notifier_starts mum
    holds "$daemon: an alert with its buttons, and no markup of a stranger's" shown mum \
        '^note\t.*\tstays\tdefault=Show,show=Show,block=Block,later=Not now\tKindward: Mia\t.*&lt;b&gt;alert&lt;/b&gt; &amp;'
    session_ends mum
done
session_starts mum "$(can bare)"
notifier_starts mum
holds 'without markup nothing is escaped' shown mum '<b>alert</b> & "site"'
holds 'without buttons the command is named' shown mum '\t\tKindward: Mia\t.*`kindward alerts` shows'
session_ends mum
holds 'it was only looked at: it is open' is_open 1

session_starts mum "$(can gnome)"
notifier_starts mum
holds 'on a locked screen' shown mum '^note\t.*block=Block'
person mum Lock b true
holds 'no child and no site is named, and nothing is blocked by a button' shown mum \
    '^note\t.*\tdefault=Show,show=Show,later=Not now\tKindward\tThere is something to look at'
person mum Lock b false
holds 'back at it, it is there again' shown mum '^note\t3\t.*\tKindward: Mia\t'
holds 'Not now is pressed' person mum Press s later
holds 'and it is away' shown mum '^closed\t3'
holds 'but open' is_open 1
session_ends mum

session_starts mum "$(can gnome)"
notifier_starts mum
holds 'in the next session it is told again' shown mum '^note\t.*block=Block'
holds 'Block is pressed' person mum Press s block
holds 'which is answered' shown mum '\tBlocked from now on\t'
holds 'the rule stands in the policy' in_policy one.example.net
holds 'and it was told' knows is_told 1
session_ends mum

alert 2 1 two.example.net 'block site two.example.net (mia.conf:9)'
session_starts mum "$(can gnome)"
notifier_starts mum
holds 'what was blocked has another button' shown mum 'allow=Allow for an hour'
holds 'it is pressed' person mum Press s allow
holds 'which is answered' shown mum '\tAllowed for an hour\t'
holds 'and was told' knows is_told 2
ask mia Mine || :
holds 'the exception is on the child'\''s page' said 'two\.example\.net.*until_us'
session_ends mum

alert 3 1 three.example.net 'alert site three.example.net (mia.conf:9)'
alert 4 1 four.example.net 'alert site four.example.net (mia.conf:9)'
echo '<p>a week</p>' >"$dir/reports/2026-W47.html"
session_starts mum "$(can gnome)"
notifier_starts mum
holds 'two are one' shown mum '\tdefault=Show,show=Show,later=Not now\tKindward: Mia, 2 things\t'
holds 'the week is told of as well' shown mum '\tdefault=Open,open=Open\tKindward: the week is ready\t.*16 November'
holds 'Show is pressed' person mum Press s show
holds 'and opens a page' knows grep -q days.html "$dir/opened"
holds 'both were told' knows is_told 3
holds '(both)' knows is_told 4
holds 'the week is put away' person mum Dismiss
holds 'which is kept' knows grep -q 2026-W47 "$dir/mum.home/state/kindward/week"
session_ends mum
session_starts mum "$(can gnome)"
alert 5 1 five.example.net 'alert site five.example.net (mia.conf:9)'
notifier_starts mum
holds 'and not told again' shown mum '\tKindward: Mia\t'
holds '(the alert alone)' not grep -q 'the week is ready' "$dir/mum.desk"
holds 'what is put away was told' person mum Dismiss
holds '(it was)' knows is_told 5
session_ends mum

# A child is shown the same by each of them.
for daemon in gnome plasma mate mako; do
    session_starts mia "$(can $daemon)"
    notifier_starts mia
    holds "$daemon: a notice stays for a child, with the way to its page" shown mia \
        '^note\t.*\tstays\tdefault=My page,page=My page\tKindward is on\t.*\torg.kindward.Mine$'
    session_ends mia
done
session_starts mia "$(can bare)" watcher
notifier_starts mia
holds 'where indicators are taken and nobody shows them, too' shown mia '\tstays\t\tKindward is on\t'
holds 'without buttons the command is named' shown mia '`kindward mine` shows'
person mia Tray b true
holds 'a tray that comes takes its place' shown mia '^closed\t'
twice() { (in_session mia "$notifier") 2>"$dir/said" || [ $? = 3 ]; }
holds 'a second one ends by itself' twice
holds 'and says why' said 'one runs in this session already'
session_ends mia
fails_not
