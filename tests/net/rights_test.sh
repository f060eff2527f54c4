#!/bin/sh
# rights — the agent with the capabilities that its unit gives it, and no other: what the kernel can do
# is found beforehand, by who may try it; then all is seen, blocked and counted, who freezes is ended,
# and the switches are put back, as with all of root's rights.
. "$(dirname "$0")/home.sh"
unit=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)/packaging/systemd/kindward.service
bounds=$(sed -n 's/^CapabilityBoundingSet=CAP_//p' "$unit" | sed 's/ CAP_/,+/g' | tr A-Z a-z)
setpriv --bounding-set "-all,+$bounds" true || skip "setpriv does not know $bounds"
switch=/proc/sys/net/netfilter/nf_conntrack_acct
counting() { admin cat $switch 2>/dev/null || echo 0; }
before=$(counting)

# As systemd-tmpfiles makes them: the agent itself could not give them away.
mkdir -p "$dir/state" "$dir/run"
chown 4200:4200 "$dir/state" "$dir/run"
chmod 700 "$dir/state" "$dir/run"
family_policy
holds 'the kernel is tried beforehand' admin "$kindwardd" --probe "$dir/probe" --state "$dir/state"
holds 'nothing is counted after that' is "$(counting)" = "$before"
holds 'and what was found lies where only root writes' is "$(stat -c '%u %a' "$dir/probe")" = '0 644'
cat >"$dir/as_the_unit" <<END
#!/bin/sh
exec setpriv --bounding-set "-all,+$bounds" --inh-caps -all "\$@" --probed "$dir/probe"
END
chmod 755 "$dir/as_the_unit"
agent_under=$dir/as_the_unit
agent_starts
holds 'what the kernel can do is known' is "$(lines 'is not to be had from' agent)" = 0
holds 'children are held' is "$(lines 'for observing only' agent)" = 0
holds 'a page comes' visit kid https://www.example.com/
holds 'what is blocked is refused' refused_at_once kid https://discord.com/
holds 'connections are counted' is "$(counting)" = 1
has_no() { for capability in 1 5 21; do is $((0x$1 >> capability & 1)) = 0 || return 1; done; }
holds 'without CAP_DAC_OVERRIDE, CAP_KILL and CAP_SYS_ADMIN' \
    has_no "$(awk '$1 == "CapPrm:" { print $2 }' "/proc/$agent/status")"
frozen=$(role_pid gate)
kill -STOP "$frozen"
another() { gate=$(role_pid gate) && [ -n "$gate" ] && [ "$gate" != "$frozen" ]; }
holds 'who freezes is ended and started anew, though it has another account' waits_for another
holds 'the frozen one is gone' waits_for test ! -e "/proc/$frozen"
holds 'a page comes' waits_for visit kid https://www.example.com/
agent_stops
holds 'what was seen is recorded' has_visited www.example.com
holds 'the switch is as it was' is "$(counting)" = "$before"
fails_not
