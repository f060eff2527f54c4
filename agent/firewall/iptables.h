/*
 * iptables — the writer that keeps our chains in iptables and ip6tables.
 *
 * All are named KINDWARD-…; one jump to each of four stands first in OUTPUT and INPUT of mangle and
 * filter. Written by iptables-restore without flushing, a table at a time.
 */
#pragma once

#include "firewall/rules.h"

enum firewall_hook {
    HOOK_OUT,   /* mangle OUTPUT */
    HOOK_IN,    /* mangle INPUT */
    HOOK_LATER, /* filter OUTPUT */
    HOOK_CLOSE, /* filter INPUT */
    HOOK_COUNT,
};

struct firewall_hook_place {
    const char *table, *chain, *ours;
};

extern const struct firewall_hook_place firewall_hooks[HOOK_COUNT]; /* iptables_text.c */

/* Our chains of a table, in the order in which they are written; NULL ends it. */
const char *const *firewall_chains(const char *table);

/* iptables_text.c: as firewall_text_iptables(), taking away `jumps` of ours that are there. */
MUST_USE int firewall_text_iptables_over(const struct firewall_rules *rules, bool is_ip6,
                                         const unsigned jumps[HOOK_COUNT], struct text *ret_text,
                                         struct text *reterr);

struct iptables;

MUST_USE int iptables_open(struct iptables **ret_iptables, struct text *reterr);
MUST_USE int iptables_install(struct iptables *w, const struct firewall_rules *rules,
                              struct text *reterr);
MUST_USE int iptables_check(struct iptables *w, struct text *reterr); /* as firewall_check() */
MUST_USE int iptables_remove(struct iptables *w, struct text *reterr);
struct iptables *iptables_close(struct iptables *w);
AUTO_RELEASE(struct iptables, iptables_close);
