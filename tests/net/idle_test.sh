#!/bin/sh
# idle — Mia's desktop is on and she is not there: a session with a panel and a notifier, and a page
# left open in Firefox. The page is a visit; what else is one is machinery (the browser's own services) and no use of hers,
# nothing is blocked or alerted of, no gap is told, and mum's desktop beside it is not seen.
#
# NET_IDLE_S: how long nobody is there: 15 s, or 150 with KINDWARD_LONG=1 (tests/run --long). With 150
# and more the open page may not have minutes for being open (APP-4).
# shellcheck disable=SC2034 # read by home.sh
web_log='/dev/stderr host'
. "$(dirname "$0")/home.sh"
for tool in Xvfb dbus-run-session openbox xfce4-panel firefox-esr certutil; do
    command -v $tool >/dev/null || skip "$tool is not installed"
done
idle_s=${NET_IDLE_S:-${KINDWARD_LONG:+150}}
idle_s=${idle_s:-15}

desktop_starts() { # AS UID HOST: its page is open
    profile=$dir/$1.home/profile
    mkdir -p "$profile" "$dir/$1.home/run"
    cat >"$profile/user.js" <<'END'
user_pref("browser.shell.checkDefaultBrowser", false);
user_pref("browser.aboutwelcome.enabled", false);
user_pref("datareporting.policy.dataSubmissionEnabled", false);
END
    certutil -d "sql:$profile" -N --empty-password
    certutil -d "sql:$profile" -A -t C,, -n lab -i "$dir/ca.crt"
    chown -R "$2:$2" "$dir/$1.home"
    chmod 700 "$dir/$1.home/run"
    cat >"$dir/$1.session" <<END
Xvfb -displayfd 3 -screen 0 1024x768x24 -nolisten tcp 3>display 2>/dev/null &
while [ ! -s display ]; do sleep 0.2; done
export DISPLAY=:\$(cat display)
exec dbus-run-session -- sh -c 'openbox & xfce4-panel --disable-wm-check & /usr/lib/*/xfce4/notifyd/xfce4-notifyd &
    exec firefox-esr --no-remote --profile profile https://$3/'
END
    ip netns exec "$home" setpriv --reuid="$2" --regid="$2" --clear-groups env -i \
        PATH=/usr/bin:/bin "HOME=$dir/$1.home" "XDG_RUNTIME_DIR=$dir/$1.home/run" LC_ALL=C.UTF-8 \
        sh -c "cd $dir/$1.home && . $dir/$1.session" >"$dir/$1.desktop" 2>&1 &
    started="$started $!"
}
is_asked_for() { grep -q -x "$1" "$dir/web.start"; }
comes() { # HOST: a browser with a window takes its time
    for _ in 1 2 3 4 5 6; do
        ! waits_for is_asked_for "$1" || return 0
    done
    return 1
}
ticks() { # of the processor, for all roles
    for pid in "$agent" $(cat "/proc/$agent/task/$agent/children"); do
        cut -d ' ' -f 14,15 "/proc/$pid/stat" 2>/dev/null || :
    done | awk '{ n += $1 + $2 } END { print n }'
}

chmod 755 "$dir"
mkdir -p /tmp/.X11-unix
chmod 1777 /tmp/.X11-unix
policy <<'END'
[block]
platforms=discord
[alert]
sites=wikipedia.org
END
agent_starts
desktop_starts kid 4242 left-open.example.com
comes left-open.example.com || skip "there is no desktop here: $(tail -n 2 "$dir/kid.desktop")"
desktop_starts mum 4243 mums-page.example.org
holds "mum's page is open, too" comes mums-page.example.org
sleep 5
before=$(ticks)
sleep "$idle_s"
after=$(ticks)
echo "    $((after - before)) hundredths of a second of the processor in $idle_s s"
agent_stops
holds 'the open page is a visit' has_visited left-open.example.com
asked "SELECT hosts.name, n_flows, (last_us - first_us) / 1000000 || ' s', CASE WHEN is_machinery THEN 'machinery'
       WHEN is_embedded THEN 'embedded' ELSE 'own' END
       FROM visits JOIN hosts ON hosts.id = host" | sed 's/^/    /'
holds 'what else is one is no use of hers' is "$(asked "SELECT count(*) FROM visits
    JOIN hosts ON hosts.id = host WHERE NOT is_machinery AND NOT is_embedded
    AND hosts.name <> 'left-open.example.com'")" = 0
holds 'nothing is blocked' is "$(asked 'SELECT count(*) FROM blocks')" = 0
holds 'there is no alert' is "$(asked 'SELECT count(*) FROM alerts')" = 0
holds 'there is no gap' is "$(asked 'SELECT count(*) FROM gaps')" = 0
holds 'nothing of mum is in any file' is "$(found mums-)" = 0
[ "$idle_s" -lt 150 ] || holds 'the page has no minutes for being open (APP-4)' is \
    "$(asked "SELECT max(last_us - first_us) / 1000000 FROM visits JOIN hosts ON hosts.id = host
              WHERE hosts.name = 'left-open.example.com'")" -lt 90
fails_not
