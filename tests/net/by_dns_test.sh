#!/bin/sh
# by_dns — where the guardian chose so, the name server's answer is "there is no such name": well
# formed, for each type, in both families and by TCP; recorded once; nothing else is touched
# (NFQ-15, ENC-5, ENC-3).
. "$(dirname "$0")/home.sh"

policy <<'END'
block-by=dns
[block]
platforms=discord
sites=icloud.com
categories=bypass
END
agent_starts
ask() { # NAME TYPE SERVER [OPTION]: what dig makes of it; malformed answers are told by dig
    # shellcheck disable=SC2086
    kid $clean_env dig +tries=1 +time=3 "$@" >"$dir/dig" 2>&1
}
denied() {
    ask "$@"
    grep -q 'status: NXDOMAIN' "$dir/dig" && grep -q -w SOA "$dir/dig" &&
        grep -q 'ANSWER: 0' "$dir/dig" && ! grep -q -i -e warning -e malformed "$dir/dig"
}
answered() {
    ask "$@"
    grep -q 'status: NOERROR' "$dir/dig" && grep -q 'ANSWER: 1' "$dir/dig"
}
for server in 10.9.0.2 fd09::2; do
    for type in A AAAA HTTPS; do
        holds "discord.com $type: no such name, says $server" denied discord.com $type @$server
    done
    holds "another name has its address" answered www.example.com A @$server
    holds "and its other one" answered www.example.com AAAA @$server
done
holds 'mask.icloud.com is answered by a denial, not by silence' denied mask.icloud.com A @10.9.0.2
holds 'the canary has the answer that its server gave, though ways around are blocked' \
    answered use-application-dns.net A @10.9.0.2
began=$(date +%s%N)
holds 'a browser hears it at once' test "$(visit kid https://discord.com/ || cut -d ' ' -f 1 "$dir/visit")" = 6
ms=$((($(date +%s%N) - began) / 1000000))
echo "    within $ms ms"
holds 'not by waiting for an answer' test $ms -lt 4000 # a resolver gives up after 5 s
holds 'another site comes' visit kid https://www.example.com/
holds 'mum is answered' mum dig +short discord.com @10.9.0.2
holds 'and reads discord.com' visit mum https://discord.com/
policy <<'END'
block-by=dns
[block]
platforms=discord
sites=icloud.com
names=use-application-dns.net
END
kill -HUP "$agent"
waits_for agent_says 'the new configuration is in force'
# "No such name" tells a browser to leave look-ups to the system; an address, also 0.0.0.0, tells it
# to look elsewhere. A block means the former.
holds 'who blocks the canary makes it say so' denied use-application-dns.net A @10.9.0.2
agent_stops
holds 'it is recorded once, with its rule' is \
    "$(blocked discord.com | sed 's/|[0-9]*|/ /')" = '1 block platform discord (mia.conf:7)'
fails_not
