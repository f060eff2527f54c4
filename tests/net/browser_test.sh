#!/bin/sh
# browser — the whole way with a real browser: Mia browses with Chromium (with Firefox: firefox),
# is blocked once, and `kindward report`, `log` and `alerts` say so.
#
# NET_BROWSE_S: how many seconds she browses: 25, or, with KINDWARD_LONG=1 (tests/run --long), two
# minutes. With NET_KEEP=FOLDER what the three said is kept there: report.txt, log.txt, alerts.txt.
. "$(dirname "$0")/home.sh"
command -v chromium >/dev/null || skip 'chromium is not installed'
command -v certutil >/dev/null || skip 'certutil (libnss3-tools) is not installed'
browse_s=${NET_BROWSE_S:-${KINDWARD_LONG:+120}}
browse_s=${browse_s:-25}

kid_home=$dir/mia
mkdir -p "$kid_home/.pki/nssdb"
certutil -d "sql:$kid_home/.pki/nssdb" -N --empty-password
certutil -d "sql:$kid_home/.pki/nssdb" -A -t C,, -n lab -i "$dir/ca.crt"
chown -R 4242:4242 "$kid_home"
chmod 755 "$dir"

page() { # URL: Chromium shows it; true if it is ours
    # shellcheck disable=SC2086
    kid env -i PATH=/usr/bin:/bin "HOME=$kid_home" timeout 60 chromium --headless=new --no-sandbox \
        --disable-gpu --no-first-run --disable-background-networking --disable-component-update \
        --disable-sync "--user-data-dir=$kid_home/profile" --dump-dom "$1" >"$dir/dom" 2>"$dir/dom.err" || :
    grep -q hello "$dir/dom"
}

names_start_anew --address=/four.example.org/10.9.0.2 --address=/six.example.org/fd09::2
family_policy
agent_starts
until_s=$(($(date +%s) + browse_s))
n_pages=0
for url in https://de.wikipedia.org/wiki/Otter https://www.example.com/ \
    https://four.example.org/ https://six.example.org/; do
    holds "Mia reads $url" page "$url"
    n_pages=$((n_pages + 1))
    sleep 2.5
done
holds 'discord.com does not come' eval '! page https://discord.com/'
while :; do
    page "https://www.roblox.com/games/$n_pages" || :
    n_pages=$((n_pages + 1))
    [ "$(date +%s)" -lt $until_s ] || break
done
echo "    $n_pages pages"
agent_stops

says() { # COMMAND...: what it prints, into $dir/said
    # shellcheck disable=SC2086
    $clean_env LC_ALL=C.UTF-8 "$kindward" "$@" --state "$dir/state" >"$dir/said" 2>&1
}
in_it() { grep -q -i -e "$1" "$dir/said"; }
for site in de.wikipedia.org www.example.com four.example.org six.example.org www.roblox.com; do
    holds "$site is a visit" has_visited $site
done
holds 'the report is written' says report --child Mia
holds 'it says Roblox' in_it roblox
cp "$dir/said" "$dir/report.txt"
holds 'the log is written' says log --child Mia
holds 'it says what was blocked' in_it 'discord.com .*blocked'
cp "$dir/said" "$dir/log.txt"
holds 'the alerts are written' says alerts
holds 'they say what the policy marks' in_it wikipedia
cp "$dir/said" "$dir/alerts.txt"
# The browser asks for services of its own, too; none of them raises anything.
holds 'and nothing else' is "$(asked 'SELECT count(*) FROM alerts')" = 1
holds 'no path is in any file' is "$(found wiki/Otter)$(found roblox.com/games)" = 00
fails_not
