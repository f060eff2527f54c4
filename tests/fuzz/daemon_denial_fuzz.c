/* uses: base wire flow catalogue policy fold agent */
/*
 * Any packet, taken for one with a name server's answer: what comes out, if anything, is a whole
 * packet that goes the same way, with checksums that are right, and holds a DNS answer to the same
 * question: no such name, and nothing else.
 */
#include "daemon/denial.h"
#include "property.h"
#include "wire/dns.h"
#include "wire/packet.h"

enum { LINK_TYPE_RAW_IP = 101, UDP = 17 };

/* RFC 1071; 0 where the checksum among the bytes is right. */
static unsigned check_of(uint64_t sum, struct bytes b)
{
    for (size_t i = 0; i < b.len; i++)
        sum += i % 2 ? b.at[i] : b.at[i] * 256u;
    return (unsigned)(sum % 0xffff);
}

static void check_packet(struct bytes all, struct packet *p)
{
    bool is_ip4 = all.at[0] >> 4 == 4;
    size_t ip_bytes = is_ip4 ? (all.at[0] & 15u) * 4 : 40;
    struct bytes addresses = bytes_head(bytes_after(all, is_ip4 ? 12 : 8), is_ip4 ? 8 : 32);

    HOLDS(packet_read(LINK_TYPE_RAW_IP, all, (uint32_t)all.len, p) == PACKET_UDP);
    HOLDS(p->ip_bytes == all.len && p->payload_missing == 0);
    HOLDS(p->payload.len == all.len - ip_bytes - 8);
    HOLDS(!is_ip4 || check_of(0, bytes_head(all, ip_bytes)) == 0);
    HOLDS(check_of(UDP + all.len - ip_bytes + check_of(0, addresses), bytes_after(all, ip_bytes)) ==
          0);
}

static void check_answer(struct bytes dns)
{
    struct dns_header h;
    struct dns_reader r;
    struct dns_question q;
    struct dns_record soa;

    HOLDS(dns_begin(dns, &h, &r));
    HOLDS(h.is_response && h.rcode == 3 && !h.is_truncated && !h.has_z_bit);
    HOLDS(dns_next_question(&r, &q));
    HOLDS(dns_next_record(&r, &soa));
    HOLDS(soa.section == DNS_AUTHORITY && soa.type == 6 && soa.ttl_s == DENIAL_TTL_S);
    HOLDS(!dns_next_record(&r, &soa) && !r.malformed && r.at == dns.len);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static uint8_t answer[DENIAL_MAX];
    size_t n = denial_make(bytes_of(data, size), answer);
    struct packet p;

    HOLDS(n <= DENIAL_MAX);
    if (n == 0)
        return 0;
    HOLDS(n >= 28 && answer[0] == data[0]);
    HOLDS(answer[0] >> 4 == 4 ? memcmp(answer + 12, data + 12, 8) == 0
                              : memcmp(answer + 8, data + 8, 32) == 0);
    /* What tunnels through a port of UDP is read as what it holds: only DNS's own is looked at. */
    if (packet_read(LINK_TYPE_RAW_IP, bytes_of(answer, n), (uint32_t)n, &p) != PACKET_UDP ||
        p.ip_bytes != n || (p.source_port != 53 && p.destination_port != 53))
        return 0;
    check_packet(bytes_of(answer, n), &p);
    check_answer(p.payload);
    return 0;
}
