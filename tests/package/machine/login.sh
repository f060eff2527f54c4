#!/bin/sh
# login — what systemd starts besides the agent: the notifier in each account's own session, which
# comes again whoever ends it; the page of the week, and after it the mail of its summary, through a
# sendmail of another account; and what a document tells to type.
# shellcheck disable=SC2154 # what machine.sh sets
. ./family.sh
here=$(pwd)

user_units() { # WHO SYSTEMCTL-ARGUMENT...
    who=$1
    shift
    setpriv --reuid="$who" --regid="$who" --init-groups env -i PATH=/usr/bin:/bin \
        XDG_RUNTIME_DIR="/run/user/$(id -u "$who")" systemctl --user "$@"
}
notifier() { user_units "$1" show -P MainPID kindward-notify; }
runs() { test "$(notifier "$1")" -gt 0 2>/dev/null; }
comes_again() { # WHO PID
    runs "$1" && test "$(notifier "$1")" != "$2"
}

family_comes
holds 'the packages are installed' installs .
holds 'Mia is set up' is_set_up
holds 'a page of hers is recorded' is_recorded login.example.com

part the notifier in a session
for who in mum mia; do
    loginctl enable-linger $who
    holds "$who has a user manager" knows user_units $who is-active default.target
    user_units $who start graphical-session-pre.target 2>/dev/null || :
    holds "the notifier starts for $who" user_units $who start kindward-notify
    holds 'and stays' knows runs $who
    pid=$(notifier $who)
    kill -9 "$pid"
    holds 'killed, it is started again' knows comes_again $who "$pid"
    pid=$(notifier $who)
    setpriv --reuid=$who --regid=$who --init-groups kill -TERM "$pid"
    holds 'ended by its own account, too' knows comes_again $who "$pid"
done
holds 'it is wanted by every graphical session' \
    test -e /etc/systemd/user/graphical-session.target.wants/kindward-notify.service

part the week and its mail
groupadd --system mailer
install -d -m 2770 -g mailer /var/spool/test-mail
cat >/usr/sbin/sendmail <<'END'
#!/bin/sh
cat >/var/spool/test-mail/new && mv /var/spool/test-mail/new /var/spool/test-mail/message
END
chmod 755 /usr/sbin/sendmail
usermod -a -G mailer kindward
printf '[mail]\nto=mum@example.org\n' >>/etc/kindward/kindward.conf
holds 'the policy is right' kindward policy check
holds 'the page of the week is made' systemctl start kindward-week.service
holds 'and is there' sh -c "ls $state/reports/*.html"
holds 'the mail goes out after it, by itself' knows test -s /var/spool/test-mail/message
holds 'to mum' grep -q '^To:.*mum@example.org' /var/spool/test-mail/message
holds 'no site is in it' no grep -q example.com /var/spool/test-mail/message
rm -f /var/spool/test-mail/message
systemctl start kindward-mail-local.service
holds 'once' no test -e /var/spool/test-mail/message
# A server of mail beyond v0, who has a certificate and says the same to everybody.
cp $dir/ca.crt /usr/local/share/ca-certificates/lab.crt
update-ca-certificates >/dev/null 2>&1
(
    printf '220 lab\r\n250 lab\r\n250 ok\r\n250 ok\r\n354 go on\r\n250 taken\r\n221 bye\r\n'
    sleep 90
) | ip netns exec net openssl s_server -quiet -naccept 1 -accept 10.9.0.2:465 \
    -cert $dir/leaf.crt -key $dir/leaf.key >$dir/mailed 2>/dev/null &
printf 'server=smtps://mail.example.org\n' >>/etc/kindward/kindward.conf
rm -f $state/mailed
holds 'where a server is named, the local sendmail has nothing to do' systemctl start kindward-mail-local.service
holds '(it was not called)' no test -e /var/spool/test-mail/message
holds 'the unit that may do little else sends it there' systemctl start kindward-mail.service
journalctl -u kindward-mail.service --no-pager | tail -n 3
holds 'to mum, by TLS' grep -q '^To:.*mum@example.org' $dir/mailed
holds 'no site is in that either' no grep -q example.com $dir/mailed
for unit in kindward kindward-errands kindward-mail kindward-mail-local kindward-week kindward-lists; do
    systemd-analyze security --no-pager $unit.service | tail -n 1
done

part the documents
cd "$(mktemp -d)" || exit 1
export COMMANDS_WAIT=120
holds 'what the documents tell to type does as they say' "$here/tests/docs/commands" machine "$here"
# The agent by hand, which is refused while the unit runs, without it.
systemctl stop kindward
sh -c "exec $(grep '^kindwardd ' "$here/docs/agent.md")" 2>$dir/by-hand &
holds 'the agent as docs/agent.md starts it is on' knows all_well
kill $!
wait $! 2>/dev/null || :
systemctl start kindward
part_ends
