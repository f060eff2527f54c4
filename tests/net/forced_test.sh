#!/bin/sh
# forced — `[agent] firewall=` decides who writes the rules, whatever the kernel could do; what that
# writer cannot do is told and not done, and the child is online all the same (NFQ-12).
. "$(dirname "$0")/home.sh"

configured() { printf '[agent]\nanswer-within-ms=1000\n%s\n' "$1" >"$dir/config/kindward.conf"; }
ours() { # nft | iptables: how many lines of its rules are ours
    case $1 in
    nft) admin nft list tables 2>/dev/null | grep -c -w kindward || : ;;
    iptables) admin sh -c 'iptables-save; ip6tables-save' 2>/dev/null | grep -c -i kindward || : ;;
    esac
}
is_observe_only() { status | grep -q '"observe_only":true'; }

configured firewall=iptables
agent_starts
holds 'the rules are of iptables, though nftables could' agent_says 'rules in force (iptables)'
holds 'none is of nftables' is "$(ours nft)" = 0
holds 'some are of iptables' is "$(ours iptables)" -gt 0
doctor_says() { # WORDS
    admin "$kindward" doctor --config "$dir/config" --state "$dir/state" --runtime "$dir/run" \
        --format json >"$dir/doctor" 2>&1 || :
    grep -q "$1" "$dir/doctor"
}
holds 'doctor says who decided that' doctor_says 'iptables.*as kindward.conf says'
holds 'Mia reads a page' visit kid https://one.example.com/
# Another tool may take look-ups out of the kernel's tracking of connections; then they have no mark.
untracked() { # -A or -D
    for protocol in udp tcp; do
        admin iptables -t raw "$1" OUTPUT -p $protocol --dport 53 -j CT --notrack &&
            admin iptables -t raw "$1" PREROUTING -p $protocol --sport 53 -j CT --notrack || return 1
    done
}
also_visited=
if untracked -A 2>"$dir/raw"; then
    sleep 3 # what comes at once with another page is taken for a part of it
    holds 'a page whose look-up is not tracked comes' visit kid https://untracked.example.org/ -4
    holds 'a name is asked for by TCP' kid dig +tcp +short by-tcp.example.net @10.9.0.2
    sleep 3
    holds 'and its page comes' visit kid https://by-tcp.example.net/ --resolve by-tcp.example.net:443:10.9.0.2
    untracked -D
    also_visited='untracked.example.org by-tcp.example.net'
else
    echo "skipped here: look-ups that are not tracked: $(head -n 1 "$dir/raw")"
fi
agent_stops
for name in one.example.com $also_visited; do
    holds "$name is a visit" has_visited $name
done
holds 'and nothing is left' is "$(ours iptables)" = 0

policy <<'END'
[block]
platforms=discord
END
configured firewall=nftables
agent_starts
holds 'the rules are of nftables, though a child is to be held' agent_says 'rules in force (nftables)'
holds 'none is of iptables' is "$(ours iptables)" = 0
if grep -q 'nftables: queue: yes' "$dir/probe" 2>/dev/null; then
    holds 'which holds' refused_at_once kid https://discord.com/
else
    holds 'which cannot hold here: that is told' knows is_observe_only
    holds 'by doctor, too' doctor_says 'kindward.conf cannot hold packets here'
    holds 'and nothing is blocked' visit kid https://discord.com/
fi
agent_stops
holds 'nothing is left' is "$(ours nft)" = 0

configured firewall=ipchains
ip netns exec "$home" "$kindwardd" --config "$dir/config" --state "$dir/state" --runtime "$dir/run" \
    --foreground 2>"$dir/agent" && began=yes || began=no
holds 'a writer that there is not is refused' is $began = no
holds 'with the file, the line and those there are' grep -q 'kindward.conf:3.*nftables' "$dir/agent"
fails_not
