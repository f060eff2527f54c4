#!/usr/bin/env python3
"""Writes the seeds that the fuzz targets begin from into corpus/, all of them made up here."""
import pathlib
import re
import struct
import zlib

HERE = pathlib.Path(__file__).parent


def write(target, **seeds):
    folder = HERE / "corpus" / target
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in seeds.items():
        (folder / name).write_bytes(data)


def u16(n):
    return struct.pack(">H", n)


def u24(n):
    return struct.pack(">I", n)[1:]


def dns_name(name):
    return b"".join(bytes([len(p)]) + p for p in name.split(b".") if p) + b"\0"


def record(name, kind, ttl, data):
    return dns_name(name) + struct.pack(">HHIH", kind, 1, ttl, len(data)) + data


def query(name, kind=1, ident=7):
    return struct.pack(">HHHHHH", ident, 0x0100, 1, 0, 0, 0) + dns_name(name) + u16(kind) + u16(1)


def answer(name, records, kind=1, ident=7):
    head = struct.pack(">HHHHHH", ident, 0x8180, 1, len(records), 0, 0)
    return head + dns_name(name) + u16(kind) + u16(1) + b"".join(records)


ADDRESS = b"\xc0\x00\x02\x01"
SERVICE = b"\0\1\0" + b"".join(
    u16(k) + u16(len(v)) + v
    for k, v in ((1, b"\2h2"), (4, ADDRESS), (5, b"\0\4ech!"), (6, b"0123456789abcdef")))
OPT = b"\0" + struct.pack(">HHIH", 41, 1232, 0, 0)
QUESTION = query(b"www.example.com")
ANSWER = answer(b"www.example.com", [record(b"www.example.com", 5, 60, b"\3cdn\xc0\x10"),
                                     record(b"cdn.example.com", 1, 60, ADDRESS)])
HTTPS = answer(b"www.example.com", [record(b"www.example.com", 65, 60, SERVICE)], 65)


def extension(kind, data):
    return u16(kind) + u16(len(data)) + data


def server_name(name):
    return extension(0, u16(len(name) + 3) + b"\0" + u16(len(name)) + name)


def hello_body(*extensions, cookie=None):
    joined = b"".join(extensions)
    return (b"\3\3" + bytes(range(32)) + b"\4sess" + (cookie or b"") +
            u16(4) + b"\x13\1\x13\2" + b"\1\0" + u16(len(joined)) + joined)


def handshake(body):
    return b"\1" + u24(len(body)) + body


def records(message, each=16384):
    return b"".join(b"\x16\3\1" + u16(len(message[i:i + each])) + message[i:i + each]
                    for i in range(0, len(message), each))


BODY = hello_body(extension(0x0a0a, b""), server_name(b"www.example.com"),
                  extension(16, u16(9) + b"\2h2\2h3\2do"), extension(0xfe0d, b"\0"))
HELLO = records(handshake(BODY))
REQUEST = b"GET /x HTTP/1.1\r\nHost: example.com:80\r\n\r\n"

text = (HERE.parent / "unit/wire/quic_vectors.h").read_text()
RFC9001, RFC9369 = (bytes(int(x, 16) for x in re.findall(r"0x([0-9a-f]{2})\b", part))
                    for part in re.findall(r"\[1200\] = \{(.*?)\};", text, re.S))


def ipv4(protocol, data, fragment=0):
    return (struct.pack(">BBHHHBBH", 0x45, 0, 20 + len(data), 1, fragment, 64, protocol, 0) +
            b"\x0a\0\0\2\xc0\0\2\1" + data)


def ipv6(protocol, data):
    return struct.pack(">IHBB", 0x60000000, len(data), protocol, 64) + b"\xfd" * 16 + b"\xfe" * 16 + data


def udp(source, destination, data):
    return struct.pack(">HHHH", source, destination, 8 + len(data), 0) + data


