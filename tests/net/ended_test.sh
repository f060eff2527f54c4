#!/bin/sh
# ended — a test whose reader goes away, as where a ctest is killed, or that is ended by a signal puts
# all away that it began.
. "$(dirname "$0")/lab.sh"

# A test of its own: it says which one it is, and goes on talking.
cat >"$dir/endless" <<'END'
lab_plain=yes
. "$(dirname "$0")/lab.sh"
echo $$
ip netns exec "$home" sleep 1000 &
while :; do
    echo "ok: still here"
    sleep 0.1
done
END
left() { # of test $1: namespaces, and who is in them
    ip netns list | grep -c "^kw$1[hn]" || :
    ip netns pids "kw$1h" 2>/dev/null || :
}
puts_away() { # WORDS: where the first one is who it was
    read -r ended <"$dir/$1"
    is "$(left "$ended" | tr '\n' ' ')" = '0 ' && return
    for n in h n; do
        ip netns pids "kw$ended$n" | xargs -r kill -9
        ip netns del "kw$ended$n"
    done
    return 1
}
talks() { test "$(wc -l <"$dir/$1")" -gt 2; }
sh -c "$(cat "$dir/endless")" "$0" "$programs" | head -n 4 >"$dir/unread"
holds 'its reader is gone' puts_away unread
for signal in HUP INT TERM; do
    : >"$dir/$signal"
    env --default-signal=INT sh -c "$(cat "$dir/endless")" "$0" "$programs" >"$dir/$signal" &
    ended_by=$!
    started="$started $ended_by"
    for _ in $(seq 300); do
        ! talks $signal || break
        sleep 0.1
    done
    kill -$signal $ended_by
    wait $ended_by || :
    holds "it gets $signal" puts_away $signal
done
fails_not
