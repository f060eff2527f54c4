/*
 * iptables — the writer that keeps our chains in iptables and ip6tables.
 *
 * All are named KINDWARD-…; each jump to one of them stands before all else in its chain of mangle
 * or filter, and asks first whether there is anything to ask: a packet that goes by pays for one
 * comparison. Written by iptables-restore without flushing, a table at a time.
 */
#pragma once

#include "firewall/rules.h"

enum firewall_hook {
    HOOK_OUT,               /* mangle OUTPUT: its connection has no name yet */
    HOOK_OUT_UNTRACKED_UDP, /* or nobody tracks it, and it is a question to a name server */
    HOOK_OUT_UNTRACKED_TCP,
    HOOK_IN, /* mangle INPUT: its connection is a child's and has no name yet */
    HOOK_IN_UNTRACKED_UDP,
    HOOK_IN_UNTRACKED_TCP,
    HOOK_MARKED, /* filter OUTPUT: the packet has a mark of ours */
    HOOK_LATER,  /* or its connection is blocked */
    HOOK_CLOSE,  /* filter INPUT: its connection is blocked */
    HOOK_COUNT,
};

struct firewall_hook_place {
    const char *table, *chain, *ours;
    unsigned position; /* in the chain, from 0 */
};

extern const struct firewall_hook_place firewall_hooks[HOOK_COUNT]; /* iptables_text.c */

enum firewall_table { TABLE_FILTER, TABLE_MANGLE, TABLE_COUNT };

extern const char *const firewall_tables[TABLE_COUNT]; /* iptables_text.c */

/* Our chains of a table, in the order in which they are written; NULL ends it. */
const char *const *firewall_chains(enum firewall_table table);

/* iptables_text.c: as firewall_text_iptables(), taking away the jumps to ours that are there:
 * `-D` lines of each table. Without `has_u32` for a kernel that has not the match of this name:
 * some packets more are copied. */
MUST_USE int firewall_text_iptables_over(const struct firewall_rules *rules, bool is_ip6,
                                         bool has_u32, const struct text jumps[TABLE_COUNT],
                                         struct text *ret_text, struct text *reterr);

struct iptables;

MUST_USE int iptables_open(struct iptables **ret_iptables, struct text *reterr);
MUST_USE int iptables_install(struct iptables *w, const struct firewall_rules *rules,
                              struct text *reterr);
MUST_USE int iptables_check(struct iptables *w, struct text *reterr); /* as firewall_check() */
MUST_USE int iptables_remove(struct iptables *w, struct text *reterr);
struct iptables *iptables_close(struct iptables *w);
AUTO_RELEASE(struct iptables, iptables_close);
