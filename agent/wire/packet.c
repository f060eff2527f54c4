#include "wire/packet.h"

#include "wire/step.h"

enum packet_answer step_walk(struct walk *w, enum step next)
{
    for (;;) {
        switch (next) {
        case STEP_ETHERNET:
            next = step_ethernet(w);
            break;
        case STEP_ETHERTYPE:
            next = step_ethertype(w);
            break;
        case STEP_LLC:
            next = step_llc(w);
            break;
        case STEP_PPP:
            next = step_ppp(w);
            break;
        case STEP_PPPOE:
            next = step_pppoe(w);
            break;
        case STEP_CHDLC:
            next = step_chdlc(w);
            break;
        case STEP_MPLS:
            next = step_mpls(w);
            break;
        case STEP_WLAN:
            next = step_wlan(w);
            break;
        case STEP_LINK:
            next = step_link(w);
            break;
        case STEP_ANY_IP:
            next = step_any_ip(w);
            break;
        case STEP_IPV4:
            next = step_ipv4(w);
            break;
        case STEP_IPV6:
            next = step_ipv6(w);
            break;
        case STEP_IP_PAYLOAD:
            next = step_ip_payload(w);
            break;
        case STEP_GRE:
            next = step_gre(w);
            break;
        case STEP_UDP:
            next = step_udp(w);
            break;
        case STEP_TCP:
            next = step_tcp(w);
            break;
        case STEP_DONE:
            return w->answer;
        }
    }
}

static enum packet_answer read_from(int link_type, struct bytes frame, uint32_t wire_bytes,
                                    uint32_t from, struct packet *ret_packet)
{
    struct walk w = {
        .packet = ret_packet,
        .in = reader_of(frame),
        .missing = wire_bytes > frame.len ? wire_bytes - (uint32_t)frame.len : 0,
        .link_type = link_type,
        .answer = PACKET_NOT_IP,
        .frame = frame.at,
        .from = from,
    };

    ret_packet->n_layers = 0;
    ret_packet->way = 0;
    ret_packet->vlan_tags = 0;
    ret_packet->ip_len = 0;
    ret_packet->source = ret_packet->destination = NULL;
    ret_packet->payload = (struct bytes){.at = NULL, .len = 0};
    ret_packet->payload_missing = 0;
    ret_packet->next_at = 0;
    ret_packet->ip_bytes = 0;
    ret_packet->tcp_flags = 0;
    return step_walk(&w, link_type == 1 ? STEP_ETHERNET : STEP_LINK);
}

enum packet_answer packet_read(int link_type, struct bytes frame, uint32_t wire_bytes,
                               struct packet *ret_packet)
{
    return read_from(link_type, frame, wire_bytes, 0, ret_packet);
}

enum packet_answer packet_next(int link_type, struct bytes frame, uint32_t wire_bytes,
                               struct packet *p)
{
    return read_from(link_type, frame, wire_bytes, p->next_at, p);
}

enum packet_answer packet_continue(struct packet *p, struct bytes data)
{
    struct walk w = {.packet = p, .in = reader_of(data), .answer = PACKET_MALFORMED};

    return step_walk(&w, STEP_IP_PAYLOAD);
}
