/*
 * rules — what is asked of the kernel: whose packets, and where they go. In the words of neither
 * writer.
 */
#pragma once

#include "base/scope.h"
#include "base/text.h"

#include <stdbool.h>
#include <stdint.h>

/* Accounts, both ends included. */
struct uid_range {
    uint32_t first, last;
};

struct firewall_child {
    const struct uid_range *uids; /* borrowed for the call */
    size_t n_uids;
    bool held;     /* the queue; otherwise the log group */
    bool dns_held; /* besides, answers of name servers come to the queue; only with held */
};

struct firewall_rules {
    const struct firewall_child *children; /* borrowed for the call */
    size_t n_children;
    uint16_t queue, log_group;
    uint8_t mark_shift;  /* FIREWALL_SHIFT, unless another tool uses those bits */
    uint32_t prober_uid; /* the supervisor's account, whose probes come to the queue */
    bool fail_closed;    /* without a listener a held packet is lost, not let through */
};

enum {
    FIREWALL_SHIFT = 28,      /* ours are bits 28, 29 and 30 */
    FIREWALL_SHIFT_MAX = 29,  /* three bits have to fit */
    FIREWALL_SNAP = 4096,     /* bytes of a logged packet: a whole hello in one unsplit buffer */
    FIREWALL_LOG_FIRST = 16,  /* packets of an observed connection before this one are logged */
    FIREWALL_LOG_BATCH = 128, /* logged packets that the kernel sends us at once, at most */
    FIREWALL_HELD_FIRST = 24, /* a held connection's packets before this one are asked about */
    /* The same where the guardian chose to lose packets that nobody can decide about: what is lost
     * is said again, and must not pass by being counted. */
    FIREWALL_CLOSED_FIRST = 65536,
};

/*
 * What our three bits say, in the mark of a connection and in that of a packet: values under
 * `mask`. None is a single bit where it is read from a packet, as the marks of other tools are; a
 * packet that already carries another value there is theirs, and is only observed.
 */
struct firewall_marks {
    uint32_t mask;
    uint32_t watched; /* connection: a child's */
    uint32_t judged;  /* packet: nothing yet, on its way. connection: its answers are held */
    uint32_t named;   /* packet, connection: the kernel carries the rest, there is no more to see */
    uint32_t block;   /* packet, connection: rejected */
};

struct firewall_marks firewall_marks(uint8_t shift);

/**
 * firewall_mark_packet() - the mark to give with a verdict
 * @mark:  what the packet had (NFQA_MARK)
 * @value: judged, named or block of @m
 *
 * DNS is judged a packet at a time: `named` frees nothing but the packet, and `block` rejects the
 * one question (by TCP, its connection).
 */
static inline uint32_t firewall_mark_packet(const struct firewall_marks *m, uint32_t mark,
                                            uint32_t value)
{
    return (mark & ~m->mask) | value;
}

/* Ports of programs on this machine that go on for others: SOCKS, HTTP proxies, Tor (UID-4). What
 * such a one sends has its own account; what the child says to it on lo has the child's, and names
 * the target. */
#define FIREWALL_PROXY_PORTS "1080,3128,8080,8118,8888,9050,9150"

/* Where the supervisor's probes of the queue go (daemon/queueprobe.h): an address of this machine
 * that nobody else has a use for, and the port whose service throws all away. Datagrams of its
 * account (prober_uid) to it come to the queue, and where nobody serves that they are lost. */
#define FIREWALL_PROBE_IP "127.75.87.68"
enum { FIREWALL_PROBE_PORT = 9 };

/**
 * firewall_text_nftables(), firewall_text_iptables() - the rules, exactly as they are written
 *
 * For nft -f, and for iptables-restore --noflush or ip6tables-restore --noflush, where none of
 * ours are in force. Pure. Returns 0, -EINVAL with @reterr, or -ENOMEM.
 */
MUST_USE int firewall_text_nftables(const struct firewall_rules *rules, struct text *ret_text,
                                    struct text *reterr);
MUST_USE int firewall_text_iptables(const struct firewall_rules *rules, bool is_ip6,
                                    struct text *ret_text, struct text *reterr);
