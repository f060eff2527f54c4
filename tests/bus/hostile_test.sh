#!/bin/sh
# hostile — a child floods the bus, fakes, kills and writes wherever it can: it gains nothing, and
# the guardian's side works as before.
. "$(dirname "$0")/bus_home.sh"
command -v python3 >/dev/null || skip 'python3 is not installed'
flood=$here/flood.py
not() { ! "$@"; }
roles() { pgrep -P "$agent"; }
unharmed() { # the processes are those of before
    roles >"$dir/roles.now"
    diff "$dir/roles" "$dir/roles.now" >"$dir/said"
}

rmdir "$dir/run" # which the agent then makes as on a family's machine
agent_starts
chmod 750 "$dir/config" "$dir/config/children.d" # as packaging/tmpfiles.d
chgrp -R kindward-guardians "$dir/config"
roles >"$dir/roles"
holds 'the agent has roles' test -s "$dir/roles"

# A flood, from several connections, of calls that it may make and calls that it may not.
setpriv --reuid=mia --regid=mia --init-groups python3 "$flood" 6 >"$dir/flood" 2>&1 &
flooding=$!
setpriv --reuid=mia --regid=mia --init-groups python3 "$flood" --listen 20 >"$dir/listen" 2>&1 &
listening=$!
started="$started $flooding $listening"
holds 'Mia floods' knows grep -q refused "$dir/flood"
holds 'and listens' knows grep -q let "$dir/listen"
holds 'with eight of twenty programs at most' grep -q '^let [0-8]$' "$dir/listen"
for n in 1 2 3; do
    holds "under the flood a guardian is answered ($n)" ask mum Status
done
holds 'reads' ask mum Log sssuu Mia '' '' 0 10
holds 'listens' ask mum Subscribe
holds 'and manages' ask mum AlertsTold x 0
kill "$flooding" "$listening"
wait "$flooding" || :
echo "# $(cat "$dir/flood")"
holds 'no process died of it' unharmed
holds 'as soon as it is over, Mia has her page again' knows ask mia Mine

# The name and the object: nobody else answers for Kindward.
holds 'Mia cannot be Kindward' not as mia busctl --system call org.freedesktop.DBus \
    /org/freedesktop/DBus org.freedesktop.DBus RequestName su org.kindward.Agent1 7 2>"$dir/said"
holds 'nor ask in the name of another' not as mia env "DBUS_SYSTEM_BUS_ADDRESS=unix:path=$dir/bus" \
    setpriv --reuid=4243 busctl --system call org.kindward.Agent1 /org/kindward/Agent1 \
    org.kindward.Agent1 Status 2>"$dir/said"

# The sockets and the files.
talks() {
    as "$1" python3 - "$dir/run/kindward.sock" 2>"$dir/said" <<'END'
import socket, sys
s = socket.socket(socket.AF_UNIX)
s.connect(sys.argv[1])
s.sendall(b"status\n")
sys.exit(0 if s.recv(4096) else 1)
END
}
holds 'root is answered on the socket' talks root
holds 'Mia is not' not talks mia
tries() { # a shell's words, as Mia
    as mia sh -c "$1" sh "$dir" >"$dir/said" 2>&1
}
holds 'she looks into no folder of the agent' not tries 'ls "$1/run" || ls "$1/state"'
holds 'nor into the policy' not tries 'cat "$1/config/kindward.conf" || ls "$1/config/children.d"'
for to in run/kindward.sock run/x state/kindward.db state/x config/kindward.conf \
    config/children.d/mia.conf config/children.d/x.conf; do
    holds "she writes no $to" not tries ": >\"\$1/$to\""
    holds "and takes none away" not tries "rm -f \"\$1/$to\"; mv \"\$1/$to\" /tmp/"
done
holds 'she puts no other folder in their place' not tries \
    'mv "$1/run" "$1/away" || ln -sfn /tmp "$1/run/link"'

# The processes.
for pid in "$agent" $(cat "$dir/roles"); do
    for signal in KILL STOP TERM; do
        holds "Mia cannot send $signal to $pid" not as mia kill -s $signal "$pid" 2>"$dir/said"
    done
    holds "nor look into $pid" not as mia sh -c "cat /proc/$pid/environ /proc/$pid/maps" 2>"$dir/said"
done
holds 'after all of it, no process is another one' unharmed
holds 'and the guardian'\''s side works' ask mum Block sss Mia site example.net
holds 'the block is in the file' grep -q '^sites=example.org;example.net$' \
    "$dir/config/children.d/mia.conf"
holds 'which stays the group'\''s' \
    [ "$(stat -c %G "$dir/config/children.d/mia.conf")" = kindward-guardians ]
fails_not
