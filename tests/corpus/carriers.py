"""carriers: the ways in which a packet of IP may be carried, written byte by byte.

CARRIERS has for each name a link type of captures (tcpdump.org/linktypes.html) and a function: from a packet of IP
to the list of frames that carry it; None among them: there is no room for such a packet. Who reads the frames must find
what is in the packet alone.
"""
import struct

ETHERNET = 1
MACS = b"\2\0\0\0\0\1\2\0\0\0\0\2"
AP = b"\2\0\0\0\0\3"
SNAP = b"\xaa\xaa\x03\0\0\0"
CARRIERS = {}


def carrier(name, link=ETHERNET):
    def keep(function):
        CARRIERS[name] = (link, lambda packet: framed(function(packet)))
        return function
    return keep


def framed(frames):
    return frames if isinstance(frames, list) else [frames]


def version(packet):
    return packet[0] >> 4


def ether_type(packet):
    return b"\x08\0" if version(packet) == 4 else b"\x86\xdd"


def ppp(packet):
    return (b"\0\x21" if version(packet) == 4 else b"\0\x57") + packet


def ethernet(packet, kind=None):
    return MACS + (kind or ether_type(packet)) + packet


def whole16(length):
    if length > 65535:
        raise OverflowError
    return struct.pack(">H", length)


def ipv4(protocol, payload, number=0, fragment=0):
    head = (b"\x45\0" + whole16(20 + len(payload)) + struct.pack(">HHBB", number, fragment, 64, protocol)
            + b"\0\0\x0a\xc8\0\1\x0a\xc8\0\2")
    return head + payload


def ipv6(next_header, payload):
    return (b"\x60\0\0\0" + whole16(len(payload)) + bytes([next_header, 64])
            + b"\xfd" + b"\0" * 14 + b"\1" + b"\xfd" + b"\0" * 14 + b"\2" + payload)


def udp(port, payload, from_port=50000):
    return struct.pack(">HH", from_port, port) + whole16(8 + len(payload)) + b"\0\0" + payload


def in_udp(port, payload, from_port=50000):
    return ethernet(ipv4(17, udp(port, payload, from_port)))


def gre(head, payload):
    return ipv4(47, head + payload)


def number_of(packet):
    return 4 if version(packet) == 4 else 41


# ---------------------------------------------------------------- links

def link(name, number, head):
    """A link whose frames are a head, which may know the packet, and the packet."""
    carrier(name, number)(lambda p: (head(p) if callable(head) else head) + p)


def wlan(packet, head=b"\x08\x01\0\0", behind=b""):
    return head + AP + MACS + b"\x10\0" + behind + SNAP + ether_type(packet) + packet


def family(packet, of_6):
    return 2 if version(packet) == 4 else of_6


link("raw", 101, b"")
link("raw of BSD", 12, b"")
link("null", 0, lambda p: struct.pack("<I", family(p, 24)))
link("null, the other byte order", 0, lambda p: struct.pack(">I", family(p, 30)))
link("loop", 108, lambda p: struct.pack(">I", family(p, 30)))
link("cooked", 113, lambda p: b"\0\0\0\1\0\6\2\0\0\0\0\1\0\0" + ether_type(p))
link("cooked, VLAN", 113, lambda p: b"\0\0\0\1\0\6\2\0\0\0\0\1\0\0\x81\0\0\7" + ether_type(p))
link("cooked v2", 276, lambda p: ether_type(p) + b"\0\0\0\0\0\1\0\1\0\6\2\0\0\0\0\1\0\0")
link("Cisco HDLC", 104, lambda p: b"\x0f\0" + ether_type(p))
link("FDDI", 10, lambda p: b"\x50" + MACS + SNAP + ether_type(p))
link("PKTAP", 258, lambda p: struct.pack("<III", 108, 1, 1) + b"en0" + b"\0" * 93 + MACS + ether_type(p))
link("PPI of Ethernet", 192, lambda p: b"\0\0\x08\0\1\0\0\0" + MACS + ether_type(p))
carrier("PPP", 9)(ppp)
carrier("PPP with address and control", 9)(lambda p: b"\xff\3" + ppp(p))
carrier("PPP in HDLC", 50)(lambda p: b"\xff\3" + ppp(p))
carrier("PPPoE, no Ethernet", 51)(lambda p: b"\x11\0\0\1" + whole16(len(p) + 2) + ppp(p))
carrier("802.11", 105)(wlan)
carrier("802.11 QoS", 105)(lambda p: wlan(p, b"\x88\x02\0\0", b"\0\0"))
carrier("radiotap", 127)(lambda p: b"\0\0\x08\0\0\0\0\0" + wlan(p))
carrier("radiotap, FCS", 127)(lambda p: b"\0\0\x0a\0\2\0\0\0\x10\0" + wlan(p) + b"FCS!")
carrier("radiotap, padded head", 127)(
    lambda p: b"\0\0\x0a\0\2\0\0\0\x20\0" + wlan(p, b"\x88\x02\0\0", b"\0\0\0\0"))
