#!/usr/bin/env python3
"""retime.py WEEK SESSIONS OUT - moves real sessions into a pretended week, and writes its truth.

SESSIONS holds SESSION.pcap (nanosecond pcap, Ethernet) of each line of WEEK. In each session

  - the first packet comes at the session's pretended time;
  - a gap between two packets shorter than 0.4 s stays as it was, so that handshakes, page loads and
    answers keep their real pace;
  - a longer gap, in which nobody spoke, becomes 100 times as long.

Nothing else is changed: no packet is left out, invented, edited or put before another of its session.
OUT/family-week.pcap holds the sessions, merged by time. OUT/truth.tsv holds, for each session of
Mia's with a platform, the first and last packet of the session with an address of what its page asked
for by itself, and the minutes between them; for an idle one, the minutes until the page was loaded.
"""
import datetime
import heapq
import ipaddress
import pathlib
import struct
import sys

import sites

STRETCH = 100
QUIET_NS = 400_000_000
LOAD_S = 60  # an idle session: what is loaded within its first minute counts as one minute of use
MAGIC_NS = 0xA1B23C4D
MIA = {ipaddress.ip_address("10.9.0.1").packed, ipaddress.ip_address("fd09::1").packed}


def packets(path):
    """(time in ns, length on the wire, bytes) of each."""
    data = path.read_bytes()
    magic, = struct.unpack_from("<I", data)
    if magic != MAGIC_NS:
        sys.exit(f"{path}: not a little-endian nanosecond pcap; make it with tcpdump "
                 "--time-stamp-precision=nano")
    at = 24
    while at + 16 <= len(data):
        seconds, ns, caught, length = struct.unpack_from("<IIII", data, at)
        if at + 16 + caught > len(data):
            break
        yield seconds * 10**9 + ns, length, data[at + 16:at + 16 + caught]
        at += 16 + caught


def retimed(found, begin_ns):
    last, now = None, begin_ns
    for when, length, data in found:
        if last is not None:
            gap = max(when - last, 0)
            now += gap * STRETCH if gap >= QUIET_NS else gap
        last = when
        yield now, length, data


def ends(data):
    """Source and destination address of an IP packet, or two empty ones."""
    kind = data[12:14]
    if kind == b"\x08\x00":
        return data[26:30], data[30:34]
    if kind == b"\x86\xdd":
        return data[22:38], data[38:54]
    return b"", b""


def used(session, site):
    """First and last time at which Mia and the site's own addresses spoke."""
    numbers = sites.site_numbers(site)
    own = {ipaddress.ip_address(f"10.9.8.{n}").packed for n in numbers}
    own |= {ipaddress.ip_address(f"fd09:8::{n:x}").packed for n in numbers}
    times = [now for now, _, data in session
             if set(ends(data)) & MIA and set(ends(data)) & own]
    return times[0], times[-1]


def main(week, folder, out):
    sessions, truth = [], []
    for line in pathlib.Path(week).read_text().splitlines():
        if line.startswith("#"):
            continue
        name, date, clock, _, who, how, site, platform, _ = line.split("\t")
        begin = datetime.datetime.fromisoformat(f"{date}T{clock}+00:00")
        session = list(retimed(packets(folder / f"{name}.pcap"), int(begin.timestamp()) * 10**9))
        if not session:
            sys.exit(f"session {name}: nothing was captured")
        sessions.append(session)
        if who == "mia" and platform not in ("-", "never-recorded"):
            first, last = used(session, site)
            if how == "idle":
                last = first + LOAD_S * 10**9
            truth.append((platform, site, date, first // 10**9, last // 10**9, how))
    n = 0
    with open(out / "family-week.pcap", "wb") as pcap:
        pcap.write(struct.pack("<IHHiIII", MAGIC_NS, 2, 4, 0, 0, 262144, 1))
        for now, length, data in heapq.merge(*sessions, key=lambda p: p[0]):
            pcap.write(struct.pack("<IIII", now // 10**9, now % 10**9, len(data), length) + data)
            n += 1
    with open(out / "truth.tsv", "w", encoding="ascii") as table:
        table.write("#child\tplatform\tsite\tday\tfrom_unix_s\tto_unix_s\tminutes\thow\n")
        for platform, site, date, first, last, how in sorted(truth, key=lambda t: t[3]):
            table.write(f"Mia\t{platform}\t{site}\t{date}\t{first}\t{last}\t"
                        f"{(last - first) / 60:.1f}\t{how}\n")
    print(f"{n} packets of {len(sessions)} sessions, {len(truth)} of them in truth.tsv")


if __name__ == "__main__":
    main(sys.argv[1], pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3]))
