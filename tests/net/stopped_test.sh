#!/bin/sh
# stopped — what a rule blocks is refused at once, by TCP and by QUIC, in both families, recorded
# once with its rule, and nothing else is touched: exceptions, other sites, mum.
. "$(dirname "$0")/home.sh"

policy <<'END'
[block]
platforms=discord
sites=example.com
[allow]
sites=school.example.com
END
agent_starts
for family in 4 6; do
    holds "discord.com is refused by IPv$family" refused_at_once kid https://discord.com/ -$family
    holds 'by a reset' grep -q 'reset by peer' "$dir/visit"
done
n=$n_refused
for family in 4 6; do
    holds "a site in clear is refused by IPv$family" \
        refused_at_once kid http://www.example.com/ -$family
    holds 'what is allowed inside it comes' visit kid https://school.example.com/ -$family
    holds 'and another site' visit kid https://www.wikipedia.org/ -$family
    holds 'mum reads discord.com' visit mum https://discord.com/ -$family
done
agent_stops
holds 'discord.com is recorded as blocked once, so many times, with its rule' \
    is "$(blocked discord.com)" = "1|$n|block platform discord (mia.conf:6)"
holds 'so is the site of the other rule' has_blocked example.com
holds 'the exception is a visit' has_visited school.example.com
holds 'nobody visited what was blocked' is "$n_passed" -gt 0 -o "$(visited discord.com)" = 0
fails_not
