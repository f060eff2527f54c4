# What a stock Debian kernel has and the one that the tests run on may not: nftables with a queue and
# a table with an owner. A child is held, a blocked site is refused, all else passes and is recorded.
# Sourced in the machine of short_test.sh, with $0 in tests/net and the folder of our programs as $1.
# shellcheck shell=sh disable=SC2154
. "$(dirname "$0")/home.sh"
family_policy
# Emulated, the inspector is slow; what is let go for its lateness would show nothing.
printf '[agent]\nanswer-within-ms=1000\n' >"$dir/config/kindward.conf"
nft_says() { admin nft list table inet kindward | grep -q -e "$1"; }
comes() { for _ in 1 2 3; do ! visit "$@" -m 20 || return 0; done; cat "$dir/visit"; false; }
is_refused() { # at the first or the second time
    ! visit "$@" -m 20 || ! visit "$@" -m 20
}
by_reset() { grep -q -i reset "$dir/visit"; }

agent_starts
holds 'the rules are nftables, with a queue that may be bypassed' nft_says 'queue flags bypass'
holds 'the table has an owner' nft_says 'flags owner'
for family in 4 6; do
    holds "a page comes to Mia by IPv$family" comes kid https://www.wikipedia.org/ -$family
    holds "a blocked site is refused by IPv$family" is_refused kid https://discord.com/ -$family
    holds 'by a reset' by_reset
done
holds 'mum reads what is blocked for Mia' comes mum https://discord.com/
probed() { test "$(role_count gate probed)" -gt 0; }
holds 'probes come through the queue' waits_for probed
admin nft flush ruleset
holds 'another tool flushes all: it is still refused' is_refused kid https://discord.com/
holds 'by a reset' by_reset
holds 'the visit is recorded' knows has_visited www.wikipedia.org
holds 'and the block, with its rule' knows has_blocked discord.com
kill -9 "$agent"
wait "$agent" 2>/dev/null || :
gone() { ! admin nft list table inet kindward 2>/dev/null; }
holds 'the agent is killed: its rules go with it' waits_for gone
holds 'and pages come' comes kid https://discord.com/
holds 'the kernel killed nobody of ours for a system call' sh -c '! dmesg | grep -q type=1326'
[ "$failures" = 0 ]
