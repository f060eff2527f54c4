/*
 * probe — what this kernel and the installed programs can do, and so which writer is chosen.
 */
#pragma once

#include "base/scope.h"
#include "base/text.h"

#include <stdbool.h>

enum firewall_writer { FIREWALL_NFTABLES, FIREWALL_IPTABLES };

const char *firewall_writer_name(enum firewall_writer w); /* "nftables", "iptables" */

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
