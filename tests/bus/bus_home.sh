# A family's system bus of its own: a private dbus-daemon with the policies of packaging/, the real
# polkitd with our actions and rules, real accounts, and the agent on it.
# Sourced, with the folder of our programs as $1. Skips (77) where it cannot be; leaves nothing
# behind, for all of it is in a mount namespace of its own.
# shellcheck shell=sh
#
#   mia (4242) is a child, tim (4244) another; mum (4243) is a guardian; ann (4245) is nobody; rob
#   (4246) is a child's account that somebody put into the guardians' group.
#   as WHO COMMAND…     runs it as that account, with its groups
#   ask WHO METHOD …    a call by busctl; its words are in $dir/said; true if it was answered
#   asked "SQL"         of the store
#   alert ID KIND SITE RULE   one of Mia's that is open; is_open ID, is_told ID
#   in_policy REGEX     of Mia's file
#   knows COMMAND…      true as soon as COMMAND is, within 30 s
set -eu
PATH=/usr/sbin:/usr/bin:/sbin:/bin
programs=$1
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
source_dir=$(CDPATH='' cd -- "$here/../.." && pwd)
kindwardd=$programs/agent/daemon/kindwardd
kindward=$programs/ui/cli/kindward
failures=0
skip() {
    echo "skipped: $*"
    exit 77
}
[ "$(id -u)" = 0 ] || skip 'only root makes accounts'
for tool in dbus-daemon busctl setpriv unshare sqlite3 nft; do
    command -v $tool >/dev/null || skip "$tool is not installed"
done
[ -x /usr/lib/polkit-1/polkitd ] || skip 'polkitd is not installed'
[ -x "$kindwardd" ] || skip 'kindwardd was not built'
if [ -z "${BUS_INSIDE-}" ]; then
    unshare -m -n true 2>/dev/null || skip 'there are no namespaces'
    BUS_INSIDE=yes exec unshare -m -n --propagation private "$0" "$@"
fi

dir=$(mktemp -d)
chmod 755 "$dir"
started=
# shellcheck disable=SC2317 # run at the end
bus_ends() {
    for pid in $started; do
        kill "$pid" 2>/dev/null || :
    done
    [ -z "$started" ] || sleep 0.5
    for pid in $started; do
        kill -9 "$pid" 2>/dev/null || :
    done
    for at in /var/lib/kindward /var/lib /run/kindward /run; do
        umount "$at" 2>/dev/null || : # of reads_test.sh
    done
    rm -rf "$dir"
}
. "$(dirname "$0")/../ends.sh"
ends_with bus_ends