carrier("PPI of 802.11", 192)(lambda p: b"\0\0\x08\0" + struct.pack("<I", 105) + wlan(p))
carrier("NFLOG", 239)(lambda p: bytes([family(p, 10), 0, 0, 7]) + b"\x08\0\1\0" + ether_type(p) + b"\3\0"
                      + struct.pack("<HH", 4 + len(p), 9) + p)
carrier("ARCNET", 129)(lambda p: b"\1\2\0\0" + (b"\xd4" if version(p) == 4 else b"\xc4") + b"\0\0\1" + p)

# ---------------------------------------------------------------- behind Ethernet

MPLS = b"\0\1\x01\x40"      # label 16, bottom of stack
MPLS_2 = b"\0\2\0\x40" + MPLS
carrier("Ethernet with bytes behind")(lambda p: ethernet(p) + b"\xaaGET / HTTP/1.1\r\nHost: behind.example\r\n\r\n")
carrier("VLAN")(lambda p: ethernet(b"\0\7" + ether_type(p) + p, b"\x81\0"))
carrier("QinQ")(lambda p: ethernet(b"\0\7\x81\0\0\x08" + ether_type(p) + p, b"\x88\xa8"))
carrier("QinQ of 0x9100")(lambda p: ethernet(b"\0\7\x81\0\0\x08" + ether_type(p) + p, b"\x91\0"))
carrier("three VLANs")(lambda p: ethernet(b"\0\7\x81\0\0\x08\x81\0\0\x09" + ether_type(p) + p, b"\x81\0"))
carrier("MPLS")(lambda p: ethernet(MPLS + p, b"\x88\x47"))
carrier("MPLS, two labels")(lambda p: ethernet(MPLS_2 + p, b"\x88\x47"))
carrier("MPLS, Ethernet behind a control word")(lambda p: ethernet(MPLS + b"\0\0\0\0" + ethernet(p), b"\x88\x47"))
carrier("VLAN, MPLS")(lambda p: ethernet(b"\0\7\x88\x47" + MPLS + p, b"\x81\0"))
carrier("PPPoE")(lambda p: ethernet(b"\x11\0\0\1" + whole16(len(p) + 2) + ppp(p), b"\x88\x64"))
carrier("VLAN, PPPoE")(lambda p: ethernet(b"\0\7\x88\x64\x11\0\0\1" + whole16(len(p) + 2) + ppp(p), b"\x81\0"))


@carrier("LLC, SNAP")
def llc(packet):
    body = SNAP + ether_type(packet) + packet
    return MACS + whole16(len(body)) + body if len(body) <= 1500 else None


# ---------------------------------------------------------------- tunnels

VXLAN = b"\x08\0\0\0\0\0\1\0"
carrier("IP in IPv4")(lambda p: ethernet(ipv4(number_of(p), p)))
carrier("IP in IPv6")(lambda p: ethernet(ipv6(number_of(p), p)))
carrier("IP in IPv4 in IPv4")(lambda p: ethernet(ipv4(4, ipv4(number_of(p), p))))
carrier("EtherIP")(lambda p: ethernet(ipv4(97, b"\x30\0" + ethernet(p))))
carrier("GRE")(lambda p: ethernet(gre(b"\0\0" + ether_type(p), p)))
carrier("GRE over IPv6")(lambda p: ethernet(ipv6(47, b"\0\0" + ether_type(p) + p)))
carrier("GRE with checksum, key and sequence")(
    lambda p: ethernet(gre(b"\xb0\0" + ether_type(p) + b"\0\0\0\0" b"\0\0\0\7" b"\0\0\0\1", p)))
