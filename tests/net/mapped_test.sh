#!/bin/sh
# mapped — what a child runs in a container of its own is the child's, and an adult's is not (UID-2).
. "$(dirname "$0")/lab.sh"

# A socket has the outer id of whoever opened it: 165568 for 33 in a map that begins at 165536.
inside() { # FIRST-ID COMMAND...
    first=$1
    shift
    admin python3 - "$first" "$@" <<'END'
import ctypes, os, sys
ready, go = os.pipe(), os.pipe()
child = os.fork()
if child == 0:
    if ctypes.CDLL(None).unshare(0x10000000) != 0:  # CLONE_NEWUSER
        os._exit(1)
    os.write(ready[1], b"x")
    os.read(go[0], 1)
    os.setresgid(33, 33, 33)
    os.setresuid(33, 33, 33)
    os.execvp(sys.argv[2], sys.argv[2:])
os.close(ready[1])
if not os.read(ready[0], 1):
    sys.exit(1)
for kind in "gid", "uid":
    open(f"/proc/{child}/{kind}_map", "w").write(f"0 {sys.argv[1]} 65536")
os.write(go[1], b"x")
sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
END
}
inside 165536 true 2>/dev/null || skip 'there are no user namespaces'

for writer in nftables iptables; do
    start rules "$home" "$programs/firewall_tool" $writer 4242,165536-231071
    rules=$last
    start log "$home" "$programs/log_lines" 78
    log=$last
    holds "$writer: the child's container is answered" inside 165536 python3 "$dir/talk.py" udp 10.9.0.2 53 0
    holds "$writer: and mum's" inside 300000 python3 "$dir/talk.py" udp fd09::2 53 0
    sleep 1.3
    holds "$writer: the child's is seen, question and answer" is "$(lines '^udp4' log)" = 2
    holds "$writer: mum's is not" is "$(lines '^udp6' log)" = 0
    stop "$log" "$rules"
done
fails_not