{
    grep -v -E '^(mia|mum|tim|ann|rob|kindward):' /etc/passwd
    for who in mia:4242 mum:4243 tim:4244 ann:4245 rob:4246; do
        echo "${who%:*}:x:${who#*:}:${who#*:}::/tmp:/bin/sh"
    done
    echo 'kindward:x:4200:4200::/nonexistent:/usr/sbin/nologin'
} >"$dir/passwd"
{
    grep -v -E '^(mia|mum|tim|ann|rob|kindward|kindward-guardians):' /etc/group
    for who in mia:4242 mum:4243 tim:4244 ann:4245 rob:4246 kindward:4200; do
        echo "${who%:*}:x:${who#*:}:"
    done
    echo 'kindward-guardians:x:4300:mum,rob'
} >"$dir/group"
mount --bind "$dir/passwd" /etc/passwd
mount --bind "$dir/group" /etc/group
mkdir -p "$dir/actions" "$dir/rules"
cp /usr/share/polkit-1/actions/*.policy "$dir/actions/" 2>/dev/null || :
cp "$source_dir/packaging/polkit/org.kindward.policy" "$dir/actions/"
cp "$source_dir/packaging/polkit/org.kindward.rules" "$dir/rules/"
mount --bind "$dir/actions" /usr/share/polkit-1/actions
mount --bind "$dir/rules" /usr/share/polkit-1/rules.d

cat >"$dir/bus.conf" <<END
<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>system</type>
  <listen>unix:path=$dir/bus</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow user="*"/>
    <deny own="*"/>
    <deny send_type="method_call"/>
    <allow send_type="signal"/>
    <allow send_requested_reply="true" send_type="method_return"/>
    <allow send_requested_reply="true" send_type="error"/>
    <allow receive_type="method_call"/>
    <allow receive_type="method_return"/>
    <allow receive_type="error"/>
    <allow receive_type="signal"/>
    <allow send_destination="org.freedesktop.DBus" send_interface="org.freedesktop.DBus"/>
    <allow send_destination="org.freedesktop.DBus"
           send_interface="org.freedesktop.DBus.Introspectable"/>
  </policy>
  <policy user="root">
    <allow send_destination="org.freedesktop.DBus" send_interface="org.freedesktop.DBus.Monitoring"/>
  </policy>
  <include>/usr/share/dbus-1/system.d/org.freedesktop.PolicyKit1.conf</include>
  <include>$source_dir/packaging/dbus/org.kindward.Agent1.conf</include>
</busconfig>
END
DBUS_SYSTEM_BUS_ADDRESS=unix:path=$dir/bus
export DBUS_SYSTEM_BUS_ADDRESS
dbus-daemon --config-file="$dir/bus.conf" --nofork 2>"$dir/bus.err" &
started="$started $!"

as() { # WHO COMMAND…
    as_who=$1
    shift
    if [ "$as_who" = root ]; then
        "$@"
    elif [ "$as_who" = nobody ]; then
        setpriv --reuid=65534 --regid=65534 --clear-groups "$@"
    else
        setpriv --reuid="$as_who" --regid="$as_who" --init-groups "$@"
    fi
}
call() { # WHO COMMAND OF BUSCTL…
    call_who=$1
    shift
    as "$call_who" busctl --system --timeout=30 --allow-interactive-authorization=no "$@" \
        >"$dir/said" 2>&1
}
ask() { # WHO METHOD [SIGNATURE ARGUMENT…]
    ask_who=$1
    shift
    call "$ask_who" call org.kindward.Agent1 /org/kindward/Agent1 org.kindward.Agent1 "$@"
}
said() { grep -q -E -e "$1" "$dir/said"; }
knows() {
    for _ in $(seq 300); do
        ! "$@" >/dev/null 2>&1 || return 0
        sleep 0.1
    done
    return 1
}
holds() { # WHAT COMMAND…
    what=$1
    shift
    if "$@"; then
        echo "ok: $what"
    else
        echo "FAILED: $what"
        [ ! -s "$dir/said" ] || head -c 600 "$dir/said"
        failures=$((failures + 1))
    fi
}
fails_not() { # the last word of a test
    [ "$failures" = 0 ] || {
        for f in "$dir/agent" "$dir/polkit.err" "$dir/bus.err"; do
            [ ! -s "$f" ] || { echo "--- $f"; tail -n 30 "$f"; }
        done
        exit 1
    }
}
asked() { sqlite3 "$dir/state/kindward.db" "$1"; }
alert() { # ID KIND SITE RULE: one that the agent has open
    asked "INSERT OR IGNORE INTO sites(name) VALUES('$3');
           INSERT OR IGNORE INTO rules(name) VALUES('$4');
           INSERT OR IGNORE INTO children(name) VALUES('Mia');
           INSERT INTO alerts(id, child, when_us, utc_offset_s, kind, platform, site, category, gap,
               count, rule, told_us)
           SELECT $1, (SELECT id FROM children WHERE name='Mia'), $(date +%s)000000 + $1, 0, $2,
               (SELECT id FROM platforms WHERE name=''), (SELECT id FROM sites WHERE name='$3'),
               $(asked "SELECT ifnull(max(category), 0) FROM alerts"), 0, 1,
               (SELECT id FROM rules WHERE name='$4'), NULL"
}
is_open() { test "$(asked "SELECT told_us IS NULL FROM alerts WHERE id = $1")" = 1; }
is_told() { ! is_open "$1"; }
in_policy() { grep -q -e "$1" "$dir/config/children.d/mia.conf"; }
child() { # NAME: its file; standard input follows [child]
    {
        printf '[child]\naccount=%s\nbirth-year=%s\n' "$1" "$(($(date +%Y) - 10))"
        cat
    } >"$dir/config/children.d/$1.conf"
}
agent_starts() {
    : >"$dir/agent"
    "$kindwardd" --config "$dir/config" --state "$dir/state" --runtime "$dir/run" \
        --foreground 2>"$dir/agent" &
    agent=$!
    started="$started $agent"
    knows grep -q 'on the bus' "$dir/agent" && knows ask root Status && knows ask root Alerts buu true 0 1 || {
        echo "FAILED: the agent did not come onto the bus: $(cat "$dir/agent" "$dir/bus.err")"
        exit 1
    }
}

knows test -S "$dir/bus" || skip 'dbus-daemon does not start here'
/usr/lib/polkit-1/polkitd --no-debug 2>"$dir/polkit.err" >&2 &
started="$started $!"
knows call root status org.freedesktop.PolicyKit1 || skip "polkitd does not start here: $(cat \
    "$dir/polkit.err")"
mkdir -p "$dir/config/children.d" "$dir/state" "$dir/run"
ip link set lo up 2>/dev/null || :
printf '[agent]\nfirewall=observe-only\n' >"$dir/config/kindward.conf"
child mia <<'END'
name=Mia
[block]
# a line that is nobody else's business
sites=example.org
END
child tim </dev/null
child rob </dev/null
