#include "firewall/firewall.h"

#include "firewall/nft.h"

#include <errno.h>
#include <stdlib.h>

struct firewall {
    enum firewall_writer writer;
    struct nft *nft; /* owned; of the nftables writer */
};

const char *firewall_writer_name(enum firewall_writer w)
{
    return w == FIREWALL_NFTABLES ? "nftables" : "iptables";
}

struct firewall_marks firewall_marks(uint8_t shift)
{
    return (struct firewall_marks){
        .mask = UINT32_C(7) << shift,
        .watched = UINT32_C(1) << shift,
        .named = UINT32_C(3) << shift,
        .block = UINT32_C(5) << shift,
        .judged = UINT32_C(7) << shift,
    };
}

int firewall_open(enum firewall_writer writer, struct firewall **ret_firewall, struct text *reterr)
{
    AUTO(firewall_close) struct firewall *f = calloc(1, sizeof(*f));
    int r;

    if (!f)
        return -ENOMEM;
    f->writer = writer;
    if (writer == FIREWALL_IPTABLES) {
        text_add(reterr, "the iptables writer is not built yet");
        return -EOPNOTSUPP;
    }
    r = nft_open(&f->nft, reterr);
    if (r < 0)
        return r;
    *ret_firewall = TAKE(f);
    return 0;
}

int firewall_install(struct firewall *f, const struct firewall_rules *rules, struct text *reterr)
{
    return nft_install(f->nft, rules, reterr);
}

int firewall_check(struct firewall *f, struct text *reterr)
{
    return nft_check(f->nft, reterr);
}

int firewall_remove(struct firewall *f, struct text *reterr)
{
    return nft_remove(f->nft, reterr);
}

struct firewall *firewall_close(struct firewall *f)
{
    if (!f)
        return NULL;
    nft_close(f->nft);
    free(f);
    return NULL;
}

int firewall_text_iptables(const struct firewall_rules *rules, bool is_ip6, struct text *ret_text,
                           struct text *reterr)
{
    (void)rules;
    (void)is_ip6;
    (void)ret_text;
    text_add(reterr, "the iptables writer is not built yet");
    return -EOPNOTSUPP;
}

int firewall_clean(struct text *reterr)
{
    AUTO(nft_close) struct nft *n = NULL;
    int r = nft_open(&n, reterr);

    return r < 0 ? r : nft_remove(n, reterr);
}
