#include "capture/tap.h"

#include <errno.h>
#include <pcap/pcap.h>
#include <stdlib.h>
#include <string.h>

enum {
    SNAP_BYTES = 65535,
    BUFFER_BYTES = 8 << 20,
    RECEIVE_MAX = 64,
};

struct tap {
    pcap_t *pcap;
    int link_type;
    uint64_t n_packets;
    void (*each)(const struct frame *frame, void *user); /* of the call under way */
    void *user;
};

struct tap *tap_close(struct tap *t)
{
    if (t) {
        if (t->pcap)
            pcap_close(t->pcap);
        free(t);
    }
    return NULL;
}

/* pcap's answer in our words. */
static int refused(const struct tap *t, const char *interface, int answer, struct text *reterr)
{
    const char *why = pcap_geterr(t->pcap);

    switch (answer) {
    case PCAP_ERROR_PERM_DENIED:
    case PCAP_ERROR_PROMISC_PERM_DENIED:
        text_addf(reterr, "%s: only root, or who has CAP_NET_RAW, may look at its packets",
                  interface);
        return -EPERM;
    case PCAP_ERROR_NO_SUCH_DEVICE:
        text_addf(reterr, "%s: there is no such interface; `ip link` lists those there are",
                  interface);
        return -ENODEV;
    case PCAP_ERROR_IFACE_NOT_UP:
        text_addf(reterr, "%s: is down; `ip link set %s up` brings it up", interface, interface);
        return -ENETDOWN;
    default:
        text_addf(reterr, "%s: its packets cannot be read: %s", interface,
                  why[0] ? why : pcap_statustostr(answer));
        return -EIO;
    }
}

int tap_open(const char *interface, bool sees_others, struct tap **ret_tap, struct text *reterr)
{
    AUTO(tap_close) struct tap *t = calloc(1, sizeof(*t));
    char why[PCAP_ERRBUF_SIZE];
    int r;

    if (!t)
        return -ENOMEM;
    t->pcap = pcap_create(interface, why);
    if (!t->pcap) {
        text_addf(reterr, "%s: its packets cannot be read: %s", interface, why);
        return -EIO;
    }
    (void)pcap_set_snaplen(t->pcap, SNAP_BYTES);
    (void)pcap_set_promisc(t->pcap, sees_others);
    (void)pcap_set_timeout(t->pcap, TAP_FLUSH_MS);
    (void)pcap_set_buffer_size(t->pcap, BUFFER_BYTES);
    r = pcap_activate(t->pcap);
    if (r < 0) /* more than 0 is a warning */
        return refused(t, interface, r, reterr);
    if (pcap_setnonblock(t->pcap, 1, why) < 0 || pcap_get_selectable_fd(t->pcap) < 0)
        return refused(t, interface, PCAP_ERROR, reterr);
    t->link_type = pcap_datalink(t->pcap);
    *ret_tap = TAKE(t);
    return 0;
}

int tap_fd(const struct tap *t)
{
    return pcap_get_selectable_fd(t->pcap);
}

static void on_packet(u_char *user, const struct pcap_pkthdr *head, const u_char *bytes)
{
    struct tap *t = (struct tap *)(void *)user;
    struct frame frame = {
        .when_us = (int64_t)head->ts.tv_sec * 1000000 + head->ts.tv_usec,
        .number = ++t->n_packets,
        .link_type = t->link_type,
        .wire_bytes = head->len,
        .bytes = bytes_of(bytes, head->caplen),
    };

    t->each(&frame, t->user);
}

int tap_receive(struct tap *t, void (*each)(const struct frame *frame, void *user), void *user,
                struct text *reterr)
{
    int n;

    t->each = each;
    t->user = user;
    n = pcap_dispatch(t->pcap, RECEIVE_MAX, on_packet, (u_char *)t);
    if (n >= 0)
        return n;
    text_addf(reterr, "no more packets can be read: %s", pcap_geterr(t->pcap));
    return -EIO;
}

uint64_t tap_n_lost(struct tap *t)
{
    struct pcap_stat s;

    return pcap_stats(t->pcap, &s) == 0 ? s.ps_drop : 0;
}
