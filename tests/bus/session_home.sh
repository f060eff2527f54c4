# Desktop sessions without a screen: a session bus, a notification daemon and a tray (desk.c) of an
# account's own, and the real notifier in it. Sourced after bus_home.sh.
# shellcheck shell=sh disable=SC2154
#
#   session_starts WHO CAPABILITIES [tray|watcher]   what is shown is in $dir/WHO.desk, a line each
#   bus_starts WHO, desk_starts WHO CAPABILITIES [tray|watcher]   the two halves of it
#   notifier_starts WHO, notifier_ends WHO
#   session_ends WHO       all of it
#   shown WHO REGEX        true as soon as a line of that session matches, within 30 s; \t is a tab
#   person WHO METHOD …    what somebody does there: Press s block, Dismiss, Tray b false
notifier=$programs/ui/notify/kindward-notify
desk=$programs/tests/bus/desk
[ -x "$notifier" ] || skip 'kindward-notify was not built'
mkdir -p "$dir/bin" "$dir/reports"
ln -s "$kindward" "$notifier" "$dir/bin/"
# The desktop's way to open a page, which says what it was asked to open.
cat >"$dir/bin/xdg-open" <<'END'
#!/bin/sh
echo "$@" >>"$OPENED"
END
chmod 755 "$dir/bin/xdg-open"
: >"$dir/opened"
chmod 666 "$dir/opened"
cat >"$dir/session.conf" <<END
<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:tmpdir=/tmp</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
END

in_session() { # WHO COMMAND…: becomes it; for a process of its own
    in_who=$1
    shift
    exec setpriv --reuid="$in_who" --regid="$in_who" --init-groups env "PATH=$dir/bin:$PATH" \
        "DBUS_SESSION_BUS_ADDRESS=unix:path=$dir/$in_who.home/bus" "HOME=$dir/$in_who.home" \
        "XDG_RUNTIME_DIR=$dir/$in_who.home" "XDG_CONFIG_HOME=$dir/$in_who.home/config" \
        "XDG_STATE_HOME=$dir/$in_who.home/state" "KINDWARD_REPORTS=$dir/reports" \
        "OPENED=$dir/opened" LC_ALL=C.UTF-8 "$@"
}
shown() { knows grep -q -P -e "$2" "$dir/$1.desk"; }
person() {
    person_who=$1
    shift
    (in_session "$person_who" busctl --user call org.kindward.Desk1 /desk org.kindward.Desk1 "$@")
}
session_starts() {
    bus_starts "$1"
    desk_starts "$@"
}
bus_starts() {
    session_who=$1
    mkdir -p "$dir/$session_who.home/config/kindward"
    chown -R "$session_who:$session_who" "$dir/$session_who.home"
    (in_session "$session_who" dbus-daemon --config-file="$dir/session.conf" --nofork \
        --address="unix:path=$dir/$session_who.home/bus") >"$dir/session.err" 2>&1 &
    echo $! >"$dir/$session_who.bus"
    has_bus() { (in_session "$session_who" busctl --user list) >/dev/null 2>&1; }
    knows has_bus || skip "there is no session bus: $(cat "$dir/session.err")"
    : >"$dir/$session_who.desk"
    started="$started $(cat "$dir/$session_who.bus")"
}
desk_starts() {
    session_who=$1 session_can=$2 session_tray=${3-}
    # shellcheck disable=SC2086 # nothing, or a word
    (in_session "$session_who" "$desk" "$session_can" $session_tray) >"$dir/$session_who.desk" 2>&1 &
    echo $! >"$dir/$session_who.desk.pid"
    started="$started $!"
    has_desk() {
        (in_session "$session_who" busctl --user status org.freedesktop.Notifications) >/dev/null 2>&1
    }
    knows has_desk || { echo "FAILED: no desk: $(cat "$dir/$session_who.desk")"; exit 1; }
}
notifier_starts() {
    (in_session "$1" "$notifier") 2>"$dir/$1.notifier" &
    echo $! >"$dir/$1.notifier.pid"
    started="$started $!"
}
notifier_ends() {
    kill "$(cat "$dir/$1.notifier.pid")" 2>/dev/null || :
    wait "$(cat "$dir/$1.notifier.pid")" 2>/dev/null || :
}
session_ends() {
    notifier_ends "$1"
    for session_pid in "$(cat "$dir/$1.desk.pid")" "$(cat "$dir/$1.bus")"; do
        kill "$session_pid" 2>/dev/null || :
        wait "$session_pid" 2>/dev/null || :
    done
    rm -f "$dir/$1.home/bus"
}
