/*
 * nft — the writer that keeps our table in nftables.
 *
 * The table belongs to the netlink socket inside `struct nft_ctx`, which stays open as long as the
 * context: other tools cannot change the table, `nft flush ruleset` passes it over, and it is gone
 * when the process is. Kernels before 5.12 have no owner flag; there nft_check() is what notices.
 */
#pragma once

#include "firewall/rules.h"

struct nft;

MUST_USE int nft_open(struct nft **ret_nft, struct text *reterr);
MUST_USE int nft_install(struct nft *n, const struct firewall_rules *rules, struct text *reterr);
MUST_USE int nft_check(struct nft *n, struct text *reterr); /* as firewall_check() */
MUST_USE int nft_remove(struct nft *n, struct text *reterr);
struct nft *nft_close(struct nft *n);
AUTO_RELEASE(struct nft, nft_close);

/* Would the kernel take these commands? Nothing of them stays. */
bool nft_would(struct nft *n, const char *commands);
bool nft_has_owner(const struct nft *n);

/* nft_text.c; without the owner flag where the kernel has none. */
MUST_USE int firewall_text_nftables_as(const struct firewall_rules *rules, bool owned,
                                       struct text *ret_text, struct text *reterr);
