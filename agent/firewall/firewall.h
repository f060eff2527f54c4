/*
 * firewall — the rules that bring a child's first packets to us, and nothing else.
 *
 * One description, two writers: a table of our own in nftables, which its owner flag keeps from
 * other tools and takes away with us; or chains of our own in iptables, where nftables cannot
 * queue. Both families of addresses alike. Nothing of another tool is read, moved or flushed.
 *
 * What a packet of a child meets, in this order:
 *
 *   before other tools' marks (priority -155; mangle OUTPUT)
 *     another account's        on its way; one set look-up
 *     a connection named       on its way, the kernel carries it
 *     on lo, but to a name     on its way
 *       server or a proxy
 *     a child only observed    the first packets and DNS are copied to a log group
 *     a child held             packets that can carry a name go to the queue; DNS as well, where it
 *       is what answers for a block, otherwise it is copied
 *   later (priority -154; filter OUTPUT)
 *     what came back marked is kept for its connection, our bits are taken off the packet,
 *     and what is blocked is rejected, which the client sees at once
 *
 * Answers of name servers come from INPUT: to the log group, or to the queue where the child's DNS
 * is held. A blocked connection's server is told by a reset as well.
 *
 * How to give a verdict. Send NF_REPEAT with firewall_mark_packet(); not NF_ACCEPT. A packet that
 * is accepted out of a queue goes on behind the whole table that queued it, so that other tools'
 * rules for it (a VPN's, in mangle OUTPUT) are passed over, and the kernel looks its route up anew
 * with our bits in its mark. Repeated, it enters the same table again, where our first rule takes
 * the mark and then lets it meet every other rule. NF_ACCEPT with a mark works, with these two
 * faults; NF_ACCEPT without one is "on its way, ask again" in haste, when all is given up.
 */
#pragma once

#include "base/scope.h"
#include "base/text.h"

#include <stdbool.h>
#include <stdint.h>

enum firewall_writer { FIREWALL_NFTABLES, FIREWALL_IPTABLES };

const char *firewall_writer_name(enum firewall_writer w); /* "nftables", "iptables" */

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
    uint8_t mark_shift; /* FIREWALL_SHIFT, unless another tool uses those bits */
    bool fail_closed;   /* without a listener a held packet is lost, not let through */
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

/* What the kernel and the installed programs can do. */
struct firewall_support {
    bool nft, nft_owner, nft_queue, nft_log, nft_reject, nft_ct_count;
    bool iptables, ip6tables; /* the programs are there and answer */
    bool iptables_is_nft;     /* the variant "nf_tables"; otherwise "legacy" */
    bool nfqueue, nflog;      /* the targets, in both families */
    bool connbytes, connmark; /* the matches and targets, in both families */
    bool accounting;          /* conntrack can count */
};

/**
 * firewall_probe() - find out what can be done here, and leave nothing behind
 *
 * Everything is tried in a transaction that the kernel checks and then throws away.
 * Returns 0, or -ENOMEM.
 */
MUST_USE int firewall_probe(struct firewall_support *ret_support);

/**
 * firewall_choose() - the writer that can do what the rules ask
 * @forced: the name of the only one that may be chosen (firewall_writer_name()); NULL for either
 * @held:   whether any child is held
 *
 * nftables where it can; iptables where only that can queue; nftables again, to observe only,
 * where nothing can queue (*ret_observe_only). Where one is forced, what that one can do counts.
 * Returns 0, or -EOPNOTSUPP where none of those that may be chosen works.
 */
MUST_USE int firewall_choose(const struct firewall_support *support, const char *forced, bool held,
                             enum firewall_writer *ret_writer, bool *ret_observe_only);

/* The support in words, a line each, for `doctor`. */
void firewall_support_text(const struct firewall_support *support, struct text *ret_text);

/* Ports of programs on this machine that go on for others: SOCKS, HTTP proxies, Tor (UID-4). What
 * such a one sends has its own account; what the child says to it on lo has the child's, and names
 * the target. */
#define FIREWALL_PROXY_PORTS "1080,3128,8080,8118,8888,9050,9150"

struct firewall;

/**
 * firewall_open() - be ready to write rules; needs CAP_NET_ADMIN
 *
 * The nftables writer holds the netlink socket that owns our table until firewall_close(); it is
 * closed on exec. Returns 0, -ENOMEM, or what the kernel says, with @reterr.
 */
MUST_USE int firewall_open(enum firewall_writer writer, struct firewall **ret_firewall,
                           struct text *reterr);

/**
 * firewall_install() - put our rules in force in the place of a former version of them
 *
 * All or nothing: in nftables one transaction; in iptables one a family and table, taken back when
 * a later one is refused. Returns 0, -EINVAL for rules that are none, -EBUSY while another
 * Kindward owns the table, or a negative errno, with @reterr.
 */
MUST_USE int firewall_install(struct firewall *f, const struct firewall_rules *rules,
                              struct text *reterr);

/**
 * firewall_check() - are the rules still as they were installed?
 *
 * Returns 1 if they are or nothing was installed; 0 if something is missing or moved, which
 * @reterr names (install again); or a negative errno.
 */
MUST_USE int firewall_check(struct firewall *f, struct text *reterr);

/* Take our rules away; nothing to take is fine. Returns 0 or a negative errno, with @reterr. */
MUST_USE int firewall_remove(struct firewall *f, struct text *reterr);

/* Take away what a dead run left, whichever writer it used. As firewall_remove(). */
MUST_USE int firewall_clean(struct text *reterr);

/* Removes what is installed, and closes. NULL is fine, and NULL comes back. */
struct firewall *firewall_close(struct firewall *f);
AUTO_RELEASE(struct firewall, firewall_close);

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
