#!/bin/sh
# leaves — after SIGTERM all is as it was before us, byte for byte: other tools' rules, the kernel's
# switches, no process; observing and holding (NFQ-11, NFQ-12, ACC-1). Bits of marks of others stay.
. "$(dirname "$0")/home.sh"

admin nft -f - <<'END'
table inet family {
	chain out { type filter hook output priority mangle; policy accept; meta mark set meta mark | 0x7; }
}
END
for ip in iptables ip6tables; do
    admin $ip -A OUTPUT -p tcp --dport 6667 -j REJECT --reject-with tcp-reset
    admin $ip -t mangle -A INPUT -p tcp --dport 81 -j CONNMARK --set-xmark 0x2/0xf
    for chain in mangle/INPUT mangle/OUTPUT filter/INPUT filter/OUTPUT; do
        # The chain itself is the tool's, which makes it with the first rule and keeps it.
        admin $ip -t ${chain%/*} -A ${chain#*/} -j ACCEPT
        admin $ip -t ${chain%/*} -D ${chain#*/} -j ACCEPT
    done
done
all_there_is() {
    for save in iptables-save ip6tables-save 'nft -s list ruleset'; do
        # shellcheck disable=SC2086 # words
        admin $save 2>/dev/null | sed -e '/^#/d' -e 's/\[[0-9]*:[0-9]*\]//'
    done
    admin sysctl -a 2>/dev/null | grep -e conntrack_acct -e conntrack_timestamp -e nf_log
    admin ip rule
    admin ip -6 rule
}
as_before() {
    all_there_is >"$dir/after"
    cmp -s "$dir/before" "$dir/after" || { diff "$dir/before" "$dir/after"; false; }
}
is_counting() { admin sysctl -n net.netfilter.nf_conntrack_acct 2>/dev/null || echo none; }
all_there_is >"$dir/before"
for way in observing holding; do
    [ $way = observing ] || policy <<'END'
[block]
platforms=discord
END
    agent_starts
    holds "$way: the agent counts" is "$(is_counting)" != 0
    holds "$way: a page comes" visit kid https://www.example.com/
    roles=$(cat "/proc/$agent/task/$agent/children")
    holds "$way: four processes work for it" is "$(echo "$roles" | wc -w)" = 4
    if [ $way = holding ]; then
        holds 'the writer is the one that can hold here' agent_says \
            "rules in force (${writers_that_hold:-iptables}"
        holds 'a block holds' refused_at_once kid https://discord.com/
    fi
    agent_stops
    holds "$way: afterwards all is as before" as_before
    holds "$way: the runtime folder is empty" is "$(ls -A "$dir/run")" = ''
    for role in $roles; do
        holds "$way: process $role is gone" test ! -e "/proc/$role"
    done
    holds "$way: a page comes" visit kid https://discord.com/
done
fails_not
