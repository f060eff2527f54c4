#!/bin/sh
# firefox — Mia browses with Firefox: pages by IPv4 and by IPv6 are visits, blocked ones do not come
# and are recorded with their rule, mum's are not seen.
#
# That a page has come is known from the web server: Firefox makes its picture of an error, too.
# shellcheck disable=SC2034 # read by home.sh
web_log='/dev/stderr host'
. "$(dirname "$0")/home.sh"
command -v firefox-esr >/dev/null || skip 'firefox-esr is not installed'
command -v certutil >/dev/null || skip 'certutil (libnss3-tools) is not installed'

names_start_anew --address=/four.example.com/10.9.0.2 --address=/six.example.com/fd09::2 \
    --address=/four.discord.com/10.9.0.2 --address=/six.discord.com/fd09::2
chmod 755 "$dir"
for who in kid:4242 mum:4243; do
    profile=$dir/${who%:*}.home/profile
    mkdir -p "$profile"
    cat >"$profile/user.js" <<'END'
user_pref("browser.shell.checkDefaultBrowser", false);
user_pref("datareporting.policy.dataSubmissionEnabled", false);
user_pref("app.normandy.enabled", false);
END
    certutil -d "sql:$profile" -N --empty-password
    certutil -d "sql:$profile" -A -t C,, -n lab -i "$dir/ca.crt"
    chown -R "${who#*:}:${who#*:}" "$dir/${who%:*}.home"
done
asked_for() { grep -c -x "$1" "$dir/web.start" || :; }
page() { # AS HOST: true if its page has come
    before=$(asked_for "$2")
    "$1" env -i PATH=/usr/bin:/bin "HOME=$dir/$1.home" timeout "${within:-60}" firefox-esr --headless \
        --no-remote --profile "$dir/$1.home/profile" --screenshot "$dir/$1.home/page.png" \
        "https://$2/" >"$dir/firefox" 2>&1 || :
    test "$(asked_for "$2")" -gt "$before"
}
page mum mums-first.example.org || skip "Firefox does not work here: $(tail -n 2 "$dir/firefox")"

family_policy
agent_starts
for family in four six; do
    holds "Mia reads a page, $family" page kid $family.example.com
    # Firefox makes no picture of this error; it tries again until it is ended.
    holds 'a blocked one does not come' eval "! within=20 page kid $family.discord.com"
    holds 'mum reads both' page mum mums-$family.example.com
    holds 'the blocked one, too' page mum $family.discord.com
done
agent_stops
for family in four six; do
    holds "$family: the page is a visit" has_visited $family.example.com
    holds 'the blocked one is none' is "$(visited $family.discord.com)" = 0
done
holds 'but a block, with its rule' is \
    "$(blocked discord.com | cut -d '|' -f 3)" = 'block platform discord (mia.conf:6)'
holds 'nothing of mum is in any file' is "$(found mums-)" = 0
# The browser asks for services of its own, too; none of them raises anything.
holds 'there is no alert' is "$(asked 'SELECT count(*) FROM alerts')" = 0
asked 'SELECT hosts.name, n_flows FROM visits JOIN hosts ON hosts.id = host' | sed 's/^/    /'
fails_not
