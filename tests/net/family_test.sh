#!/bin/sh
# family — the whole way: Mia browses, is blocked once, says a name that nobody asked for, looks for
# help; `kindward report`, `log` and `alerts` say what they should, and no more.
. "$(dirname "$0")/home.sh"

family_policy
agent_starts
holds 'Mia reads a page' visit kid https://www.example.com/otters-path?otters-question=1
sleep 2.5
holds 'and another' visit kid http://news.example.net/otters-path?otters-question=1
sleep 2.5
holds 'and one that the policy marks alert' visit kid https://de.wikipedia.org/
sleep 2.5 # else it could be a part of that page
holds 'discord.com is refused' refused_at_once kid https://discord.com/
sleep 2.5
# The server's certificate is for other names: that a connection was opened is enough.
visit kid https://www.nummergegenkummer.de/ -k || :
holds 'mum reads hers' visit mum https://mums-secret.example.org/
agent_stops

says() { # WORDS COMMAND...: are they in what it prints?
    words=$1
    shift
    # shellcheck disable=SC2086
    $clean_env TZ=UTC LC_ALL=C.UTF-8 "$kindward" "$@" --state "$dir/state" >"$dir/said" 2>&1 || cat "$dir/said"
    grep -q -i -e "$words" "$dir/said"
}
for site in example.com example.net wikipedia.org discord; do
    holds "the report says $site" says "$site" report --child Mia
done
holds 'and that it was blocked' says blocked report --child Mia --format html
holds 'the log says the page' says example.com log --all --child Mia
holds 'and what was blocked, once' says discord log --blocked --child Mia
holds 'in one line' is "$(grep -c discord "$dir/said")" = 1
holds 'the alerts say what the policy marks' says wikipedia alerts
holds 'and no more' is "$(asked 'SELECT count(*) FROM alerts')" = 1
holds 'once told they are gone' says . alerts --told all
not_there() { ! says wikipedia alerts; }
holds 'and stay away' not_there
holds 'no path and no question is in any file' is "$(found otters-path)$(found otters-question)" = 00
holds 'help that was looked for is in no file' is "$(found nummergegenkummer)" = 0
holds 'nothing of mum is' is "$(found mums-)" = 0
fails_not
