#!/bin/sh
# flush — another tool flushes all rules, and ours are there again or still (NFQ-10).
. "$(dirname "$0")/lab.sh"

start log "$home" "$programs/log_lines" 78
start rules "$home" "$programs/firewall_tool" nftables 4242
rules=$last
admin nft flush ruleset
holds 'nftables: our table stands after `nft flush ruleset`' admin nft list table inet kindward >"$dir/listing"
holds 'nftables: with its rules' grep -q skuid "$dir/listing"
holds 'nftables: nobody else deletes it' is "$(admin nft delete table inet kindward 2>/dev/null && echo yes || echo no)" = no
talk kid udp 10.9.0.2 53 0
sleep 1.3
holds 'nftables: the child is still seen' is "$(lines '^udp4' log)" = 2
kill -HUP "$rules"
sleep 0.6
holds 'nftables: a new version takes the place of the old' is "$(lines '^again' rules)" = 1
holds 'nftables: and is one table' is "$(admin nft list tables | grep -c kindward)" = 1
stop "$rules"
holds 'nftables: and goes with us' is "$(admin nft list ruleset | grep -c kindward)" = 0

ours() { # the families in which all four jumps stand first
    for save in iptables-save ip6tables-save; do
        admin $save 2>/dev/null | awk '/^\*/ { split("", seen) }
            /^-A (INPUT|OUTPUT)/ && !seen[$2]++ && / -j KINDWARD-/ { n++ } END { print n }'
    done | grep -c '^4$' || :
}
restored() { # COMMAND...: within 3 s of it all is as it was
    admin "$@"
    for _ in $(seq 30); do
        [ "$(ours)" != 2 ] || return 0
        sleep 0.1
    done
    return 1
}
start rules "$home" "$programs/firewall_tool" iptables held:4242
rules=$last
holds 'iptables: our jumps stand first' is "$(ours)" = 2
holds 'iptables: `iptables -F` is made good' restored iptables -t mangle -F
holds 'ip6tables: `ip6tables -F` is made good' restored ip6tables -t mangle -F
holds 'iptables: a flush of filter is made good' restored iptables -F
holds 'iptables: a rule before ours goes behind' restored iptables -t mangle -I OUTPUT 1 -p udp -j ACCEPT
holds 'iptables: and is still there' admin iptables -t mangle -C OUTPUT -p udp -j ACCEPT
together() { # do those of one chain stand together at its head?
    [ "$(admin iptables -t mangle -S OUTPUT | sed -n 2,4p | grep -c KINDWARD-OUT)" = 3 ]
}
holds 'iptables: three jumps stand together' together
admin iptables -t mangle -I OUTPUT 2 -p tcp -j ACCEPT
holds 'iptables: a rule between them' test "$(together || echo no)" = no
waits_together() { for _ in $(seq 30); do ! together || return 0; sleep 0.1; done; return 1; }
holds 'iptables: goes behind' waits_together
admin iptables -t mangle -D OUTPUT 2
holds 'iptables: one that is gone' test "$(together || echo no)" = no
holds 'iptables: is made good' waits_together
if admin iptables -V | grep -q nf_tables; then
    holds 'iptables: `nft flush ruleset` is made good' restored nft flush ruleset
fi
holds 'iptables: each was noticed' is "$(lines '^restored' rules)" -ge 4
stop "$rules"
holds 'iptables: nothing of ours stays' is "$(admin iptables-save | grep -c KINDWARD)" = 0

# A kernel without the match u32 refuses the table that asks for it: ours are written without that.
cp -a /etc/alternatives "$dir/without"
for restore in iptables-restore ip6tables-restore; do
    cat >"$dir/$restore" <<END
#!/bin/sh
cat >"$dir/text.\$\$"
! grep -q ' -m u32 ' "$dir/text.\$\$" || { echo 'no such match: u32' >&2; exit 1; }
exec $(readlink /etc/alternatives/$restore) "\$@" <"$dir/text.\$\$"
END
    chmod 755 "$dir/$restore"
    ln -sf "$dir/$restore" "$dir/without/$restore"
done
start rules "$home" unshare --mount sh -c 'mount --bind "$0" /etc/alternatives && exec "$@"' \
    "$dir/without" "$programs/firewall_tool" iptables held:4242
rules=$last
holds 'iptables: where the kernel has no u32, our jumps stand first' is "$(ours)" = 2
holds 'iptables: and no rule asks for it' is "$(admin iptables-save | grep -c ' u32 ')" = 0
holds 'iptables: they were refused first' grep -q ' -m u32 ' "$dir"/text.*
stop "$rules"
holds 'iptables: and nothing of ours stays' is "$(admin iptables-save | grep -c KINDWARD)" = 0
start rules "$home" "$programs/firewall_tool" iptables held:4242
rules=$last
holds 'iptables: where it has, one does' is "$(admin iptables-save | grep -c ' u32 ')" = 1
stop "$rules"
fails_not