carrier("GRE of Ethernet")(lambda p: ethernet(gre(b"\0\0\x65\x58", ethernet(p))))
carrier("NVGRE")(lambda p: ethernet(gre(b"\x20\0\x65\x58\0\0\1\0", ethernet(p))))
carrier("GRE of MPLS")(lambda p: ethernet(gre(b"\0\0\x88\x47" + MPLS, p)))
carrier("MPLS, GRE")(lambda p: ethernet(MPLS + gre(b"\0\0" + ether_type(p), p), b"\x88\x47"))
carrier("GRE in UDP")(lambda p: in_udp(4754, b"\0\0" + ether_type(p) + p))
carrier("MPLS in UDP")(lambda p: in_udp(6635, MPLS + p))
carrier("ERSPAN I")(lambda p: ethernet(gre(b"\0\0\x88\xbe", ethernet(p))))
carrier("ERSPAN II")(lambda p: ethernet(gre(b"\x10\0\x88\xbe\0\0\0\1" b"\x10\0\0\0\0\0\0\0", ethernet(p))))
carrier("ERSPAN III")(lambda p: ethernet(gre(b"\x10\0\x22\xeb\0\0\0\1\x20" + b"\0" * 11, ethernet(p))))
carrier("PPTP")(lambda p: ethernet(gre(b"\x30\1\x88\x0b" + whole16(len(p) + 4) + b"\0\1\0\0\0\1\xff\3", ppp(p))))
carrier("PPTP with acknowledgement")(
    lambda p: ethernet(gre(b"\x30\x81\x88\x0b" + whole16(len(p) + 2) + b"\0\1\0\0\0\1\0\0\0\1", ppp(p))))
carrier("PPTP, short protocol")(
    lambda p: ethernet(gre(b"\x30\1\x88\x0b" + whole16(len(p) + 1) + b"\0\1\0\0\0\1", ppp(p)[1:])))
carrier("L2TP")(lambda p: in_udp(1701, b"\0\2\0\1\0\1\xff\3" + ppp(p), 1701))
carrier("L2TP with length")(lambda p: in_udp(1701, b"\x40\2" + whole16(len(p) + 10) + b"\0\1\0\1" + ppp(p), 1701))
carrier("VXLAN")(lambda p: in_udp(4789, VXLAN + ethernet(p)))
carrier("VXLAN over IPv6")(lambda p: ethernet(ipv6(17, udp(4789, VXLAN + ethernet(p)))))
carrier("VXLAN in VXLAN")(lambda p: in_udp(4789, VXLAN + in_udp(4789, VXLAN + ethernet(p))))
carrier("VXLAN-GPE")(lambda p: in_udp(4790, b"\x0c\0\0" + bytes([1 if version(p) == 4 else 2]) + b"\0\0\1\0" + p))
carrier("VXLAN of GRE")(lambda p: in_udp(4789, VXLAN + ethernet(gre(b"\0\0" + ether_type(p), p))))
carrier("Geneve")(lambda p: in_udp(6081, b"\0\0\x65\x58\0\0\1\0" + ethernet(p)))
carrier("Geneve with an option, IP")(lambda p: in_udp(6081, b"\2\0" + ether_type(p) + b"\0\0\1\0" b"\0\1\x80\1abcd" + p))
carrier("GTP-U")(lambda p: in_udp(2152, b"\x30\xff" + whole16(len(p)) + b"\0\0\0\1" + p, 2152))
carrier("GTP-U with sequence")(lambda p: in_udp(2152, b"\x32\xff" + whole16(len(p) + 4) + b"\0\0\0\1\0\1\0\0" + p, 2152))
carrier("GTP-U with an extension")(
    lambda p: in_udp(2152, b"\x34\xff" + whole16(len(p) + 8) + b"\0\0\0\1\0\0\0\x85\1\0\x09\0" + p, 2152))
carrier("CAPWAP of 802.11")(lambda p: in_udp(5247, b"\0\x10\x03\0\0\0\0\0" + wlan(p)))
carrier("CAPWAP of 802.3")(lambda p: in_udp(5247, b"\0\x10\x02\0\0\0\0\0" + ethernet(p)))


def for_version(number, name):
    """A carrier of one version of IP; packets of the other go as they are."""
    def keep(function):
        carrier(name)(lambda p: function(p) if version(p) == number else ethernet(p))
        return function
    return keep


for_version(6, "Teredo")(lambda p: in_udp(3544, p))
for_version(6, "Teredo with authentication and origin")(
    lambda p: in_udp(50000, b"\0\1" + b"\0" * 11 + b"\0\0" b"\xaa\xaa\xbb\xbb\xcc\xcc" + p, 3544))
for_version(6, "AYIYA")(lambda p: in_udp(5072, b"\x44\x52\x11\x29\0\0\0\0" + b"i" * 16 + b"s" * 20 + p))


@for_version(6, "hop-by-hop and destination options")
def options_6(packet):
    if packet[6] in (0, 43, 60):
        return ethernet(packet)
    length = whole16(int.from_bytes(packet[4:6], "big") + 24)
    return ethernet(packet[:4] + length + b"\0" + packet[7:40] + b"\x3c\0\1\4\0\0\0\0"
                    + bytes([packet[6], 1, 1, 12]) + b"\0" * 12 + packet[40:])


