#!/bin/sh
# in_the_machine — what only a whole Debian machine can show of the agent: its own nftables with a
# real queue, its own systemd-resolved, its systemd, its clock. Run as root in a machine that is
# thrown away afterwards (tests/system/run), from a folder with kindwardd, kindward, kindward.service
# and machine.sh. Says each check, ok or FAIL; exits 1 if one failed.
#
# in_the_machine.sh [PART...] runs only these: observed resolver held dns faults interface clock
# unit accounts
. ./machine.sh

# ---- a child is observed, by roles that may do nothing else

observed() {
    part observed: rules, roles and folders
    policy </dev/null
    holds 'the agent starts' agent_starts
    knows all_well || :
    holds 'the status says that roles are confined (Landlock) and rules in force' all_well
    holds 'the rules are nftables, of a table with an owner' owned
    holds 'a child without blocks is held by no queue' no nft_says ' queue '
    for role in gate inspector recorder; do
        pid=$(role_pid $role)
        holds "the $role works as the account kindward" is "$(uid_of "$pid")" = "$(uids kindward)"
        holds "the $role has seccomp, and gains no privilege" is \
            "$(status_of "$pid" Seccomp)$(status_of "$pid" NoNewPrivs)" = 21
    done
    holds 'the gate has CAP_NET_ADMIN and nothing else' is \
        "$(status_of "$(role_pid gate)" CapEff)" = 0000000000001000
    holds 'the inspector and the recorder have no capability' is \
        "$(status_of "$(role_pid inspector)" CapPrm)$(status_of "$(role_pid recorder)" CapPrm)" = \
        00000000000000000000000000000000
    holds 'what is kept is of that account, and closed to others' is \
        "$(stat -c '%U %a' $state)" = 'kindward 700'
    holds 'so is the database' is "$(stat -c '%U' $state/kindward.db)" = kindward
    holds 'mum is "not assigned" (UID-5)' grep -q '"not_assigned":1' $dir/status
}
owned() { nft list table inet kindward | grep -q 'flags owner'; }
nft_says() { nft list table inet kindward | grep -q -- "$1"; }
uids() { u=$(id -u "$1") && echo "$u$u$u$u"; }

# ---- systemd-resolved: a stub on lo, and an answer without any packet

resolver() {
    part resolver: the stub, nss-resolve, and caches
    kindward watch --format json >$dir/watch 2>&1 &
    watch=$!
    sleep 3
    for _ in 1 2 3; do
        mia dig +short asked.example.org @127.0.0.53 >/dev/null
        mum dig +short mums-question.example.org @127.0.0.53 >/dev/null
    done
    holds 'RES-1: a question to the stub is seen' knows grep -q asked.example.org $dir/watch
    holds 'RES-1: as Mia'"'"'s' watch_says_mia
    holds 'RES-1: and once, not once more from the resolver' is \
        "$(grep -c asked.example.org $dir/watch)" -le 3
    holds 'RES-1: of mum'"'"'s nothing is seen' is "$(grep -c mums- $dir/watch)" = 0
    kill $watch

    nft -f - <<END
table inet probe { chain output { type filter hook output priority 0; meta skuid 1001 oif lo udp dport 53 counter; }; }
END
    visit mum https://mums-secret.example.org/ || :
    mum getent ahosts mums-lookup.example.org >/dev/null || :
    holds 'RES-2: Mia reads a page by IPv4' visit mia https://a4.example.com/ -4
    holds 'RES-2: and one by IPv6' visit mia https://a6.example.com/ -6
    holds 'RES-2: no packet asked for them on lo' lo_is_silent
    holds 'RES-2: the first is a visit, and its name "said"' knows has_said a4.example.com
    holds 'RES-2: so is the second' knows has_said a6.example.com
    for family in 4 6; do
        holds "RES-2: a page whose name is an alias, by IPv$family" \
            visit mia https://alias.example.com/ -$family
    done
    holds 'RES-2: is a visit each, and the alias "said"' knows has_said alias.example.com 2
    holds 'RES-2: what mum looked up is in no file' is "$(found mums-)" = 0

    n=$(questions a4.example.com)
    sleep 2
    holds 'RES-4: the page once more' visit mia https://a4.example.com/ -4
    holds 'RES-4: nobody asked beyond the machine' is "$(questions a4.example.com)" = "$n"
    holds 'RES-4: and the name is "said" once more' knows has_said a4.example.com 2
    pid=$(role_pid inspector)
    kill -9 "$pid"
    holds 'the inspector is killed, and comes again' knows is_new inspector "$pid"
    sleep 6
    holds 'RES-4: it knows no name any more, the resolver does' visit mia https://a4.example.com/ -4
    holds 'RES-4: still nobody asked beyond the machine' is "$(questions a4.example.com)" = "$n"
    holds 'RES-4: and the name is "said"' knows has_said a4.example.com 3

    systemctl restart systemd-resolved
    began=$(cut -d . -f 1 /proc/uptime)
    holds 'RES-3: systemd-resolved starts anew, and is heard again' heard_again
    echo "    after $(($(cut -d . -f 1 /proc/uptime) - began)) s, most of it this test's own"
    holds 'what mum looked up is in no file' is "$(found mums-)" = 0
    nft delete table inet probe
}
watch_says_mia() { grep asked.example.org $dir/watch | grep -q '"Mia"'; }
lo_is_silent() { nft list table inet probe | grep -q 'packets 0 '; }
heard_again() {
    for i in 1 2 3 4 5; do
        sleep 4
        visit mia https://b$i.example.com/ || :
        knows visited_any b$i.example.com
        ! has_said b$i.example.com || return 0
    done
    return 1
}
visited_any() { test "$(visited "$1")" -gt 0; }

