#!/bin/sh
# The commands of the documents that need nothing installed, typed in a scratch home with a capture.
#
# usage: home_test.sh KINDWARD TOP
#
# home.pcap is the bundled family's week with the addresses of the README's child in place of its own.
set -eu
kindward=$1 top=$2
home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT
trap 'exit 130' HUP INT PIPE TERM
mkdir "$home/bin"
ln -s "$kindward" "$home/bin/kindward"
cd "$home"
python3 - "$top/tests/capture/family-week.pcap" home.pcap <<'END'
import ipaddress, sys
packets = open(sys.argv[1], "rb").read()
for theirs, ours in ("10.9.0.1", "192.168.1.7"), ("fd09::1", "fd00::7"):
    packets = packets.replace(ipaddress.ip_address(theirs).packed, ipaddress.ip_address(ours).packed)
open(sys.argv[2], "wb").write(packets)
END
# Of a Kindward that is installed here nothing is read.
mkdir none
env -i COMMANDS_WAIT=300 KINDWARD_LISTS="$home/none" PATH="$home/bin:/usr/bin:/bin" HOME="$home" TZ=UTC0 LC_ALL=C.UTF-8 \
    LSAN_OPTIONS="${LSAN_OPTIONS-}" ASAN_OPTIONS="${ASAN_OPTIONS-}" UBSAN_OPTIONS="${UBSAN_OPTIONS-}" \
    "$top/tests/docs/commands" home "$top"
[ -s week.html ] || {
    echo 'FAIL: the page of the week is not there'
    exit 1
}