def tcp(data, flags=16):
    return struct.pack(">HHIIBBHHH", 1000, 443, 1, 1, 0x50, flags, 0, 0, 0) + data


def ethernet(kind, data):
    return b"\2" * 12 + u16(kind) + data


def subframe(data):
    msdu = b"\xaa\xaa\3\0\0\0" + (b"\x08\0" if data[0] >> 4 == 4 else b"\x86\xdd") + data
    return b"\2" * 12 + u16(len(msdu)) + msdu + bytes((2 - len(msdu)) % 4)


DATAGRAM = ipv4(17, udp(1000, 53, QUESTION))
write("wire_packet",
      dns=u16(1) + ethernet(0x800, DATAGRAM),
      tls6=u16(101) + ipv6(6, tcp(HELLO)),
      tags=u16(1) + ethernet(0x88a8, b"\1\x23\x81\0\4\x56\x88\x47\0\1\0\x40\0\2\1\x40" + DATAGRAM),
      pppoe=u16(1) + ethernet(0x8864, b"\x11\0\0\1" + u16(2 + len(DATAGRAM)) + b"\0\x21" + DATAGRAM),
      amsdu=u16(105) + b"\x88\1\0\0" + bytes(20) + b"\x80\0" + subframe(DATAGRAM) + subframe(DATAGRAM) +
      subframe(ipv6(6, tcp(HELLO))),
      vxlan=u16(101) + ipv4(17, udp(9, 4789, b"\x08\0\0\0\0\0\1\0" + ethernet(0x800, DATAGRAM))),
      gre=u16(101) + ipv4(47, b"\x20\0\x08\0\0\0\0\1" + DATAGRAM),
      gtp=u16(101) + ipv4(17, udp(9, 2152, b"\x30\xff" + u16(len(DATAGRAM)) + b"\0\0\0\1" + DATAGRAM)),
      wlan=u16(127) + b"\0\0\x08\0\0\0\0\0\x08\0\0\0" + b"a" * 18 + b"\0\0\xaa\xaa\3\0\0\0\x08\0" + DATAGRAM,
      cooked=u16(113) + b"\0\0\0\1\0\6" + b"c" * 8 + b"\x08\0" + DATAGRAM,
      fragment=u16(101) + ipv4(17, udp(1000, 53, QUESTION)[:24], 0x2000),
      extensions=u16(101) + ipv6(0, b"\x3c\0" + bytes(6) + b"\x11\0" + bytes(6) + udp(1, 2, b"x")))
write("wire_dns", question=QUESTION, answer=ANSWER, https=HTTPS,
      pointers=answer(b"a.b", [b"\xc0\x0c" + struct.pack(">HHIH", 5, 1, 1, 2) + b"\xc0\x0c"]),
      opt=QUESTION[:10] + u16(1) + QUESTION[12:] + OPT)
write("wire_tls", one=HELLO, small=records(handshake(BODY), 7), body=BODY,
      server=b"\x16\3\3\0\x04\2\0\0\0", alert=records(handshake(BODY)[:40]) + b"\x15\3\3\0\2\1\0")
write("wire_quic", v1=RFC9001, v2=RFC9369, both=RFC9001[:1200] + b"\xe0\0\0\0\1\0\0\4....",
      frames=b"\0\0\1\6\x40\5\2ab\2\x41\0\0\1\0\3\4\3\1\1\0\0\x09\x09\x09\6\0\3xyz",
      negotiation=b"\x80\0\0\0\0\2ab\2cd\0\0\0\1", retry=b"\xf0\0\0\0\1\2ab\2cdtoken" + bytes(16),
      token=b"\xc3\0\0\0\1\2ab\0\3tok\x40\x20" + bytes(32))
write("wire_http", get=REQUEST,
      post=b"\r\nPOST http://u@a.example:8/ HTTP/1.0\nhost: b\nHost: c\nContent-Length: 12\n\nbody",
      connect=b"CONNECT site.example:443 HTTP/1.1\r\nHost: [::1]:8080\r\n\r\n")