# ---- a child is held: nftables' own queue

held() {
    part held: the queue, and what is blocked
    nft -f - <<END
table inet other { chain output { type filter hook output priority 0; counter; }; }
END
    policy <<END
[block]
platforms=discord
END
    holds 'the new policy is read' reloaded
    holds 'NFQ-12: its rules are nftables, with a queue that may be bypassed' nft_says 'queue flags bypass'
    for family in 4 6; do
        holds "a blocked site is refused by IPv$family" refused mia https://discord.com/ -$family
        holds 'by a reset (NFQ-9)' grep -q 'reset' $dir/visit
        holds 'another site passes' visit mia https://www.wikipedia.org/ -$family
        holds 'mum reads what is blocked for Mia' visit mum https://discord.com/ -$family
    done
    holds 'the block is recorded with its rule' knows has_blocked discord.com
    echo "    $(blocked discord.com)"
    nft flush ruleset
    holds 'NFQ-10: another tool flushes all: its own table is gone' no nft list table inet other
    holds 'NFQ-10: ours is there' rules_are_there
    holds 'NFQ-10: and blocks' refused mia https://discord.com/
    holds 'what passed was let go by a verdict, not by its lateness' few_late
}
few_late() { # of what the gate held, the inspector has answered most in time
    kindward status --format json | tr -d ' \n' >$dir/status || :
    held=$(gate_count held) late=$(gate_count late)
    echo "    $late of $held were late"
    test "$held" -gt 0 -a $((late * 2)) -lt "$held"
}
gate_count() { # WORD: of the gate in the status
    sed 's/.*"name":"gate"//; s/}.*//; s/.*"'"$1"'":\([0-9]*\).*/\1/' $dir/status
}

dns() {
    part dns: a name is denied
    policy <<END
block-by=dns
[block]
platforms=discord
END
    holds 'the new policy is read' reloaded
    for server in 10.9.0.2 fd09::2 127.0.0.53; do
        holds "a blocked name does not exist, says $server" knows denied mia discord.com $server
        holds 'another name does' answered mia www.wikipedia.org $server
        holds 'for mum both do' answered mum discord.com $server
    done
    holds 'without a packet (nss-resolve) its page is refused still' refused mia https://discord.com/
}
denied() { "$1" dig +tries=1 +time=15 "$2" @"$3" | grep -q 'status: NXDOMAIN'; }
answered() { "$1" dig +tries=2 +time=15 "$2" @"$3" | grep -q '10.9.0.2'; }

# ---- what dies or freezes is nobody's outage

