#include "firewall/probe.h"

#include "firewall/iptables.h"
#include "firewall/nft.h"
#include "firewall/spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>

const char *firewall_writer_name(enum firewall_writer w)
{
    return w == FIREWALL_NFTABLES ? "nftables" : "iptables";
}

#define PROBE_NFT(rule)                                                                            \
    "table inet kindward-probe {\n"                                                                \
    "  chain c { type filter hook output priority -155; " rule "; }\n"                             \
    "}\n"

static void probe_nft(struct firewall_support *s)
{
    AUTO(nft_close) struct nft *n = NULL;
    AUTO_TEXT struct text unsaid = {.at = NULL};

    if (nft_open(&n, &unsaid) < 0)
        return;
    s->nft = nft_would(n, PROBE_NFT("meta skuid { 4242, 5000-5999 } return"));
    s->nft_owner = nft_has_owner(n);
    s->nft_queue = nft_would(n, PROBE_NFT("queue flags bypass to 0"));
    s->nft_log = nft_would(n, PROBE_NFT("log group 0 snaplen 64 queue-threshold 1"));
    s->nft_reject = nft_would(n, PROBE_NFT("reject with icmpx admin-prohibited"));
    s->nft_ct_count = nft_would(n, PROBE_NFT("ct direction original ct original packets < 8 "
                                             "ct mark set ct mark & 0x8fffffff | 0x10000000")) &&
                      nft_would(n, PROBE_NFT("meta l4proto tcp @ih,0,24 { 0x140303 } return"));
}

static bool answers(const char *program, struct text *ret_out)
{
    const char *const argv[] = {program, "-V", NULL};

    return access(program, X_OK) == 0 && spawn_run(argv, NULL, ret_out, NULL) == 0;
}

/*
 * Does a rule exist for both families? Written in a network namespace that ends with its only
 * process, so that the kernel says it and not the program. Without the right to make one, in a user
 * namespace, which knows no account but 0.
 */
static bool would(const char *rule)
{
    static const char *const programs[] = {"/usr/sbin/iptables-restore",
                                           "/usr/sbin/ip6tables-restore"};
    static const char *const ways[] = {"--net", "-rn"};
    AUTO_TEXT struct text t = {.at = NULL};

    text_addf(&t, "*mangle\n-A OUTPUT %s\nCOMMIT\n", rule);
    if (t.failed)
        return false;
    for (size_t p = 0; p < ARRAY_LEN(programs); p++) {
        bool fine = false;

        if (p == 1 && access("/proc/sys/net/ipv6", F_OK) < 0)
            break;
        for (size_t i = 0; i < ARRAY_LEN(ways) && !fine; i++) {
            const char *const argv[] = {"/usr/bin/unshare", ways[i], programs[p], "--noflush",
                                        NULL};

            fine = spawn_run(argv, t.at, NULL, NULL) == 0;
        }
        if (!fine)
            return false;
    }
    return true;
}

static void probe_iptables(struct firewall_support *s)
{
    AUTO_TEXT struct text version = {.at = NULL}, version6 = {.at = NULL};

    s->iptables = answers("/usr/sbin/iptables", &version);
    s->ip6tables = answers("/usr/sbin/ip6tables", &version6);
    s->iptables_is_nft = strstr(text_string(&version), "(nf_tables)") != NULL;
    if (!s->iptables || !s->ip6tables)
        return;
    s->nfqueue = would("-p tcp -m owner --uid-owner 0 -j NFQUEUE --queue-num 0 "
                       "--queue-bypass");
    s->nflog = would("-j NFLOG --nflog-group 1 --nflog-size 64 --nflog-threshold 1");
    s->connbytes = would("-m conntrack --ctdir ORIGINAL -m connbytes --connbytes 0:7 "
                         "--connbytes-mode packets --connbytes-dir original");
    s->connmark = would("-m connmark --mark 0x0/0x70000000 -j CONNMARK --set-xmark "
                        "0x10000000/0x70000000");
}

int firewall_probe(struct firewall_support *ret_support)
{
    struct firewall_support s = {.nft = false};

    probe_nft(&s);
    probe_iptables(&s);
    s.accounting =
        faccessat(AT_FDCWD, "/proc/sys/net/netfilter/nf_conntrack_acct", W_OK, AT_EACCESS) == 0;
    *ret_support = s;
    return 0;
}

int firewall_choose(const struct firewall_support *s, const char *forced, bool held,
                    enum firewall_writer *ret_writer, bool *ret_observe_only)
{
    bool by[] = {[FIREWALL_NFTABLES] = s->nft && s->nft_log && s->nft_ct_count,
                 [FIREWALL_IPTABLES] = s->nflog && s->connbytes && s->connmark};
    const bool holds[] = {
        [FIREWALL_NFTABLES] = s->nft_queue && s->nft_reject, [FIREWALL_IPTABLES] = s->nfqueue};

    for (size_t w = 0; w < ARRAY_LEN(by); w++)
        by[w] &= !forced || strcmp(forced, firewall_writer_name((enum firewall_writer)w)) == 0;
    if (!by[FIREWALL_NFTABLES] && !by[FIREWALL_IPTABLES])
        return -EOPNOTSUPP;
    *ret_observe_only = false;
    for (size_t w = 0; w < ARRAY_LEN(by); w++) {
        if (by[w] && (!held || holds[w])) {
            *ret_writer = (enum firewall_writer)w;
            return 0;
        }
    }
    *ret_observe_only = true;
    *ret_writer = by[FIREWALL_NFTABLES] ? FIREWALL_NFTABLES : FIREWALL_IPTABLES;
    return 0;
}

void firewall_support_text(const struct firewall_support *s, struct text *ret_text)
{
    const struct {
        const char *what;
        bool has;
        const char *without; /* what its absence means */
    } lines[] = {
        {"nftables", s->nft, "iptables is used"},
        {"nftables: table that only its owner changes", s->nft_owner,
         "what other tools flush is put back instead"},
        {"nftables: queue", s->nft_queue, "children are held through iptables"},
        {"nftables: log to a group", s->nft_log, "children are observed through iptables"},
        {"nftables: reject", s->nft_reject, "children are held through iptables"},
        {"nftables: packets, mark and payload of a connection", s->nft_ct_count,
         "iptables is used"},
        {"iptables and ip6tables", s->iptables && s->ip6tables,
         "install the package iptables if nftables cannot queue"},
        {"iptables: NFQUEUE", s->nfqueue, "needed only where nftables cannot queue"},
        {"iptables: NFLOG", s->nflog, "needed only where nftables cannot log"},
        {"iptables: connbytes and connmark", s->connbytes && s->connmark,
         "needed only where nftables is not used"},
        {"connections are counted", s->accounting, "minutes and volumes are unknown"},
    };

    for (size_t i = 0; i < ARRAY_LEN(lines); i++)
        text_addf(ret_text, "%s: %s%s%s\n", lines[i].what, lines[i].has ? "yes" : "no, ",
                  lines[i].has ? "" : lines[i].without,
                  i == 6 && lines[i].has ? (s->iptables_is_nft ? " (nf_tables)" : " (legacy)")
                                         : "");
}
