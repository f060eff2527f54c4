#!/bin/sh
# vpn — a tunnel that finds its packets by mark keeps them, whatever we mark (NFQ-13).
#
# The way to the net is for packets of the mark 0x1, exactly that, which another tool gives the
# child's; without any mark a route is found too, for a socket asks before its packet is marked; all
# else is unreachable, as a kill switch has it. So a route looked up with a bit of ours fails.
. "$(dirname "$0")/lab.sh"

for v in -4 -6; do
    [ $v = -4 ] && via=10.9.0.2 beyond=203.0.113.0/24 || via=fd09::2 beyond=2001:db8::/32
    admin ip $v route add default via $via dev v0 table 51
    admin ip $v rule add fwmark 0x1 table 51 priority 100
    admin ip $v rule add fwmark 0x0/0xffffffff table 51 priority 101
    admin ip $v rule add to $beyond unreachable priority 200
done
ip -n "$away" addr add 203.0.113.1/32 dev lo
ip -n "$away" addr add 2001:db8::1/128 dev lo nodad

# The other tool: marks packets and connections, of mum's and of the child's alike.
# In IPv4 behind our rules, in IPv6 before them.
admin iptables -t mangle -A OUTPUT -j MARK --set-mark 0x1
admin ip6tables -t raw -A OUTPUT -j MARK --set-mark 0x1
for ip in iptables ip6tables; do
    admin $ip -t mangle -A OUTPUT -j CONNMARK --set-xmark 0x51/0xff
done
# A packet that leaves with another mark than its own is counted.
admin nft -f - <<'END'
table inet judge {
	counter strange { }
	chain c { type filter hook postrouting priority 300; meta skuid { 4242, 4243 } meta mark != 0x1 counter name strange; }
}
END
strange() { admin nft list counter inet judge strange | grep -o 'packets [0-9]*'; }

holds 'mum gets through the tunnel without us' talk mum tcp 203.0.113.1 443
admin ip route get 203.0.113.1 mark 0x30000001 >"$dir/route" 2>&1 && skip 'ip rule does not tell marks apart'

start rules "$home" "$programs/firewall_tool" nftables 4242
rules=$last
for at in 203.0.113.1 2001:db8::1; do
    holds "nftables: an observed child gets through to $at" talk kid tcp $at 443 30
    holds "nftables: by udp as well" talk kid udp $at 443 30
done
stop "$rules"
for writer in $writers_that_hold; do
    start rules "$home" "$programs/firewall_tool" $writer held:4242
    rules=$last
    for say in judged named; do
        start gate "$home" "$programs/queue_mark" 77 repeat $say
        gate=$last
        for at in 203.0.113.1 2001:db8::1; do
            holds "$writer, $say: a held child gets through to $at" talk kid tcp $at 443 30
            holds "$writer, $say: by udp as well" talk kid udp $at 443 30
            holds "$writer, $say: and asks" talk kid udp $at 53 1
        done
        holds "$writer, $say: through the queue" is "$(lines '^out' gate)" -ge 4
        stop "$gate"
    done
    start gate "$home" "$programs/queue_mark" 77 repeat block
    gate=$last
    holds "$writer: a block is refused in the tunnel too" talk_is_refused kid tcp 203.0.113.1 443
    holds "$writer: by udp as well" talk_is_refused kid udp 2001:db8::1 443
    stop "$gate" "$rules"
done
holds 'every packet left with its own mark' is "$(strange)" = 'packets 0'
if command -v conntrack >/dev/null; then
    # Our three bits aside, the connections' marks are the other tool's.
    admin conntrack -L 2>/dev/null | grep -o ' mark=[0-9]*' | sort -u >"$dir/marks"
    holds "connections keep the other tool's mark" awk -F= '$2 % 268435456 != 81 { exit 1 }' "$dir/marks"
fi
fails_not
