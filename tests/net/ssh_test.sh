#!/bin/sh
# ssh — a connection that says no name: its site is known by the answer that bound it, in both
# families, observed and held; mum's is not seen.
. "$(dirname "$0")/home.sh"
[ -x /usr/sbin/sshd ] || skip 'openssh-server is not installed'
command -v ssh >/dev/null || skip 'openssh-client is not installed'

# The web's addresses have many names; a server for shells has its own.
for at in 10.9.0.3/24 10.9.0.4/24; do
    ip -n "$away" addr add $at dev v0
done
for at in fd09::3/64 fd09::4/64; do
    ip -n "$away" addr add $at dev v0 nodad
done
names_start_anew --address=/shell4.example.org/10.9.0.3 --address=/shell6.example.org/fd09::3 \
    --address=/mums-shell.example.net/10.9.0.4 --address=/mums-shell.example.net/fd09::4
[ -d /run/sshd ] || {
    mkdir /run/sshd
    lab_ends_too() { rmdir /run/sshd; }
}
for key in host kid mum; do
    ssh-keygen -q -t ed25519 -N '' -C test -f "$dir/$key.key"
done
cat "$dir/kid.key.pub" "$dir/mum.key.pub" >"$dir/may"
chown 4242 "$dir/kid.key"
chown 4243 "$dir/mum.key"
cat >"$dir/sshd" <<END
ListenAddress 10.9.0.3
ListenAddress 10.9.0.4
ListenAddress fd09::3
ListenAddress fd09::4
HostKey $dir/host.key
PidFile none
AuthorizedKeysFile $dir/may
StrictModes no
UsePAM no
PermitRootLogin forced-commands-only
PasswordAuthentication no
END
sed -i 's|^|command="echo hello; sleep 1; echo bye" |' "$dir/may"
ip netns exec "$away" /usr/sbin/sshd -D -e -f "$dir/sshd" 2>"$dir/sshd.err" &
started="$started $!"
shell() { # AS HOST OPTION...
    shell_as=$1 shell_host=$2
    shift 2
    # shellcheck disable=SC2086
    $shell_as $clean_env timeout 20 ssh -F none -i "$dir/$shell_as.key" -o BatchMode=yes \
        -o UserKnownHostsFile=/dev/null -o StrictHostKeyChecking=no "$@" "root@$shell_host" \
        >"$dir/shell" 2>"$dir/shell.err"
    grep -q bye "$dir/shell"
}
waits_for shell mum mums-shell.example.net || skip "ssh does not work here: $(cat "$dir/shell.err")"

for way in observed held; do
    if [ $way = held ]; then family_policy; else policy </dev/null; fi
    rm -rf "$dir/state"
    agent_starts
    for family in 4 6; do
        holds "$way: Mia has a shell by IPv$family" shell kid shell$family.example.org -$family
        holds "$way: mum has hers" shell mum mums-shell.example.net -$family
    done
    agent_stops
    for family in 4 6; do
        holds "$way: the shell by IPv$family is a visit" has_visited shell$family.example.org
    done
    holds "$way: there is no other" is "$(asked 'SELECT count(*) FROM visits')" = 2
    holds "$way: nothing of mum is in any file" is "$(found mums-)" = 0
done
fails_not
