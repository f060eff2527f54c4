#include "firewall/nft.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/netlink.h>
#include <nftables/libnftables.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

struct nft {
    struct nft_ctx *context;
    char *installed; /* what the kernel listed after the last install; NULL: nothing installed */
    bool has_owner;
};

enum { FD_LOOKED_AT = 1024 };

/*
 * libnftables opens its socket without close-on-exec. A role that inherits it would keep our table
 * alive after us, and hold a netlink socket it has no business with.
 */
static void close_on_exec(void)
{
    for (int fd = 3; fd < FD_LOOKED_AT; fd++) {
        int domain = 0, protocol = -1;
        socklen_t len = sizeof(domain);

        if (getsockopt(fd, SOL_SOCKET, SO_DOMAIN, &domain, &len) < 0 || domain != AF_NETLINK)
            continue;
        len = sizeof(protocol);
        if (getsockopt(fd, SOL_SOCKET, SO_PROTOCOL, &protocol, &len) == 0 &&
            protocol == NETLINK_NETFILTER)
            (void)fcntl(fd, F_SETFD, FD_CLOEXEC);
    }
}

/* Runs commands; libnftables says only that they failed, errno mostly why. */
static int run(struct nft *n, const char *commands, struct text *reterr)
{
    int r;

    errno = 0;
    r = nft_run_cmd_from_buffer(n->context, commands);
    if (r == 0)
        return 0;
    r = errno > 0 ? -errno : -EIO;
    if (reterr) {
        const char *said = nft_ctx_get_error_buffer(n->context);
        size_t first = strcspn(said, "\n");

        text_addf(reterr, "nftables refused our table: %.*s", (int)first, said);
        if (r == -EPERM)
            text_add(reterr, " (root's rights are missing, or another Kindward runs here: stop it "
                             "first)");
    }
    return r;
}

bool nft_would(struct nft *n, const char *commands)
{
    int r;

    nft_ctx_set_dry_run(n->context, true);
    r = run(n, commands, NULL);
    nft_ctx_set_dry_run(n->context, false);
    return r == 0;
}

bool nft_has_owner(const struct nft *n)
{
    return n->has_owner;
}

int nft_open(struct nft **ret_nft, struct text *reterr)
{
    AUTO(nft_close) struct nft *n = calloc(1, sizeof(*n));

    if (!n)
        return -ENOMEM;
    n->context = nft_ctx_new(NFT_CTX_DEFAULT);
    if (!n->context) {
        text_add(reterr, "nftables: there is no netlink socket to be had");
        return -EIO;
    }
    close_on_exec();
    nft_ctx_buffer_output(n->context);
    nft_ctx_buffer_error(n->context);
    nft_ctx_output_set_flags(n->context, NFT_CTX_OUTPUT_STATELESS);
    n->has_owner = nft_would(n, "table inet kindward-probe { flags owner; }\n");
    *ret_nft = TAKE(n);
    return 0;
}

/* The table as the kernel has it; -ENOENT where it has none. */
static int list(struct nft *n, char **ret_listing)
{
    int r = run(n, "list table inet kindward\n", NULL);

    if (r < 0)
        return r;
    *ret_listing = strdup(nft_ctx_get_output_buffer(n->context));
    return *ret_listing ? 0 : -ENOMEM;
}

int nft_install(struct nft *n, const struct firewall_rules *rules, struct text *reterr)
{
    AUTO_TEXT struct text commands = {.at = NULL};
    int r = firewall_text_nftables_as(rules, n->has_owner, &commands, reterr);

    if (r < 0)
        return r;
    r = run(n, text_string(&commands), reterr);
    if (r < 0)
        return r == -EPERM ? -EBUSY : r;
    free(n->installed);
    n->installed = NULL;
    return list(n, &n->installed);
}

int nft_check(struct nft *n, struct text *reterr)
{
    AUTO(free_memory) char *now = NULL;
    int r;

    if (!n->installed)
        return 1;
    r = list(n, &now);
    if (r == -ENOMEM)
        return r;
    if (r < 0) {
        text_add(reterr, "our nftables table `inet kindward` is gone");
        return 0;
    }
    if (strcmp(now, n->installed) != 0) {
        text_add(reterr, "our nftables table `inet kindward` was changed");
        return 0;
    }
    return 1;
}

/* Adding first makes deleting right whether it is there or not; `destroy` is too new. */
static const char *removal(const struct nft *n)
{
    return n->has_owner ? "table inet kindward { flags owner; }\ndelete table inet kindward\n"
                        : "add table inet kindward\ndelete table inet kindward\n";
}

int nft_remove(struct nft *n, struct text *reterr)
{
    free(n->installed);
    n->installed = NULL;
    return run(n, removal(n), reterr);
}

struct nft *nft_close(struct nft *n)
{
    if (!n)
        return NULL;
    if (n->installed)
        (void)run(n, removal(n), NULL);
    if (n->context)
        nft_ctx_free(n->context);
    free(n->installed);
    free(n);
    return NULL;
}
