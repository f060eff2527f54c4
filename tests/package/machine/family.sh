# A family's machine with the packages installed, for the parts of tests/package/machine. Sourced, in
# the guest, from a folder with the packages and with machine.sh of tests/system, which it builds on.
# shellcheck shell=sh
# shellcheck disable=SC2154 # what machine.sh sets
. ./machine.sh

accounts_come() { # the package brings the agent's; these have homes and can log in
    useradd --create-home --uid 1001 mia
    useradd --create-home --uid 1002 mum
}
family_comes() { # Mia, mum, and beyond v0 the net
    mkdir -p $dir
    chmod 755 $dir
    accounts_come
    certificates_come example.com example.org example.net discord.com wikipedia.org
    net_is_there
}
net_is_there() { # anew after each boot
    net_comes
    servers_come
    knows curl -s -m 5 -o /dev/null http://10.9.0.2/ || { echo 'FAIL: nginx does not start'; exit 1; }
    knows getent ahosts ready.example || { echo 'FAIL: the resolver does not answer'; exit 1; }
}
installs() { # FOLDER: both packages
    dpkg --install "$1"/kindward_*.deb "$1"/kindward-desktop_*.deb >$dir/said 2>&1 || {
        tail -n 20 $dir/said
        return 1
    }
}
is_set_up() { # Mia is a child, mum a guardian, Discord is blocked
    printf 'child=mia %s Mia\nguardian=mum\n' $(($(date +%Y) - 12)) >$dir/answers
    kindward setup --answers $dir/answers >$dir/said 2>&1 || {
        cat $dir/said
        return 1
    }
    printf '\n# ours\n[block]\nplatforms=discord\n' >>/etc/kindward/children.d/mia.conf
    # Emulated, the inspector is slow; what is let go for its lateness would show nothing.
    printf '[agent]\nanswer-within-ms=1000\n' >/etc/kindward/kindward.conf
    systemctl restart kindward && knows rules_are_there && knows all_well
}
net_works() { # for the child and for who is none, by both families
    for _ in 1 2 3; do
        ! { visit mia http://10.9.0.2/ -m 8 && visit mia 'http://[fd09::2]/' -m 8; } || break
    done
    visit mia http://10.9.0.2/ && visit mia 'http://[fd09::2]/' && visit mum https://www.wikipedia.org/
}
blocks_hold() { knows rules_are_there && refused mia https://discord.com/ && visit mum https://discord.com/; }
main_pid() { systemctl show -P MainPID kindward; }
is_active() { test "$(systemctl is-active kindward)" = active; }
# The resolver may need seconds until it tells us of an answer, and longer where it was started anew
# itself: a name before that is only claimed. So other pages are opened until one is a visit; and a
# visit may be written two minutes after it began.
is_recorded() { # NAME: Mia opens pages of it, and one is a visit
    for each in $(seq 24); do
        visit mia "https://$each$1/" || :
        for _ in 1 2 3 4 5 6 7 8; do
            ! visited_like "$1" || return 0
            sleep 1
        done
    done
    return 1
}
visited_like() {
    test "$(asked "SELECT count(*) FROM visits JOIN hosts ON hosts.id = host
                   WHERE hosts.name LIKE '%$1'")" -gt 0
}
n_visits() { asked 'SELECT ifnull(sum(n_flows), 0) FROM visits'; }
store_is_whole() { test "$(asked 'PRAGMA integrity_check')" = ok; }
says_what_was_seen() { # for who reads this test's words
    asked "SELECT format('    recorded: %d connections to named sites, %d blocks',
           (SELECT ifnull(sum(n_flows), 0) FROM visits), (SELECT ifnull(sum(n), 0) FROM blocks))"
    asked "SELECT format('    not seen: %s, %d times, %d s in all', CASE kind
           WHEN 0 THEN 'gate away' WHEN 1 THEN 'gate frozen' WHEN 2 THEN 'inspector away'
           WHEN 3 THEN 'queue full' WHEN 4 THEN 'messages lost' WHEN 5 THEN 'recorder stuck'
           WHEN 6 THEN 'asleep' WHEN 7 THEN 'clock moved' WHEN 8 THEN 'rules flushed'
           WHEN 9 THEN 'agent off' ELSE 'starting' END, count(*), sum(to_us - from_us) / 1000000)
           FROM gaps GROUP BY kind"
}
kernel_killed_nobody() { ! journalctl -k --no-pager | grep -q -e 'type=1326.*kindward' -e 'seccomp.*kindward'; }
was_probed() { ! journalctl -u kindward --no-pager | grep -q 'is not to be had from'; }
part_ends() { # the last lines of each part
    holds 'the network works at the end' net_works
    [ ! -e $state/kindward.db ] || says_what_was_seen
    holds 'what the kernel can do was known whenever the agent began' was_probed
    holds 'the kernel killed nobody of ours for a system call' kernel_killed_nobody
    [ $failures = 0 ] || journalctl -u kindward --no-pager | tail -n 30
    echo "$n_checks checks, $failures failed, after $(cut -d . -f 1 /proc/uptime) s"
    [ $failures = 0 ]
}