write("wire_preamble", methods=b"\5\2\0\2", request=b"\5\1\0\3\x0bexample.com\1\xbb",
      user=b"\1\4user\4pass", socks4a=b"\4\1\1\xbb\0\0\0\1me\0example.com\0",
      line=b"PROXY TCP4 192.0.2.1 192.0.2.2 1234 443\r\n",
      binary=b"\r\n\r\n\0\r\nQUIT\n\x21\x11\0\x0c" + bytes(12), tor=b"www.ab2cd3ef.com",
      stun=b"\0\1\0\0\x21\x12\xa4\x42" + bytes(12), wireguard=b"\1" + bytes(147),
      openvpn=b"\x38" + b"s" * 8 + bytes(5), ssh=b"SSH-2.0-x\r\n")
CHLO = (b"CHLO" + struct.pack("<HH", 2, 0) + b"PAD\0" + struct.pack("<I", 4) + b"SNI\0" +
        struct.pack("<I", 15) + b"----example.com")
write("wire_gquic", chlo=CHLO, q043=b"\x09" + b"c" * 8 + b"Q043" + bytes(20) + CHLO,
      q046=b"\xc3Q046\x50" + b"c" * 8 + bytes(20) + CHLO)
DTLS_BODY = hello_body(server_name(b"dtls.example"), cookie=b"\3yum")


def dtls(offset, part):
    inner = b"\1" + u24(len(DTLS_BODY)) + u16(0) + u24(offset) + u24(len(part)) + part
    return b"\x16\xfe\xfd" + bytes(8) + u16(len(inner)) + inner


write("wire_dtls", whole=dtls(0, DTLS_BODY),
      parts=dtls(40, DTLS_BODY[40:]) + dtls(0, DTLS_BODY[:40]), other=b"\x17\xfe\xfd" + bytes(8) + b"\0\3abc")
write("flow_assembly", order=b"".join(u16(i * 100) + b"\x64\0" for i in range(5)),
      back=b"".join(u16(i * 100) + b"\x64\0" for i in (4, 2, 0, 3, 1, 2)),
      overlap=b"\0\0\x50\0\0\x28\x50\0\0\x14\x28\0", lie=b"\0\0\x50\0\0\x28\x50\xf5\0\0\1\0",
      many=b"".join(u16(i * 3) + b"\1\0" for i in range(70)))


def op(kind, data):
    return bytes([kind, len(data)]) + data


def segment(data, at=0, flags=16, kind=1, connection=0):
    return op(kind, bytes([connection, flags]) + u24(at) + data)


