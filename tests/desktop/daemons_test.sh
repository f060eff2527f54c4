#!/bin/sh
# daemons — the real notifier before real notification daemons besides Xfce's and dunst (notify_test.sh):
# GNOME Flashback's, MATE's, mako, Plasma's, GNOME Shell's. Each says what it can and is believed;
# what a stranger chose to write is text, and no markup; a button is pressed by the mouse where there
# is one and otherwise by the daemon's own command, and its effect is read back from the agent. One
# that is not installed is left out, by name. With DESKTOP_PICTURES a folder gets the pictures.
. "$(dirname "$0")/desktop_home.sh"
printf '[agent]\nfirewall=observe-only\n[alerts]\ngaps=false\n' >"$dir/config/kindward.conf"
agent_starts
asked "INSERT OR IGNORE INTO platforms(name) VALUES('')"

n=0 # of the alert, and in its site
comes() { # an alert, whose words look like markup
    n=$((n + 1))
    alert $n 1 "site$n.example.net" "<b>bold</b> & \"quoted\" site$n.example.net"
}
goes() { asked "DELETE FROM alerts"; }
# What the notifier asks of a daemon, and what that answers, are lines of this file.
listens='dbus-monitor --session "interface=org.freedesktop.Notifications" >"$HEARD" 2>&1 & sleep 0.5'
HEARD=$dir/heard
: >"$HEARD"
chmod 666 "$HEARD"
export HEARD
says() { grep -q -F -e "$1" "$HEARD"; }
daemon() { # PACKAGE PROGRAM: is it there?
    [ -x "$2" ] && return 0
    echo "left out: what takes the package $1, which is not installed"
    return 1
}
# What all must do; the words of the test name it.
is_asked_and_escaped() { # NAME
    holds "$1 is asked what it can" says 'member=GetCapabilities'
    holds "$1 is given text for markup, where it reads that" says '&lt;b&gt;bold&lt;/b&gt; &amp;'
}
in_gtk() { # NAME: a daemon whose notifications are GTK windows, under the X server
    comes
    holds "$1 shows an alert, and a stranger's words as they are" session mum --daemon "$1" \
        --png "$pictures/$1.png" -- \
        "$listens"'; kindward-notify & see "Kindward: Mia"
         press --list | grep -F -e "<b>bold</b> & \"quoted\""'
    is_asked_and_escaped "$1"
    holds "$1: it was only looked at, and is open" is_open $n
    # Flashback's shows one bubble after another, and this one late: that it was told is asked.
    holds "$1: Block is pressed, by the mouse, and answered" session mum --daemon "$1" -- \
        "$listens"'; kindward-notify & pressed Block
         for _ in $(seq 100); do ! grep -q "Blocked from now on" "$HEARD" || exit 0; sleep 0.2; done
         exit 1'
    holds "$1: the rule stands in the policy" knows in_policy "site$n.example.net"
    holds "$1: and it was told" knows is_told $n
    goes
}
! daemon notification-daemon /usr/lib/notification-daemon/notification-daemon || in_gtk notification-daemon
! daemon mate-notification-daemon /usr/lib/mate-notification-daemon/mate-notification-daemon || in_gtk mate

if daemon mako-notifier /usr/bin/mako && daemon sway /usr/bin/sway && daemon grim /usr/bin/grim; then
    comes
    waits='for _ in $(seq 100); do ! makoctl list | grep -q "Kindward: Mia" || break; sleep 0.2; done'
    holds 'mako shows an alert, with its buttons' session mum --daemon mako --png "$pictures/mako.png" -- \
        "$listens; kindward-notify & $waits; makoctl list >\"\$OPENED\"; grep -q Block \"\$OPENED\""
    is_asked_and_escaped mako
    holds 'mako: it was only looked at, and is open' is_open $n
    holds 'mako: Block is chosen' session mum --daemon mako -- \
        "kindward-notify & $waits; makoctl invoke block
         for _ in \$(seq 100); do ! makoctl list | grep -q 'Blocked from now on' || exit 0; sleep 0.2; done
         exit 1"
    holds 'mako: the rule stands in the policy' knows in_policy "site$n.example.net"
    holds 'mako: and it was told' knows is_told $n
    goes
fi
if daemon gnome-shell /usr/bin/gnome-shell && daemon gjs /usr/bin/gjs; then
    comes
    holds "GNOME Shell shows an alert, and a stranger's words as they are" session mum \
        --daemon gnome-shell --png "$pictures/gnome-shell.png" -- \
        "$listens"'; kindward-notify & press_gnome --touch "Kindward: Mia"
         press_gnome --see "<b>bold</b> & \"quoted\""; press_gnome --see "Not now"'
    is_asked_and_escaped 'GNOME Shell'
    holds 'GNOME Shell: it was only looked at, and is open' is_open $n
    holds 'GNOME Shell: Block is pressed, by the mouse, and answered' session mum \
        --daemon gnome-shell --png "$pictures/gnome-shell-blocked.png" -- \
        "$listens"'; kindward-notify & press_gnome --touch "Kindward: Mia"; sleep 1; press_gnome Block
         for _ in $(seq 100); do ! grep -q "Blocked from now on" "$HEARD" || exit 0; sleep 0.2; done
         exit 1' # which goes into the shell's list, and is no banner
    holds 'GNOME Shell: the rule stands in the policy' knows in_policy "site$n.example.net"
    holds 'GNOME Shell: and it was told' knows is_told $n
    goes
fi
# Plasma says nothing to who reads the screen here: its notification is found as a window in the
# corner, and a click on its text takes the first button, which is Show.
popup='popup() {
    for id in $(xdotool search --onlyvisible --class plasmashell); do
        eval "$(xdotool getwindowgeometry --shell $id)"
        [ $X -lt 640 ] || [ $Y -lt 400 ] || [ $WIDTH -gt 600 ] || [ $HEIGHT -lt 60 ] || return 0
    done
    return 1
}
waits() { for _ in $(seq 100); do ! "$@" || return 0; sleep 0.2; done; false; }'
if daemon plasma-desktop /usr/bin/plasmashell; then
    comes
    holds 'Plasma shows an alert' session mum --daemon plasmashell --png "$pictures/plasma.png" -- \
        "$popup; $listens"'; kindward-notify & waits popup'
    is_asked_and_escaped Plasma
    holds 'Plasma: it was only looked at, and is open' is_open $n
    holds 'Plasma: it is clicked, and taken away' session mum --daemon plasmashell -- \
        "$popup; $listens"'; kindward-notify & waits popup; sleep 1
         xdotool mousemove $((X + 40)) $((Y + HEIGHT / 2)) click 1
         waits grep -q member=CloseNotification "$HEARD"'
    holds 'Plasma: and it was told' knows is_told $n
    goes
fi
fails_not
