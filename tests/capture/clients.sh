# How each client of the bundled capture is played. Sourced by make, which sets `in_ns` (the command
# prefix that enters the person's namespace), `home` (an empty folder) and `scratch`.
# shellcheck shell=bash disable=SC2154,SC2086 # set by make; in_ns is words
#
# Each function takes the URL and the seconds to play, and returns when the client is gone.

trust_authority() { # PROFILE
    mkdir -p "$1"
    certutil -d "sql:$1" -N --empty-password
    certutil -d "sql:$1" -A -t C,, -n test -i "$scratch/ca.crt"
}

# Ends the client as closing its window would, with all its children.
run_for() { # SECONDS COMMAND...
    local seconds=$1
    shift
    timeout --kill-after=2 "$seconds" $in_ns env -i PATH=/usr/bin:/bin HOME="$home" LANG=C.UTF-8 \
        "$@" >/dev/null 2>&1 || :
}

chromium_for() { # URL SECONDS OPTION...
    local url=$1 seconds=$2
    shift 2
    trust_authority "$home/.pki/nssdb"
    # No guesses at what will be clicked next: they double the connections of a test page.
    mkdir -p "$home/profile/Default"
    echo '{"net":{"network_prediction_options":2}}' >"$home/profile/Default/Preferences"
    # Two seconds for the start of the browser, in which nothing is sent.
    run_for "$(awk "BEGIN { print $seconds + 2 }")" chromium --headless=new --no-sandbox \
        --disable-gpu --no-first-run --disable-background-networking --disable-component-update \
        --disable-sync --disable-features=OptimizationHints,OptimizationGuideModelDownloading \
        --remote-debugging-port=0 --user-data-dir="$home/profile" "$@" "$url"
}

# The browser's own talk with its maker is in the `noisy` sessions; here it would be most of the file.
quiet_rules='MAP *.google.com ~NOTFOUND, MAP *.googleapis.com ~NOTFOUND, EXCLUDE fonts.googleapis.com'

play_chromium() {
    chromium_for "$1" "$2" --disable-quic --host-resolver-rules="$quiet_rules"
}

play_noisy() {
    chromium_for "$1" "$2" --disable-quic
}

play_quic() {
    local host
    host=$(echo "$1" | cut -d/ -f3)
    # One more QUIC client, of another family: ngtcp2's.
    run_for 2 gtlsclient -q --exit-on-all-streams-close "$host" 443 "$1"
    chromium_for "$1" "$2" --enable-quic --host-resolver-rules="$quiet_rules" \
        --origin-to-force-quic-on="$host:443,r1.googlevideo.com:443,r2.googlevideo.com:443"
}

play_idle() {
    chromium_for "$1" "$2" --disable-quic --host-resolver-rules="$quiet_rules"
}

play_firefox() {
    local profile=$home/firefox
    trust_authority "$profile"
    cat >"$profile/user.js" <<'END'
user_pref("browser.shell.checkDefaultBrowser", false);
user_pref("browser.aboutwelcome.enabled", false);
user_pref("datareporting.policy.dataSubmissionEnabled", false);
user_pref("toolkit.telemetry.enabled", false);
user_pref("app.normandy.enabled", false);
user_pref("browser.safebrowsing.update.enabled", false);
user_pref("extensions.update.enabled", false);
user_pref("security.OCSP.enabled", 0);
user_pref("dom.push.connection.enabled", false);
user_pref("network.connectivity-service.enabled", false);
user_pref("datareporting.healthreport.uploadEnabled", false);
END
    run_for "$(awk "BEGIN { print $2 + 8 }")" firefox-esr --headless --no-remote \
        --profile "$profile" "$1"
}

# Look-ups and tools of a curious child: none of it is a visit to a site that was looked up or only
# claimed, and no path may be kept.
play_tools() {
    run_for 3 dig onlyfans.com
    run_for 3 dig onlyfans.com AAAA +tcp
    run_for 3 dig discord.com HTTPS
    run_for 3 curl -s http://deb.debian.org/debian/never-keep-this-path?nor=this-query
    run_for 3 curl -s --cacert "$scratch/ca.crt" --resolve bet365.com:443:10.9.8.250 \
        https://bet365.com/
    run_for 3 curl -s --tlsv1.2 --tls-max 1.2 --cacert "$scratch/ca.crt" \
        https://update.googleapis.com/
}

play_adult_chromium() {
    chromium_for "$1" "$2" --disable-quic
}

play_adult_curl() {
    local i
    for i in 1 2 3 4 5 6; do
        run_for 3 curl -s --cacert "$scratch/ca.crt" "$1$i"
        run_for 3 curl -s "http://www.commerzbank.de/plain$i"
        sleep 0.3
    done
}
