#include "firewall/firewall.h"

#include "firewall/iptables.h"
#include "firewall/nft.h"

#include <errno.h>
#include <stdlib.h>

struct firewall {
    struct nft *nft; /* owned; one of the two */
    struct iptables *iptables;
};

int firewall_open(enum firewall_writer writer, struct firewall **ret_firewall, struct text *reterr)
{
    AUTO(firewall_close) struct firewall *f = calloc(1, sizeof(*f));
    int r;

    if (!f)
        return -ENOMEM;
    if (writer == FIREWALL_NFTABLES)
        r = nft_open(&f->nft, reterr);
    else
        r = iptables_open(&f->iptables, reterr);
    if (r < 0)
        return r;
    *ret_firewall = TAKE(f);
    return 0;
}

int firewall_install(struct firewall *f, const struct firewall_rules *rules, struct text *reterr)
{
    return f->nft ? nft_install(f->nft, rules, reterr)
                  : iptables_install(f->iptables, rules, reterr);
}

int firewall_check(struct firewall *f, struct text *reterr)
{
    return f->nft ? nft_check(f->nft, reterr) : iptables_check(f->iptables, reterr);
}

int firewall_remove(struct firewall *f, struct text *reterr)
{
    return f->nft ? nft_remove(f->nft, reterr) : iptables_remove(f->iptables, reterr);
}

int firewall_clean(struct text *reterr)
{
    AUTO(nft_close) struct nft *n = NULL;
    AUTO(iptables_close) struct iptables *w = NULL;
    AUTO_TEXT struct text unsaid = {.at = NULL};
    int r = 0;

    /* A kernel without one of them holds nothing of it. */
    if (nft_open(&n, &unsaid) == 0 && nft_would(n, "add table inet kindward-probe\n"))
        r = nft_remove(n, reterr);
    if (r < 0 || iptables_open(&w, &unsaid) < 0)
        return r;
    r = iptables_remove(w, geteuid() == 0 ? reterr : &unsaid);
    return geteuid() == 0 ? r : 0; /* the old one is root's alone, who cleans before (--probe) */
}

struct firewall *firewall_close(struct firewall *f)
{
    if (!f)
        return NULL;
    nft_close(f->nft);
    iptables_close(f->iptables);
    free(f);
    return NULL;
}
