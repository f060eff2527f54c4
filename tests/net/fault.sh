# What goes wrong, in the middle of a download and of many connections a second, and what must hold
# after it. Sourced after home.sh.
# shellcheck shell=sh
#
#   fault "WHAT" GAP COMMAND…    the fault happens; the network works within 3 s, for Mia and for
#                                mum, and what that takes without a fault; what was recorded is
#                                still there, and so is the gap
set -eu
cp "$here/rush.py" "$dir/"
rm "$dir/config/kindward.conf" # with the time that a family has
mkdir "$dir/down"
chmod 777 "$dir/down"

moves() { # is the download going on?
    was=$(stat -c %s "$dir/down/big")
    sleep 0.7
    test "$(stat -c %s "$dir/down/big")" -gt "$was"
}
works() { visit kid http://10.9.0.2/ -m 3 && visit kid "http://[fd09::2]/" -m 3 && visit mum http://10.9.0.2/ -m 3; }
now_s() { date +%s.%N; }
usual_s=0 # the slowest of some looks while all is well: a busy machine is no fault of ours
usually() {
    for _ in 1 2 3; do
        usual_at=$(now_s)
        works || :
        usual_s=$(awk -v a="$usual_at" -v b="$(now_s)" -v u="$usual_s" 'BEGIN { print (b - a > u ? b - a : u) }')
    done
}
within_3_s() { # SINCE
    awk -v a="$1" -v b="$(now_s)" -v u="$usual_s" \
        'BEGIN { printf "    after %.0f ms (usually %.0f)\n", (b - a) * 1000, u * 1000; exit b - a > 3 + 3 * u }'
}
fault() {
    fault_is=$1 fault_gap=$2
    shift 2
    ip netns exec "$home" setpriv --reuid=4242 --regid=4242 --clear-groups \
        python3 "$dir/rush.py" 10.9.0.2 rush.example.net "${a_second:-50}" 5 >"$dir/rush" &
    rush=$!
    ip netns exec "$home" setpriv --reuid=4242 --regid=4242 --clear-groups env -i PATH=/usr/bin \
        curl -s -o "$dir/down/big" --cacert "$dir/ca.crt" https://www.example.org/slow &
    download=$!
    sleep 1
    usually
    rows=$(n "$rows_before")
    at=$(now_s)
    "$@"
    for _ in 1 2 3 4 5 6; do
        ! works || break
    done
    holds "$fault_is: a page comes within 3 s" within_3_s "$at"
    holds "$fault_is: the download goes on" moves
    wait "$rush" || :
    holds "$fault_is: so does every visit from 3 s on" awk -v at="$at" '
        $1 < at - 0.5 { next }
        $2 != "ok" { wrong++ }
        $3 > most { most = $3 }
        $1 > at + 3 { n++; if ($2 != "ok" || $3 > 3000) late++ }
        END { printf "    %d of %d after the fault failed, the slowest took %d ms\n", wrong, NR, most
              exit late > 0 || n < 10 }' "$dir/rush"
    kill "$download" 2>/dev/null || :
    wait "$download" 2>/dev/null || :
    [ -z "$fault_gap" ] || holds "$fault_is: the gap is in the store" knows has_gap "$fault_gap"
    holds "$fault_is: nothing that was recorded is lost" is "$(n "$rows_before")" -ge "$rows"
}
# shellcheck disable=SC2034
rows_before='SELECT n FROM blocks UNION ALL SELECT n_flows AS n FROM visits'
records_something() { # a block, and it is written
    ! visit kid https://discord.com/ && knows has_blocked discord.com
}
held_policy() {
    policy <<'END'
[block]
platforms=discord
sites=example.com
END
}
