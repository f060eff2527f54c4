#!/bin/sh
# idle — the notifier of a guardian and of a child: how much memory it has, and that nothing wakes it
# while nothing happens. IDLE_S says for how many seconds it looks (2).
. "$(dirname "$0")/bus_home.sh"
. "$(dirname "$0")/session_home.sh"
MOST_KIB=$((15 * 1024))
IDLE_S=${IDLE_S:-2}
of() { cat "$dir/$1.notifier.pid"; }
memory() { # WHO: KiB that are its own or its share of what others have, too; and all that is mapped
    awk '/^Pss:/ { pss = $2 } /^Rss:/ { rss = $2 } END { print pss, rss }' "/proc/$(of "$1")/smaps_rollup"
}
wakes() { # how often threads of both have slept until now
    cat "/proc/$(of mum)"/task/*/status "/proc/$(of mia)"/task/*/status |
        awk '/^voluntary_ctxt_switches/ { n += $2 } END { print n }'
}
is_asleep() { # SECONDS: nothing wakes them for so long
    before=$(wakes)
    sleep "$1"
    after=$(wakes)
    echo "woken $((after - before)) times in $1 s" >"$dir/said"
    [ "$after" = "$before" ]
}
comes_to_rest() { # they do, once what began it is over
    for _ in 1 2 3 4 5 6 7 8; do
        ! is_asleep 1 || return 0
    done
    return 1
}

printf '[agent]\nfirewall=observe-only\n[alerts]\ngaps=false\n' >"$dir/config/kindward.conf"
agent_starts
asked "INSERT OR IGNORE INTO platforms(name) VALUES('')"
alert 1 1 one.example.net 'alert site one.example.net (mia.conf:9)'
mkdir -p "$dir/mum.home/config/kindward"
printf '[notify]\nquiet-from=00:00\nquiet-to=00:00\n' >"$dir/mum.home/config/kindward/notify.conf"
can=actions,body,body-markup,persistence
session_starts mum $can tray
session_starts mia $can tray
notifier_starts mum
notifier_starts mia
holds 'a guardian is told' shown mum '\tKindward: Mia\t'
holds 'a child has its sign' shown mia '^item\tKindward is on\t'
holds 'both come to rest' comes_to_rest
holds "and nothing wakes them for $IDLE_S s" is_asleep "$IDLE_S"
for who in mum mia; do
    at=$(memory $who)
    echo "# $who: ${at% *} KiB, ${at#* } KiB with what it shares"
    # The sanitizers' memory is not the notifier's.
    grep -q -a __asan_init "$notifier" ||
        holds "$who: less than $MOST_KIB KiB" [ "${at#* }" -lt $MOST_KIB ]
done
fails_not
