#!/bin/sh
# in_the_machine — what only a Debian with its systemd running can show of the package: the agent is
# on after the installation, the weekly page is made, a guardian reads it and a child does not, and
# after a purge the machine is as it was. As root, in a machine that is thrown away afterwards, from
# a folder with kindward_*.deb. Says each check, ok or FAIL; exits 1 if one failed.
set -u
export PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8
here=$(pwd)
cd "$(mktemp -d)" || exit 1 # the folder that came along may not be written
failures=0 n_checks=0
holds() { # WHAT COMMAND...
    what=$1
    shift
    n_checks=$((n_checks + 1))
    if "$@" >said 2>&1; then
        echo "ok: $what"
    else
        echo "FAIL: $what"
        sed 's/^/    /' said | head -n 20
        failures=$((failures + 1))
    fi
}
no() { ! "$@"; }
knows() { # this machine is slow: true as soon as the command is
    for _ in $(seq 240); do
        ! "$@" >/dev/null 2>&1 || return 0
        sleep 0.5
    done
    "$@"
}
is_silent() { [ -z "$("$@" 2>&1 | grep -v 'Failed to connect to bus')" ]; }
as() { who=$1; shift; setpriv --reuid="$who" --regid="$who" --init-groups env -i PATH="$PATH" "$@"; }
answer() { [ "$(cat /proc/sys/net/netfilter/nf_conntrack_acct 2>/dev/null || echo 0)" = "$1" ]; }

before=$(cat /proc/sys/net/netfilter/nf_conntrack_acct 2>/dev/null || echo 0)
useradd --create-home mia
useradd --create-home mum
nft list tables >tables-before
holds 'it installs' dpkg -i "$here"/kindward_*.deb
holds 'systemd has nothing to say of the units' is_silent systemd-analyze verify --man=no \
    kindward.service kindward-errands.socket kindward-errands.service kindward-week.service \
    kindward-week.timer kindward-lists.service kindward-lists.timer kindward-mail.service \
    kindward-mail-local.service
holds 'no list is fetched before that is turned on' no systemctl is-enabled kindward-lists.timer
holds 'the agent is on' knows systemctl is-active kindward.service
holds 'and all is well, with nobody to look after' knows kindward status
holds 'no rule is there for nobody' no sh -c 'nft list ruleset | grep -q skuid'
printf 'child=mia %s Mia\nguardian=mum\n' $(($(date +%Y) - 12)) >answers
holds 'Mia is set up, while it runs' kindward setup --answers answers
cat said
holds 'which the agent knows' knows sh -c 'kindward status | grep -q Mia'
holds 'all is well' knows kindward status
main_pid=$(systemctl show -P MainPID kindward)
holds 'the agent is no root' [ "$(ps -o user= -p "$main_pid")" = kindward ]
holds 'and has the right over the network alone' grep -q '^CapPrm:.0000000000001000$' "/proc/$main_pid/status"
blocks() { busctl --system call org.kindward.Agent1 /org/kindward/Agent1 org.kindward.Agent1 Block sss "$@"; }
mias=/etc/kindward/children.d/mia.conf
before_block=$(stat -c '%U:%G %a' $mias)
holds 'a guardian blocks a site' knows blocks Mia site example.net
holds 'which is in the file' grep -q 'sites=example.net' $mias
holds 'whose owner, group and mode are as they were' [ "$(stat -c '%U:%G %a' $mias)" = "$before_block" ]
chmod 600 $mias
holds 'a file for root alone is read as well' systemctl restart kindward
holds 'and Mia is known' knows sh -c 'kindward status | grep -q Mia'
chmod "${before_block##* }" $mias
holds 'no process of ours says more than it may' no sh -c 'kindward doctor --format json | grep -q "more rights"'
holds 'the timer waits' systemctl is-active kindward-week.timer
holds 'the week is made' knows systemctl start kindward-week.service
systemctl status --no-pager kindward-week.service | tail -n 5
holds 'its page is there, or nothing was seen' \
    sh -c 'ls /var/lib/kindward/reports/*.html || journalctl -u kindward-week | grep "nothing was seen"'
echo '<p>Mia</p>' >/var/lib/kindward/reports/2020-W01.html
chown kindward:kindward-guardians /var/lib/kindward/reports/2020-W01.html
chmod 640 /var/lib/kindward/reports/2020-W01.html
holds 'mum reads it' as mum cat /var/lib/kindward/reports/2020-W01.html
holds 'Mia does not' no as mia cat /var/lib/kindward/reports/2020-W01.html
holds 'Mia does not read the policy' no as mia cat /etc/kindward/children.d/mia.conf
holds 'mum does' as mum cat /etc/kindward/children.d/mia.conf
holds 'mum does not read the database' no as mum cat /var/lib/kindward/kindward.db
holds 'the folder stays as it was made' \
    sh -c '[ "$(stat -c "%U:%G %a" /var/lib/kindward)" = "kindward:kindward-guardians 710" ]'
holds 'it is started anew by an upgrade' dpkg -i "$here"/kindward_*.deb
holds 'and on again' knows kindward status
holds 'Mia is still known' sh -c 'kindward status | grep -q Mia'
holds 'days are erased while it runs' kindward erase --child Mia --yes
cat said
holds 'what only root sees was handed to the agent' no sh -c 'journalctl -u kindward | grep -e "cannot be seen" -e "does not answer" -e "not to be had"'
holds 'it goes' dpkg --purge kindward
holds 'no process is left' no pgrep -x kindwardd
nft list tables >tables-after
holds 'no rule is left' cmp tables-before tables-after
holds 'the kernel'"'"'s switch is as it was' answer "$before"
holds 'no file is left' sh -c '[ -z "$(ls -d /etc/kindward /var/lib/kindward* /run/kindward* 2>/dev/null)" ]'
holds 'no account is left' no getent passwd kindward kindward-lists
holds 'the kernel killed nobody for a system call' no sh -c 'journalctl -k | grep -i seccomp.*kindward'
journalctl -u kindward -u kindward-week --no-pager | tail -n 30
echo "$n_checks checks, $failures failed"
exit $((failures > 0))