def plain_4(packet):
    """The length of the header, where it has no options and is no fragment's; else None."""
    is_fragment = int.from_bytes(packet[6:8], "big") & 0x3fff
    return 20 if packet[0] == 0x45 and not is_fragment and packet[9] != 51 else None


@for_version(4, "IPv4 options")
def options_4(packet):
    head = plain_4(packet)
    if not head:
        return ethernet(packet)
    length = whole16(int.from_bytes(packet[2:4], "big") + 8)
    return ethernet(b"\x47" + packet[1:2] + length + packet[4:head] + b"\x94\4\0\0\1\1\1\0" + packet[head:])


@for_version(4, "AH")
def authentication(packet):
    head = plain_4(packet)
    if not head:
        return ethernet(packet)
    length = whole16(int.from_bytes(packet[2:4], "big") + 24)
    return ethernet(packet[:2] + length + packet[4:9] + b"\x33" + packet[10:head]
                    + bytes([packet[9], 4, 0, 0]) + b"\0\0\0\1" b"\0\0\0\1" + b"x" * 12 + packet[head:])


# ---------------------------------------------------------------- cut into pieces

last_number = 0


def fragments(packet, size):
    """IPv4's by RFC 791, IPv6's by RFC 8200 §4.5; one that is a fragment or has options stays whole."""
    global last_number
    last_number = (last_number + 1) & 0xffff
    if version(packet) == 4:
        head, body = packet[:20], packet[20:]
        if not plain_4(packet) or len(body) <= size:
            return [packet]
        cut = lambda at, more: (head[:2] + whole16(20 + len(body[at:at + size]))
                                + struct.pack(">HH", last_number, at // 8 | more << 13) + head[8:] + body[at:at + size])
    else:
        head, body = packet[:40], packet[40:]
        if packet[6] not in (6, 17) or len(body) <= size:
            return [packet]
        cut = lambda at, more: (head[:4] + whole16(8 + len(body[at:at + size])) + b"\x2c" + head[7:]
                                + struct.pack(">BBHI", packet[6], 0, at | more, last_number) + body[at:at + size])
    return [cut(at, at + size < len(body)) for at in range(0, len(body), size)]


def segments(packet, size):
    """TCP's data in segments of that size; SYN and what is no TCP stay whole."""
    head = 20 if version(packet) == 4 else 40
    if not (plain_4(packet) and packet[9] == 6 if head == 20 else packet[6] == 6):
        return [packet]
    tcp = packet[head:]
    start = (tcp[12] >> 4) * 4
    data, flags = tcp[start:], tcp[13]
    if len(data) <= size or flags & 2:
        return [packet]
    out = []
    for at in range(0, len(data), size):
        sequence = (int.from_bytes(tcp[4:8], "big") + at) & 0xffffffff
        is_last = at + size >= len(data)
        new = (tcp[:4] + struct.pack(">I", sequence) + tcp[8:13] + bytes([flags if is_last else flags & ~9])
               + tcp[14:start] + data[at:at + size])
        length = whole16(head + len(new)) if head == 20 else whole16(len(new))
        at_length = 2 if head == 20 else 4
        out.append(packet[:at_length] + length + packet[at_length + 2:head] + new)
    return out


def in_pieces(name, cut, order=lambda pieces: pieces):
    carrier(name)(lambda p: [ethernet(piece) for piece in order(cut(p))])


def neighbours_swapped(pieces):
    return [pieces[i ^ 1] if i ^ 1 < len(pieces) else pieces[i] for i in range(len(pieces))]


in_pieces("fragments of 64 bytes", lambda p: fragments(p, 64))
in_pieces("fragments, the last first", lambda p: fragments(p, 64)[::-1])
in_pieces("fragments, each twice", lambda p: [f for f in fragments(p, 512) for _ in range(2)])
in_pieces("fragments of GRE", lambda p: fragments(gre(b"\0\0" + ether_type(p), p), 400))
in_pieces("fragments of VXLAN over IPv6", lambda p: fragments(ipv6(17, udp(4789, VXLAN + ethernet(p))), 400))
in_pieces("segments of one byte", lambda p: segments(p, 1))
in_pieces("segments of 100 bytes", lambda p: segments(p, 100))
in_pieces("segments, the last first", lambda p: segments(p, 300)[::-1])
in_pieces("segments, neighbours swapped", lambda p: segments(p, 37), neighbours_swapped)
in_pieces("segments, each twice", lambda p: [s for s in segments(p, 200) for _ in range(2)])
