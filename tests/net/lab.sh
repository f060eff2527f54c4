# The lab of the tests of the rules: a family's machine and the net, in namespaces of their own.
# Sourced, with the folder of our programs as $1. Skips (77) where it cannot be built; leaves
# nothing behind, however the test ends.
# shellcheck shell=sh
#
# kid, mum and admin run a command on the machine as 4242, 4243 and root; net on the other side,
# which is 10.9.0.2 and fd09::2 and answers on 443 and 53 (talk.py).
#
# NET_WRITERS names the writers that hold (nftables iptables), instead of those that this kernel has
# a queue for; NET_SLOWER says how many times slower this machine is than a machine (1): a virtual
# one may be 30; NET_KEEP is a folder to which a copy of all files of the test goes at its end.
set -eu
PATH=/usr/sbin:/usr/bin:/sbin:/bin
programs=$1
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
. "$here/../ends.sh"
home=kw$$h
away=kw$$n
failures=0

skip() {
    echo "skipped: $*"
    exit 77
}
[ "$(id -u)" = 0 ] || skip 'only root makes network namespaces'
for tool in ip setpriv python3 nft iptables; do
    command -v $tool >/dev/null || skip "$tool is not installed"
done
ip netns add "$home" 2>/dev/null || skip 'there are no network namespaces'

dir=$(mktemp -d)
chmod 755 "$dir"
cp "$here/talk.py" "$dir/"
started=
lab_ends_too() { :; } # for a test that has more to put away
# shellcheck disable=SC2317 # run at the end
lab_ends() {
    for pid in $started $(ip netns pids "$home" 2>/dev/null) $(ip netns pids "$away" 2>/dev/null); do
        kill -9 "$pid" 2>/dev/null || :
    done
    ip netns del "$home" 2>/dev/null || :
    ip netns del "$away" 2>/dev/null || :
    lab_ends_too
    [ -z "${NET_KEEP-}" ] || cp -r "$dir/." "$NET_KEEP"
    rm -rf "$dir" "/etc/netns/$home"
}
ends_with lab_ends

admin() { ip netns exec "$home" "$@"; }
kid() { admin setpriv --reuid=4242 --regid=4242 --clear-groups "$@"; }
mum() { admin setpriv --reuid=4243 --regid=4243 --clear-groups "$@"; }
net() { ip netns exec "$away" "$@"; }

# Starts a program of ours in a namespace and waits until it says "ready". Its words are in
# $dir/NAME; its process id is $last.
start() { # NAME NAMESPACE COMMAND...
    start_as=$1 start_in=$2
    shift 2
    : >"$dir/$start_as"
    ip netns exec "$start_in" "$@" >"$dir/$start_as" 2>"$dir/$start_as.err" &
    last=$!
    started="$started $last"
    for _ in $(seq $((100 * ${NET_SLOWER:-1}))); do
        ! grep -q ready "$dir/$start_as" || return 0
        kill -0 "$last" 2>/dev/null || break
        sleep 0.1
    done
    echo "FAILED: $start_as did not start: $(cat "$dir/$start_as.err")"
    exit 1
}
stop() { # PID...
    for pid in "$@"; do
        kill "$pid" 2>/dev/null || :
        wait "$pid" 2>/dev/null || :
    done
}

holds() { # WHAT COMMAND...
    what=$1
    shift
    if "$@"; then
        echo "ok: $what"
    else
        echo "FAILED: $what"
        failures=$((failures + 1))
    fi
}
fails_not() { # the last word of a test
    [ "$failures" = 0 ] || {
        for f in "$dir"/*; do
            case $f in *-it | *.py | *.key | *.crt | *.csr | *.srl | *.ext) continue ;; esac
            [ ! -s "$f" ] || [ -d "$f" ] || { echo "--- $f"; head -n 30 "$f"; }
        done
        exit 1
    }
}
lines() { grep -c -E -- "$1" "$dir/$2" || :; }            # of a pattern in the words of a program
is() { test "$@" || { echo "    $*"; false; }; }
talk() { # AS ARGUMENT...: true if answered; its word is in $dir/said
    talk_as=$1
    shift
    "$talk_as" python3 "$dir/talk.py" "$@" >"$dir/said"
}
# Is it refused each time? Says how quick the quickest of three was; what is asked for is 50 ms, but a
# busy machine decides nothing: only who waits for a second has been told nothing at all.
talk_is_refused() { # AS ARGUMENT...
    best=9999
    for _ in 1 2 3; do
        talk "$@" || :
        grep -q '^refused' "$dir/said" || { echo "    $(cat "$dir/said")"; return 1; }
        best=$(awk -v best="$best" '{ print $5 < best ? $5 : best }' "$dir/said")
    done
    echo "    within $best ms"
    awk -v ms="$best" -v most=$((1000 * ${NET_SLOWER:-1})) 'BEGIN { exit ms > most }'
}

ip netns add "$away"
ip link add v0 netns "$home" type veth peer name v0 netns "$away"
for n in "$home" "$away"; do
    ip -n "$n" link set lo up
    ip -n "$n" link set v0 up
done
ip -n "$home" addr add 10.9.0.1/24 dev v0
ip -n "$home" addr add fd09::1/64 dev v0 nodad
ip -n "$away" addr add 10.9.0.2/24 dev v0
ip -n "$away" addr add fd09::2/64 dev v0 nodad
ip -n "$home" route add default via 10.9.0.2
ip -n "$home" -6 route add default via fd09::2
[ -z "${lab_plain-}" ] || return 0 # the tests of the whole agent have servers of their own: home.sh
start server "$away" python3 "$dir/talk.py" serve "$dir/ends"

# What can hold here; a writer that this kernel has no queue for is only told.
"$programs/firewall_tool" nftables probe >"$dir/probe" 2>&1 || :
writers_that_hold=iptables
if grep -q 'nftables: queue: yes' "$dir/probe"; then
    writers_that_hold='nftables iptables'
else
    echo 'skipped here: holding through nftables, of which this kernel has no queue'
fi
# shellcheck disable=SC2034 # read by who sources this
writers_that_hold=${NET_WRITERS:-$writers_that_hold}
