#!/bin/sh
# rights — the agent as its unit starts it: an account of its own, with the one right that the unit
# names; what only root may do, root's side does when it is asked. All is seen, blocked and counted, a
# guardian's block is written, who freezes is ended, and the switches are put back.
. "$(dirname "$0")/home.sh"
command -v dbus-daemon >/dev/null || skip 'dbus-daemon is not installed'
units=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)/packaging/systemd
bounds_of() { sed -n 's/^CapabilityBoundingSet=CAP_//p' "$units/$1.service" | sed 's/ CAP_/,+/g' | tr A-Z a-z; }
bounds=$(bounds_of kindward)
setpriv --bounding-set "-all,+$bounds" true || skip "setpriv does not know $bounds"
switch=/proc/sys/net/netfilter/nf_conntrack_acct
counting() { admin cat $switch 2>/dev/null || echo 0; }
before=$(counting)
bus_is_there

# As systemd-tmpfiles makes them: the agent itself could not give them away.
mkdir -p "$dir/state" "$dir/run"
chown 4200:4200 "$dir/state" "$dir/run"
chmod 700 "$dir/state" "$dir/run"
family_policy
# For root alone, by hand: no group, and one file that not even a guardian reads.
chmod 750 "$dir/config" "$dir/config/children.d"
chmod 600 "$dir/config/children.d/mia.conf"
holds 'the kernel is tried beforehand' admin "$kindwardd" --probe "$dir/probe" --state "$dir/state"
holds 'nothing is counted after that' is "$(counting)" = "$before"
holds 'and what was found lies where only root writes' is "$(stat -c '%u %a' "$dir/probe")" = '0 644'

# Root's side, as systemd starts it when it is asked.
cat >"$dir/hands_over.py" <<'END'
import os, select, socket, sys
path, *command = sys.argv[1:]
s = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
s.bind(path)
os.chown(path, 4200, 4200)
os.chmod(path, 0o600)
s.listen()
print("ready", flush=True)
while True:
    select.select([s], [], [])
    pid = os.fork()
    if pid == 0:
        os.dup2(s.fileno(), 3)
        os.environ.update(LISTEN_FDS="1", LISTEN_PID=str(os.getpid()))
        os.execvp(command[0], command)
    os.waitpid(pid, 0)
END
start errands "$home" python3 "$dir/hands_over.py" "$dir/errands.socket" \
    setpriv --bounding-set "-all,+$(bounds_of kindward-errands)" --inh-caps -all --no-new-privs \
    "$kindwardd" --errands --config "$dir/config" --lists "$dir/lists"
cat >"$dir/as_the_unit" <<END
#!/bin/sh
exec setpriv --reuid=4200 --regid=4200 --clear-groups --bounding-set "-all,+$bounds" \\
    --inh-caps "-all,+$bounds" --ambient-caps "-all,+$bounds" --no-new-privs \\
    "\$@" --probed "$dir/probe" --errands-at "$dir/errands.socket"
END
chmod 755 "$dir/as_the_unit"
agent_under=$dir/as_the_unit
agent_starts
holds 'what the kernel can do is known' is "$(lines 'is not to be had from' agent)" = 0
holds 'children are held' is "$(lines 'for observing only' agent)" = 0
holds 'how many packets wait is seen' is "$(lines 'cannot be seen' agent)" = 0
holds 'a page comes' visit kid https://www.example.com/
holds 'what is blocked is refused' refused_at_once kid https://discord.com/
holds 'connections are counted' is "$(counting)" = 1
of() { sed -n "s/^$2:\t//p" "/proc/$1/status"; } # PID LINE
holds 'it is no root' is "$(of "$agent" Uid)" = "$(printf '4200\t4200\t4200\t4200')"
holds 'in no group of another' is "$(of "$agent" Groups)" = ' '
holds 'with the right over the network alone' is "$(of "$agent" CapPrm)" = 0000000000001000
for role in gate inspector recorder bus; do
    pid=$(role_pid $role)
    rights=0000000000000000
    [ $role != gate ] || rights=0000000000001000
    holds "the $role has what it had" is "$(of "$pid" CapPrm) $(of "$pid" CapEff) $(of "$pid" CapAmb)" = \
        "$rights $rights 0000000000000000"
    holds 'its calls are a list, and it gains nothing' is "$(of "$pid" Seccomp) $(of "$pid" NoNewPrivs)" = '2 1'
    holds 'what the kernel shows of it is root'\''s' is "$(stat -c %u "/proc/$pid/mem")" = 0
done
holds 'so it is of the supervisor' is "$(stat -c %u "/proc/$agent/mem")" = 0
probes_come() { test "$(role_count gate probed)" -gt 0; }
holds 'probes come through the queue' waits_for probes_come

blocks() { admin busctl --system call org.kindward.Agent1 /org/kindward/Agent1 org.kindward.Agent1 Block sss "$@"; }
holds 'a guardian blocks a site' waits_for blocks Mia site example.net
holds 'it is in the file' grep -q 'example\.net' "$dir/config/children.d/mia.conf"
holds 'which is root'\''s as before' is "$(stat -c '%u %g %a' "$dir/config/children.d/mia.conf")" = '0 0 600'
holds 'nothing else is left there' is "$(ls -A "$dir/config/children.d")" = mia.conf
holds 'and holds' refused_at_once kid https://example.net/
holds 'a file with a mistake' sh -c "echo nonsense >>'$dir/config/children.d/mia.conf'"
kill -HUP "$agent"
holds 'is refused' waits_for agent_says 'the one before stays in force'
holds 'with file and line' agent_says 'mia.conf:'
no() { ! "$@"; }
holds 'and not written to' no blocks Mia site example.org

# As a role would ask that was broken into: of the account, without the right.
cat >"$dir/asks.py" <<'END'
import socket, struct, sys
s = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
s.connect(sys.argv[1])
try:
    s.send(struct.pack("<II256s68s256s", 3, 0, sys.argv[2].encode(), b"", b""))
    print(len(s.recv(4096)))
except OSError: # hung up on
    print(0)
END
asks() { admin setpriv --reuid=4200 --regid=4200 --clear-groups "$@" python3 "$dir/asks.py" "$dir/errands.socket" "$dir/config"; }
holds 'the supervisor is answered' is "$(asks --inh-caps "+$bounds" --ambient-caps "+$bounds")" = 2052
holds 'a role is not' is "$(asks)" = 0
unmapped() { # with every right, in a user namespace that it made for itself
    admin setpriv --reuid=4200 --regid=4200 --clear-groups unshare --user --map-root-user \
        python3 "$dir/asks.py" "$dir/errands.socket" "$dir/config"
}
if admin setpriv --reuid=4200 --regid=4200 --clear-groups unshare --user --map-root-user true 2>"$dir/user"; then
    holds 'nor one with rights over users of its own' is "$(unmapped)" = 0
else
    echo "skipped here: a user namespace of the account's own: $(head -n 1 "$dir/user")"
fi
frozen=$(role_pid gate)
kill -STOP "$frozen"
another() { gate=$(role_pid gate) && [ -n "$gate" ] && [ "$gate" != "$frozen" ]; }
holds 'who freezes is ended and started anew' waits_for another
holds 'the frozen one is gone' waits_for test ! -e "/proc/$frozen"
holds 'a page comes' waits_for visit kid https://www.example.com/
for _ in 1 2 3 4 5; do # where the machine is busy, one is let go unread
    visit kid https://www.example.com/ || :
    sleep 1
done
agent_stops
holds 'what was seen is recorded' has_visited www.example.com
holds 'the switch is as it was' is "$(counting)" = "$before"
fails_not
