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

enum packet_answer packet_next(int link_type, struct bytes frame, uint32_t wire_bytes,
                               struct packet *p)
{
    struct walk w = {
        .packet = p,
        .in = reader_of(frame),
        .missing = wire_bytes > frame.len ? wire_bytes - (uint32_t)frame.len : 0,
        .link_type = link_type,
        .answer = PACKET_NOT_IP,
        .frame = frame.at,
        .from = p->next_at,
    };

    p->n_layers = 0;
    p->way = 0;
    p->vlan_tags = 0;
    p->ip_len = 0;
    p->source = p->destination = NULL;
    p->payload = (struct bytes){.at = NULL, .len = 0};
    p->payload_missing = 0;
    p->next_at = 0;
    p->ip_bytes = 0;
    p->tcp_flags = 0;
    return step_walk(&w, link_type == 1 ? STEP_ETHERNET : STEP_LINK);
}

enum packet_answer packet_read(int link_type, struct bytes frame, uint32_t wire_bytes,
                               struct packet *ret_packet)
{
    ret_packet->next_at = 0;
    return packet_next(link_type, frame, wire_bytes, ret_packet);
}

enum packet_answer packet_continue(struct packet *p, struct bytes data)
{
    struct walk w = {.packet = p, .in = reader_of(data), .answer = PACKET_MALFORMED};

    return step_walk(&w, STEP_IP_PAYLOAD);
}