faults() {
    part faults: killed and frozen
    policy <<END
[block]
platforms=discord
END
    holds 'the new policy is read' reloaded
    for signal in KILL STOP; do
        pid=$(role_pid gate)
        kill -$signal "$pid"
        holds "NFQ-4, NFQ-5: the gate gets SIG$signal: pages come" works
        holds 'the gate is started anew' knows is_new gate "$pid"
        holds 'and blocks hold again' refused mia https://discord.com/
    done
    holds 'the gaps are told: gate away' knows has_gaps $gap_gate_away
    holds 'gate frozen' knows has_gaps $gap_gate_frozen
    pid=$(role_pid recorder)
    kill -9 "$pid"
    holds 'the recorder is killed: pages come' works
    holds 'and it is started anew' knows is_new recorder "$pid"
    n=$(gaps $gap_off)
    kill -9 "$agent"
    wait "$agent" 2>/dev/null || :
    holds 'the supervisor is killed: pages come' works
    holds 'NFQ-11: its rules are gone' knows no nft list table inet kindward
    holds 'and so are the other roles' knows no_process
    sleep 8 # away for less than 5 s is a restart, and no gap
    holds 'it starts again' agent_starts
    holds 'the time without it is in the store: agent-off' knows has_gaps $gap_off $((n + 1))
    holds 'and blocks hold again' refused mia https://discord.com/
}
works() {
    for _ in 1 2 3; do
        ! { visit mia http://10.9.0.2/ -m 8 && visit mia 'http://[fd09::2]/' -m 8; } || break
    done
    echo "    after $(cut -d ' ' -f 2,4- $dir/visit)"
    visit mia http://10.9.0.2/ && visit mum http://10.9.0.2/
}

interface() {
    part interface: down and up, and asleep
    # Not by mia(): what is killed at the end has to be curl itself, else it keeps her account in use.
    setpriv --reuid=1001 --regid=1001 --clear-groups curl -s -o /dev/null --cacert $dir/ca.crt \
        -m 600 --limit-rate 20k https://www.example.org/slow >$dir/slow 2>&1 &
    download=$!
    sleep 4
    ip link set v0 down
    sleep 2
    ip link set v0 up
    routes_come
    holds 'NFQ-16: the interface was down and is up: a page comes' knows visit mia https://c4.example.net/ -4
    holds 'NFQ-16: by IPv6, too' knows visit mia https://c6.example.net/ -6
    holds 'NFQ-16: the old connection lives' kill -0 $download
    holds 'NFQ-16: what came after it is a visit' knows visited_any c4.example.net
    if [ -e /sys/class/rtc/rtc0/wakealarm ] && grep -q -w mem /sys/power/state; then
        n=$(gaps $gap_asleep) frozen=$(gaps $gap_gate_frozen)
        pids=$(pids)
        echo +30 >/sys/class/rtc/rtc0/wakealarm
        echo mem >/sys/power/state
        holds 'NFQ-16: it slept and woke: a page comes' knows visit mia https://c7.example.net/
        holds 'NFQ-16: the gap is told' knows has_gaps $gap_asleep $((n + 1))
        asked "SELECT format('    it slept %d s', (to_us - from_us) / 1000000) FROM gaps
               WHERE kind = $gap_asleep"
        holds 'NFQ-16: nobody was taken for frozen' is \
            "$(pids) $(gaps $gap_gate_frozen)" = "$pids $frozen"
        holds 'NFQ-16: what came after it is a visit' knows visited_any c7.example.net
    else
        echo 'left out: this machine cannot sleep'
    fi
    kill $download 2>/dev/null || :
    wait $download 2>/dev/null || :
}

pids() { echo "$(role_pid gate) $(role_pid inspector) $(role_pid recorder)"; }

# ---- the clock

clock() {
    part clock: set on, and set back
    visit mia https://d1.example.com/
    knows visited_any d1.example.com || :
    pids=$(pids)
    n=$(gaps $gap_clock)
    early=$(date +%s)
    date -s '+6 hours' >/dev/null
    holds 'ACC-5: six hours on: the gap is told' knows has_gaps $gap_clock $((n + 1))
    holds 'a page comes' visit mia https://d2.example.com/
    holds 'and is a visit' knows visited_any d2.example.com
    date -s '-5 hours' >/dev/null
    holds 'ACC-5: five hours back: the gap is told' knows has_gaps $gap_clock $((n + 2))
    holds 'a page comes' visit mia https://d3.example.com/
    holds 'and is a visit' knows visited_any d3.example.com
    holds 'nobody crashed' is "$(pids)" = "$pids"
    asked "SELECT hosts.name, first_us / 1000000 - $early, (last_us - first_us) / 1000000
           FROM visits JOIN hosts ON hosts.id = host WHERE hosts.name LIKE 'd_.example.com'" | sed 's/^/    /'
    holds 'no visit ends before it begins, and none took hours' is \
        "$(asked 'SELECT count(*) FROM visits WHERE last_us < first_us OR last_us > first_us + 3600000000')" = 0
    holds 'd2 was about six hours on' is "$(hours d2)" = 6
    holds 'd3 was about one hour on' is "$(hours d3)" = 1
}
hours() { # from the beginning of the part to the first visit, by the clock
    asked "SELECT (min(first_us) / 1000000 - $early + 600) / 3600
           FROM visits JOIN hosts ON hosts.id = host WHERE hosts.name = '$1.example.com'"
}

# ---- started by systemd

unit() {
    part unit: started, watched and ended by systemd
    policy <<END
[block]
platforms=discord
END
    agent_stops
    holds 'ended, it leaves no rule' no nft list table inet kindward
    holds 'and no process' no_process
    holds 'the unit starts, which says that all roles are ready' systemctl start kindward
    holds 'it is active' is "$(systemctl is-active kindward)" = active
    holds 'what the kernel can do was found before' test -s /run/kindward.probe
    holds 'and believed' is "$(journalctl -u kindward | grep -c 'is not to be had from' || :)" = 0
    holds 'rules are in force' knows rules_are_there
    holds 'all is well, and confined' knows all_well
    holds 'the folder is still closed' is "$(stat -c '%U %a' $state)" = 'kindward 700'
    holds 'blocks hold' refused mia https://discord.com/
    n=$(gaps $gap_off)
    # Away for less than 5 s is a restart, and no gap: this machine may or may not be that quick.
    mkdir -p /run/systemd/system/kindward.service.d
    printf '[Service]\nRestartSec=8\n' >/run/systemd/system/kindward.service.d/slow.conf
    systemctl daemon-reload
    kill -9 "$(main_pid)"
    holds 'its supervisor is killed: pages come' works
    holds 'systemd starts it anew' knows is_active_with 1
    holds 'the gap is in the store: agent-off' knows has_gaps $gap_off $((n + 1))
    holds 'blocks hold again' knows refused mia https://discord.com/
    kill -STOP "$(main_pid)"
    holds 'its supervisor freezes: pages come' works
    holds 'its watchdog starts it anew' watchdog_barks
    holds 'blocks hold again' knows refused mia https://discord.com/
    systemctl reload kindward
    holds 'it reads its policy anew' knows journal_says 'new configuration is in force'
    systemctl stop kindward
    holds 'stopped, it leaves no rule' no nft list table inet kindward
    holds 'no process' no_process
    holds 'and the state behind it: inactive' is "$(systemctl is-active kindward)" = inactive
}
main_pid() { systemctl show -P MainPID kindward; }
is_active_with() { # AT-LEAST-SO-MANY-RESTARTS
    test "$(systemctl show -P NRestarts kindward)" -ge "$1" &&
        test "$(systemctl is-active kindward)" = active && rules_are_there && all_well
}
watchdog_barks() { knows is_active_with 2 || knows is_active_with 2 || knows is_active_with 2; }
journal_says() { journalctl -u kindward --no-pager | grep -q -- "$1"; }

# ---- accounts that go and come

accounts() {
    part accounts: a number that another person gets
    policy </dev/null
    holds 'the agent starts' agent_starts
    knows all_well || :
    sleep 5 # emulated, the resolver may need that long until it tells us of an answer
    holds 'Mia reads a page' visit mia https://e1.example.com/
    holds 'it is hers' knows visited_any e1.example.com
    asked 'SELECT evidence, n FROM connections' | sed 's/^/    connections by evidence: /'
    userdel mia
    useradd -u 1001 grandpa
    sleep 15
    holds 'UID-7: her account is gone, grandpa has its number: his page comes' \
        visit mia https://grandpas-page.example.com/
    sleep 12
    holds 'UID-7: it is nobody'"'"'s' is "$(found grandpas-)" = 0
    userdel grandpa
    useradd -u 1003 mia
    sleep 15
    mia() { setpriv --reuid=1003 --regid=1003 --clear-groups env -i PATH=/usr/bin:/bin "$@"; }
    holds 'Mia has an account again, of another number: a page comes' visit mia https://e2.example.com/
    holds 'it is hers' knows visited_any e2.example.com
    agent_stops
}

ends() {
    part the end
    cp $dir/agent $dir/watch $dir/status /mnt/out/ 2>/dev/null || :
    journalctl -u kindward --no-pager >/mnt/out/unit.journal 2>&1 || :
    holds 'the kernel killed nobody for a system call' no kernel_says -e 'type=1326' -e seccomp
    holds 'nobody ended by it' no agent_says 'signal 31'
    holds 'AppArmor and Landlock refused nothing that is needed' no agent_says 'cannot be given up'
    kernel_says -e . && journalctl -k --no-pager >/mnt/out/kernel.journal
    echo "$n_checks checks, $failures failed, after $(cut -d . -f 1 /proc/uptime) s"
}
kernel_says() { journalctl -k --no-pager | grep -q "$@"; }

machine_comes
echo "Linux $(uname -r), $(systemctl --version | head -n 1), $(nft --version)"
[ $# -gt 0 ] || set -- observed resolver held dns faults interface clock unit accounts
case $1 in
observed | accounts) ;;
*) policy </dev/null && agent_starts ;;
esac
for each in "$@"; do
    $each
done
ends
[ $failures = 0 ]
