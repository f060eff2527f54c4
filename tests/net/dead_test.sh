#!/bin/sh
# dead — killed without a word, we leave a network that works, and nothing that stays (NFQ-11); and
# the rules of other tools are the same, byte for byte, before, while and after we are there.
. "$(dirname "$0")/lab.sh"

admin nft -f - <<'END'
table inet family {
	set laptops { type ipv4_addr; elements = { 10.9.0.7, 10.9.0.8 }; }
	chain out {
		type filter hook output priority mangle; policy accept;
		ip daddr @laptops meta mark set 0x70000001 counter
		ct mark 0x70000001 drop
	}
	chain in { type filter hook input priority 10; policy accept; tcp dport 22 accept; }
}
END
for ip in iptables ip6tables; do
    admin $ip -A OUTPUT -p tcp --dport 6667 -j REJECT --reject-with tcp-reset
    admin $ip -t mangle -A OUTPUT -p udp --dport 5060 -j MARK --set-xmark 0x1/0xf
    admin $ip -t mangle -A INPUT -p tcp --dport 80 -j CONNMARK --set-xmark 0x2/0xf
    admin $ip -t nat -A OUTPUT -p tcp --dport 8080 -j REDIRECT --to-ports 80
    # Tables that a tool of iptables makes when it first looks are not ours to answer for.
    admin $ip -t filter -S >/dev/null
    admin $ip -t mangle -S >/dev/null
done

# What is there besides ours, as each tool tells it.
others() {
    admin nft -s list table inet family
    for save in iptables-save ip6tables-save; do
        admin $save 2>/dev/null | grep -v -e '^#' -e KINDWARD
    done
    for save in iptables-legacy-save ip6tables-legacy-save; do
        ! command -v $save >/dev/null || admin $save 2>/dev/null | grep -v '^#' || :
    done
    admin ip rule
    admin ip -6 rule
}
unchanged() {
    others >"$dir/now"
    cmp -s "$dir/before" "$dir/now" || { diff "$dir/before" "$dir/now"; false; }
}
others >"$dir/before"

start rules "$home" "$programs/firewall_tool" nftables 4242
rules=$last
holds 'nftables: other rules are the same while we are there' unchanged
kill -9 "$rules"
wait "$rules" 2>/dev/null || :
holds 'nftables: after a kill our table is gone' is "$(admin nft list tables | grep -c kindward)" = 0
holds 'nftables: and other rules are the same' unchanged

for writer in $writers_that_hold; do
    start rules "$home" "$programs/firewall_tool" $writer held:4242
    rules=$last
    start gate "$home" "$programs/queue_mark" 77 repeat named
    gate=$last
    holds "$writer: held, other rules are the same" unchanged
    kill -9 "$gate" "$rules"
    wait "$gate" "$rules" 2>/dev/null || :
    holds "$writer: both killed, the child is answered" talk kid tcp 10.9.0.2 443
    holds "$writer: in both families" talk kid tcp fd09::2 443
    admin "$programs/firewall_tool" $writer clean
    holds "$writer: cleaned, nothing of ours is left" is \
        "$(admin sh -c 'iptables-save; ip6tables-save; nft list ruleset' 2>/dev/null | grep -c -i kindward)" = 0
    admin "$programs/firewall_tool" $writer clean
    holds "$writer: other rules are the same" unchanged
done
fails_not
