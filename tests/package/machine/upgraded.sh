#!/bin/sh
# upgraded — a version from months ago, with what it recorded and what a guardian wrote, becomes this
# one: the store is brought up to date, nothing is lost, blocks hold again. Then it is removed, which
# keeps both, installed again, and purged, which keeps nothing.
# shellcheck disable=SC2154 # what machine.sh sets
. ./family.sh

# By hand: `kindward setup` came later.
is_set_up_by_hand() {
    policy <<END

# ours
[block]
platforms=discord
END
    systemctl restart kindward && knows rules_are_there && knows all_well
}

family_comes
modprobe nf_conntrack # its switches are there, and off
before=$(cat /proc/sys/net/netfilter/nf_conntrack_acct 2>/dev/null || echo 0)
nft list tables >$dir/tables
holds 'the older version is installed' installs older
holds 'Mia is set up with it' is_set_up_by_hand
holds 'blocks hold' blocks_hold
holds 'a page of hers is recorded' is_recorded before.example.com
systemctl stop kindward
older=$(asked 'PRAGMA user_version')
was=$(n_visits)
systemctl start kindward
holds 'this version is installed over it, while it runs' installs .
holds 'the agent is on' knows all_well
holds 'it is this version' sh -c "dpkg-query -W -f '\${Version}\n' kindward | grep -v 0.0.9"
holds 'blocks hold again' blocks_hold
holds 'what a guardian wrote stays' grep -q '# ours' /etc/kindward/children.d/mia.conf
holds 'a page of hers is recorded again' is_recorded after.example.com
echo "    the store had form $older, and has $(asked 'PRAGMA user_version')"
holds 'the store is of this version' is "$(asked 'PRAGMA user_version')" -gt "$older"
holds 'and whole' store_is_whole
holds 'what was recorded before is there' visited_like before.example.com
holds 'all of it' is "$(n_visits)" -ge "$was"
holds 'and is told of' sh -c "kindward log --child Mia --state $state | grep -q example.com"

holds 'it is removed' dpkg --remove kindward kindward-desktop
holds 'no process and no rule is left' sh -c '! pgrep -x kindwardd && ! nft list table inet kindward'
holds 'the switch for counting is as it was' is "$(cat /proc/sys/net/netfilter/nf_conntrack_acct)" = "$before"
holds 'the record stays' store_is_whole
holds 'so does the policy' grep -q '# ours' /etc/kindward/children.d/mia.conf
holds 'pages come' net_works
says_what_was_seen
holds 'it is installed once more' installs .
holds 'blocks hold, as the policy that stayed says' blocks_hold
holds 'it is purged' dpkg --purge kindward kindward-desktop
nft list tables >$dir/tables-after
holds 'no rule is left' cmp $dir/tables $dir/tables-after
holds 'no process is left' no pgrep -x kindwardd
holds 'no file is left' sh -c '[ -z "$(ls -d /etc/kindward /var/lib/kindward* /run/kindward* 2>/dev/null)" ]'
holds 'no account and no group is left' no getent passwd kindward kindward-lists
holds '(no group)' no getent group kindward kindward-guardians kindward-lists
part_ends