def datagram(kind, port, data):
    data = bytes([port]) + data
    padded = data + bytes(-len(data) % 5)
    return bytes([kind, len(padded) // 5]) + padded


def deflated(data):
    squeeze = zlib.compressobj(9, zlib.DEFLATED, -15)
    return squeeze.compress(data) + squeeze.flush()


def ipcomp(inner, data, index=2):
    return ipv4(108, bytes([inner, 0]) + u16(index) + deflated(data))


FRAGMENTS = udp(1000, 53, QUESTION + bytes(-len(QUESTION) % 8))
write("flow_inspector",
      hello=b"\0" + segment(b"", flags=2) + segment(HELLO[:60], 1) + segment(HELLO[60:], 61) + segment(b"", 200, 1),
      reordered=b"\0" + segment(b"", flags=2) + segment(HELLO[90:], 91) + segment(HELLO[:50], 1) +
      segment(HELLO[40:95], 41),
      conflict=b"\0" + segment(HELLO[:60]) + segment(b"\x16\3\1\0\1" + bytes(55)) + segment(HELLO[60:], 60),
      again=b"\0" + segment(HELLO) + segment(b"", 9000, 2) + segment(HELLO, 9001),
      both=b"\1" + segment(REQUEST, connection=1) + segment(b"HTTP/1.1 200 OK\r\n\r\n", kind=2, connection=1) +
      segment(REQUEST, len(REQUEST), connection=1),
      learnt=b"\3" + datagram(3, 0, QUESTION) + datagram(4, 0, ANSWER) + segment(HELLO),
      quic=b"\1" + datagram(3, 1, RFC9001) + datagram(3, 1, RFC9001),
      minutes=b"\1" + datagram(3, 3, b"payload") + op(5, b"\1\0\0") + datagram(4, 3, b"more payload") +
      op(5, b"\xff\xff\xff") + datagram(3, 3, b"late"),
      dtls=b"\0" + datagram(3, 6, dtls(40, DTLS_BODY[40:])) + datagram(3, 6, dtls(0, DTLS_BODY[:40])),
      fragments=b"\0" + op(6, b"\1\0\1" + FRAGMENTS[:24]) + op(6, b"\1\3\0" + FRAGMENTS[24:]),
      frame=b"\0" + op(0, b"\1" + DATAGRAM),
      ipcomp=b"\0" + op(0, b"\1" + ipcomp(17, DATAGRAM[20:])) + op(0, b"\1" + ipcomp(4, DATAGRAM, 700)) +
      op(0, b"\1" + ipcomp(4, ipcomp(17, DATAGRAM[20:]))),
      tcp_dns=b"\0" + segment(u16(len(QUESTION)) + QUESTION[:9], connection=2) +
      segment(QUESTION[9:], 11, connection=2))


def block(order, kind, body):
    body += bytes(-len(body) % 4)
    size = struct.pack(order + "I", 12 + len(body))
    return struct.pack(order + "I", kind) + size + body + size


def section(order):
    return block(order, 0x0a0d0d0a, struct.pack(order + "IHHq", 0x1a2b3c4d, 1, 0, -1))


def interface(order, link=101, options=b""):
    return block(order, 1, struct.pack(order + "HHI", link, 0, 65535) + options)


def packet(order, data, number=0):
    return block(order, 6, struct.pack(order + "IIIII", number, 0x60000, 77, len(data), len(data)) + data)


write("capture_pcapng",
      little=section("<") + interface("<") + packet("<", DATAGRAM) + packet("<", b"abc"),
      big=section(">") + interface(">", 1, struct.pack(">HHBxxx", 9, 1, 9) + struct.pack(">HHq", 14, 8, 5)) +
      packet(">", ethernet(0x800, DATAGRAM)),
      two=section("<") + interface("<") + interface("<", 1, struct.pack("<HHBxxx", 9, 1, 0x8a)) +
      packet("<", DATAGRAM, 1) + section(">") + interface(">") + packet(">", b"abcde"),
      simple=section("<") + interface("<") + block("<", 3, struct.pack("<I", 5) + b"abcde") +
      block("<", 2, struct.pack("<HHIIII", 0, 0, 6, 7, 3, 3) + b"xyz") + block("<", 5, bytes(8)))


AGENT = b"""# settings
[agent]
firewall=observe-only
when-inspector-is-away=block
queue=7
names-for-nameless=true
[alerts]
gaps=false
at-most-per-hour=3
"""
CHILD = b"""[child]
account=mia
birth-date=2013-06-14
block-by=dns
[block]
categories=adult;gambling
sites=example.com;b\xc3\xbccher.de
[alert]
platforms=discord
[allow]
names=help.example.com
"""
write("policy_load",
      **{"two-children": AGENT + b"\f" + CHILD +
         b"\f\xef\xbb\xbf[child]\r\naccount=leo\r\nname=Leo\\sL\r\nbirth-year=2015\r\n",
         "misspelt": b"\f[chld]\naccount=mia\n[block]\ncategories=gamling\nplatforms=Discort\n"
         b"sites=https://u@www.example.com:1/x;*.a.com;co.uk;a.com, b.com;192.0.2.1\n",
         "twice-one-account": b"\f" + CHILD + b"\f" + CHILD,
         "contradiction": b"\f" + CHILD + b"categories=adult\n[log]\nsites=example.com;www.a.com\n"
         b"names=childline.org.uk\n"})
# The first byte: at the end (1), the verdict (2, 4), the subject (8, 16); then the item, then the file.
write("policy_edit", **{
    "line-grows": b"\x4eexample.net\n" + CHILD,
    "has-it": b"\x4eexample.com\n" + CHILD,
    "key-is-missing": b"\x46help.example.net\n" + CHILD,
    "group-at-the-end": b"\x4bexample.net\n" + CHILD.replace(b"[allow]\n", b"[log]\n"),
    "spaces-and-line-ends": b"\x4eexample.net\n[child]\r\naccount=leo\r\nbirth-year=2015\r\n"
    b" [block] \r\n sites = example.com ; \t\r\n# the end",
    "no-line-end": b"\x56discord\n[child]\naccount=leo\nbirth-year=2015\n[block]",
    "empty": b"\x4eexample.net\n"})
write("firewall_uids", **{
    "two-accounts": b"kid:100000:65536\nother:165536:65536\n", "by-number": b"4242:231072:65536\n",
    "takes-all": b"kid:0:4294967295\nkid:1000:1\n", "shared": b"other:100000:65536\nkid:165535:2\n",
    "no-numbers": b"kid:4294967295:1\nkid:100000:4294967295\nkid:99999999999:1\nkid:100000:0\nkid::\nkid\n:::\n",
    "many": b"".join(b"kid:%d:5\n" % (100000 + i * 10) for i in range(1, 41))})


def message(kind, body):
    """A record as agent/daemon/message.h has it, on a machine of 64 bits, little end first."""
    return struct.pack("<II", kind, len(body)) + body + bytes(-len(body) % 8)


def observation(name, site_at=0xffff, platform=b"", rule=b"", evidence=5, nameless=0, verdict=1):
    head = struct.pack("<qIII6H10B16s16s6x", 1764072000000000, 7, 1, 1 << 4, 5000, 443, len(name), len(platform),
                       len(rule), site_at, 1, evidence, nameless, verdict, 4, 16, 0, 0, 0, 0,
                       bytes([192, 168, 1, 7]), bytes(range(16)))
    return head + name + b"\0" + platform + b"\0" + rule + b"\0"


SEEN = observation(b"www.site.example", 4, b"site", b"block category video (mia.conf:14)", verdict=3)
USE = struct.pack("<IxxxxqqQQII", 7, 1764072000000000, 1764072001000000, 1000, 20000, 7, 20)
write("daemon_message", **{  # the first byte: sender, and five times receiver
    "named-used-closed": bytes([17]) + message(3, SEEN) + message(4, USE) + message(5, struct.pack("<I", 7)) +
    message(7, struct.pack("<qIxxxx", 1764072060000000, 0)),
    "looked-on": bytes([17]) + message(8, SEEN) + message(8, observation(b"", evidence=0, nameless=5)),
    "observation": bytes([0]) + SEEN,
    "held-packet": bytes([11]) + message(0, struct.pack("<IIIIq", 5, 1001, 1, 60, 1764072000000000) + bytes(60)),
    "verdict-with-packet": bytes([7]) + message(2, struct.pack("<II", 5, 2) + bytes(33)),
    "policy-in-parts": bytes([15]) + message(13, struct.pack("<IIQ", 1, 1, 8)) +
    message(14, struct.pack("<III", 1001, 1001, 0)) + message(15, b"children.d/mia.conf\0[chi") +
    message(15, b"children.d/mia.conf\0ld]\n") + message(16, b""),
    "may-not-say-so": bytes([17]) + message(5, struct.pack("<I", 7)) + message(12, b""),
    "longer-than-it-is": bytes([17]) + struct.pack("<II", 3, 2000) + SEEN,
    "whose-is-it": bytes([23]) + message(25, bytes([198, 51, 100, 7] + 12 * [0] + [4])) +
    message(25, bytes([0x20, 1] + 14 * [0] + [16])),
    "perhaps-his": bytes([19]) + message(26, bytes([198, 51, 100, 7] + 12 * [0] + [4]) + b"host.example") +
    message(26, bytes(16) + b"\4"),
    "guess-in-colours": bytes([19]) + message(26, bytes([0x20, 1] + 14 * [0] + [16]) + b"a.\x1b[31m")})


def errand(kind, subject=0, folder=b"/etc/kindward", account=b"", what=b""):
    return struct.pack("<II256s68s256s", kind, subject, folder, account, what)


def kept_text(name, text):
    return struct.pack("<II", len(name), len(text)) + name + text


write("daemon_errand", **{
    "block": errand(1, 2, account=b"mia", what=b"example.com"), "policy": errand(0),
    "line-end-in-the-item": errand(1, 2, account=b"mia", what=b"a\n[allow]"),
    "block-of-nobody": errand(1, 2, what=b"example.com"),
    "folder-without-end": errand(0, folder=256 * b"/"),
    "answer": struct.pack("<i2048s", -1, b"it is no file"),
    "texts": kept_text(b"kindward.conf", b"[agent]\n") + kept_text(b"children.d/mia.conf", b""),
    "text-longer-than-the-file": struct.pack("<II", 4, 1 << 30) + b"a.co"})

PTR = b"7.100.51.198.in-addr.arpa"
write("daemon_reverse", **{
    "host": answer(PTR, [record(PTR, 12, 60, dns_name(b"Host.example"))], 12),
    "behind-an-alias": answer(PTR, [record(PTR, 5, 60, dns_name(b"7.0-63.100.51.198.in-addr.arpa")),
                                    record(b"7.0-63.100.51.198.in-addr.arpa", 12, 60, dns_name(b"host.example"))], 12),
    "escape-then-host": answer(PTR, [record(PTR, 12, 60, dns_name(b"\x1b[31m.example")),
                                     record(PTR, 12, 60, dns_name(b"host.example"))], 12),
    "root": answer(PTR, [record(PTR, 12, 60, b"\0")], 12),
    "cut-name": answer(PTR, [record(PTR, 12, 60, b"\4ho")], 12),
    "holds-it": answer(b"host.example", [record(b"host.example", 1, 60, bytes([198, 51, 100, 7]))]),
    "holds-it-6": answer(b"host.example", [record(b"host.example", 28, 60, bytes([0x20, 1, 0xd, 0xb8] + 11 * [0] + [7]))], 28),
    "good-text": b"host.example"})

LOOKED_UP = udp(53, 41000, answer(b"www.site.example", [record(b"www.site.example", 1, 300, bytes([192, 0, 2, 1]))]))
write("daemon_denial", **{
    "ipv4-answer": ipv4(17, LOOKED_UP), "ipv6-answer": ipv6(17, LOOKED_UP),
    "fragment": ipv4(17, LOOKED_UP, 0x2000), "tcp": ipv4(6, LOOKED_UP),
    "question": ipv4(17, udp(53, 41000, query(b"www.site.example"))),
    "two-questions": ipv4(17, udp(53, 41000, struct.pack(">HHHHHH", 7, 0x8180, 2, 0, 0, 0) +
                                  2 * (dns_name(b"a.example") + bytes([0, 1, 0, 1])))),
    "pointer-in-question": ipv4(17, udp(53, 41000, struct.pack(">HHHHHH", 7, 0x8180, 1, 0, 0, 0) +
                                        bytes([0xc0, 12, 0, 1, 0, 1]))),
    "root": ipv6(17, udp(53, 41000, answer(b"", [])))})
