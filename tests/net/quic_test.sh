#!/bin/sh
# quic — sites by QUIC are named, and what is blocked is refused by an ICMP message, in both
# families.
. "$(dirname "$0")/home.sh"
command -v gtlsclient >/dev/null && command -v gtlsserver >/dev/null ||
    skip 'ngtcp2-client and ngtcp2-server are not installed'

policy <<'END'
[block]
platforms=discord
END
for at in 10.9.0.2 fd09::2; do
    ip netns exec "$away" gtlsserver -q -d "$dir/www" $at 443 "$dir/leaf.key" "$dir/leaf.crt" \
        >"$dir/quic.$at" 2>&1 &
    started="$started $!"
done
messages() { # "no such port", sent by this machine
    awk '/^Icmp: In/ { for (i = 1; i <= NF; i++) if ($i == "OutDestUnreachs") at = i }
        /^Icmp: [0-9]/ { n += $at }
        /^Icmp6OutDestUnreachs/ { n += $2 }
        END { print n }' \
        "/proc/$agent/net/snmp" "/proc/$agent/net/snmp6"
}
fetch() { # AS HOST: a page by QUIC
    # shellcheck disable=SC2086
    "$1" $clean_env timeout 4 gtlsclient -q --exit-on-all-streams-close "$2" 443 \
        "https://$2/index.html" >"$dir/fetch" 2>&1 && r=0 || r=$?
    [ $r = 0 ] || grep -q ERR_DRAINING "$dir/fetch"
}
prefers() { # four | six: which of its addresses a program takes first
    [ "$1" = six ] || echo 'precedence ::ffff:0:0/96 100' >"$etc/gai.conf"
    [ "$1" = four ] || echo '# as usual' >"$etc/gai.conf"
}
[ -e /etc/gai.conf ] || skip 'there is no /etc/gai.conf to prefer IPv4 with'
for family in four six; do
    prefers $family
    waits_for fetch mum $family.example.com || skip "QUIC does not work here: $(cat "$dir/fetch")"
done
agent_starts
for family in four six; do
    prefers $family
    holds "a page by QUIC, IPv$family" fetch kid $family.example.com
    before=$(messages)
    began=$(date +%s%N)
    refused() { ! fetch kid $family.discord.com; }
    refused >"$dir/refused" 2>&1 &
    refused=$!
    for _ in $(seq 300); do # the fetch itself gives up after 4 s
        [ "$(messages)" = "$before" ] || break
        sleep 0.01
    done
    ms=$((($(date +%s%N) - began) / 1000000))
    echo "    refused within $ms ms of its program's start (which does not listen)"
    holds 'it is told by an ICMP message' is "$(messages)" != "$before"
    holds 'a blocked page does not come, however often it asks' wait $refused
    holds 'mum has her page' fetch mum $family.discord.com
done
agent_stops
for family in four six; do
    holds "IPv$family: the site is a visit" has_visited $family.example.com
    holds 'the other is none' is "$(visited $family.discord.com)" = 0
done
holds 'but a block, with its rule' is \
    "$(blocked discord.com | sed 's/|[0-9]*|/ /')" = '1 block platform discord (mia.conf:6)'
holds 'by QUIC' is "$(asked 'SELECT DISTINCT protocol FROM blocks')" = 2
fails_not
