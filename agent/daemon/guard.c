#include "daemon/guard.h"

#include "base/log.h"
#include "daemon/owner.h"
#include "firewall/accounting.h"
#include "firewall/probed.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct guard {
    struct guard_options options;
    struct firewall_support support;
    struct firewall *firewall;           /* NULL until the first guard_install() */
    enum firewall_writer writer, opened; /* opened: what `firewall` is */
    bool observe_only, is_installed, is_counting;

    struct uids uids[POLICY_CHILDREN_MAX];
    struct firewall_child children[POLICY_CHILDREN_MAX];
    struct firewall_rules rules;
    struct message_account accounts[MESSAGE_ACCOUNTS_MAX];
    size_t n_accounts;
    uint32_t n_held;
};

/* What the switches were stands in a file of the agent's folder, which is its account's. */
static int count(const char *state_dir, struct text *reterr)
{
    uid_t before = owner_begin(state_dir);
    int r = accounting_on(state_dir, ACCOUNTING_PROC, reterr);

    owner_end(before);
    return r;
}

static int count_no_more(const char *state_dir, struct text *reterr)
{
    uid_t before = owner_begin(state_dir);
    int r = accounting_restore(state_dir, ACCOUNTING_PROC, reterr);

    owner_end(before);
    return r;
}

static bool is_count_kept(const char *state_dir)
{
    uid_t before = owner_begin(state_dir);
    bool is_kept = accounting_is_kept(state_dir);

    owner_end(before);
    return is_kept;
}

/* A version that ran as root may have left what the switches were as root's: it is its folder's. */
static void give_count_back(const char *state_dir)
{
    AUTO(close_fd) int dir = open(state_dir, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    AUTO(close_fd)
    int fd =
        dir < 0 ? -1 : openat(dir, ACCOUNTING_FILE, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    struct stat st, folder;

    if (fd >= 0 && fstat(fd, &st) == 0 && fstat(dir, &folder) == 0 && S_ISREG(st.st_mode) &&
        st.st_nlink == 1 && st.st_uid == 0)
        (void)!fchown(fd, folder.st_uid, folder.st_gid);
}

int guard_probe(const struct guard_options *options, struct text *reterr)
{
    struct firewall_support support;
    bool is_anothers;
    int r;

    give_count_back(options->state_dir);
    is_anothers = is_count_kept(options->state_dir); /* of an agent that is on, say */
    (void)unlink(options->probed); /* what was found before is no finding of now */
    r = is_anothers ? 0 : count(options->state_dir, reterr); /* as below: first of all */
    if (r < 0 && r != -ENOENT)
        return r;
    text_clear(reterr);
    /* Of a writer that the agent has not the rights for; where systemd starts us it is not on. */
    if (getenv("INVOCATION_ID") && firewall_clean(reterr) < 0)
        log_error("%s", text_string(reterr));
    text_clear(reterr);
    r = firewall_probe(&support);
    /* The agent may have another folder, or refuse to start: it turns the switches by itself. */
    if (!is_anothers && count_no_more(options->state_dir, reterr) < 0) {
        log_error("%s", text_string(reterr));
        text_clear(reterr);
    }
    return r < 0 ? r : probed_write(options->probed, &support, reterr);
}

/* The old iptables works for root alone. */
static bool is_iptables_for_root(const struct firewall_support *s)
{
    return geteuid() != 0 && s->iptables && !s->iptables_is_nft;
}

static int probe(struct guard *g)
{
    int r = g->options.probed ? probed_read(g->options.probed, &g->support) : -ENOENT;

    if (r == 0 && is_iptables_for_root(&g->support)) /* it was root who tried */
        g->support.nfqueue = g->support.nflog = false;
    if (r == 0)
        return 0;
    if (g->options.probed)
        log_error("what `kindwardd --probe` found is not to be had from %s (%s): what this kernel "
                  "can do is tried with the rights that are left, which shows little of iptables",
                  g->options.probed,
                  r == -EPERM    ? "it is not root's"
                  : r == -EINVAL ? "it is another version's"
                                 : strerror(-r));
    r = firewall_probe(&g->support);
    if (r == 0 && !g->options.probed && !g->support.nft_queue && !g->support.nfqueue)
        log_note("nothing was found that holds packets; where a unit starts the agent with few "
                 "rights, its ExecStart= takes --probed (docs/install.md)");
    return r;
}

int guard_open(const struct guard_options *options, struct guard **ret, struct text *reterr)
{
    AUTO(guard_close) struct guard *g = calloc(1, sizeof(*g));
    int r;

    if (!g)
        return -ENOMEM;
    g->options = *options;
    r = firewall_clean(reterr);
    if (r < 0)
        return r;
    /* First of all what is to be put back: whoever as much as tries a rule that looks at counters
     * switches them on. The switches may be there only after a first rule, though. */
    r = count(options->state_dir, reterr);
    if (r < 0 && r != -ENOENT)
        return r;
    text_clear(reterr);
    r = probe(g);
    if (r < 0)
        return r;
    r = count(options->state_dir, reterr);
    if (r < 0 && r != -ENOENT)
        return r;
    if (r == -ENOENT) {
        (void)!count_no_more(options->state_dir, reterr);
        log_error("%s; sites will be seen, but not for how long", text_string(reterr));
        text_clear(reterr);
    }
    g->is_counting = r == 0;
    *ret = TAKE(g);
    return 0;
}

struct guard *guard_close(struct guard *g)
{
    AUTO_TEXT struct text error = {.at = NULL};

    if (g) {
        firewall_close(g->firewall);
        if (g->is_counting && count_no_more(g->options.state_dir, &error) < 0)
            log_error("%s", text_string(&error));
        free(g);
    }
    return NULL;
}

static bool add_accounts(struct guard *g, uint32_t child, const struct uids *uids)
{
    for (size_t i = 0; i < uids->n; i++) {
        if (g->n_accounts == MESSAGE_ACCOUNTS_MAX)
            return false;
        g->accounts[g->n_accounts++] = (struct message_account){
            .first_uid = uids->ranges[i].first, .last_uid = uids->ranges[i].last, .child = child};
    }
    return true;
}

int guard_take(struct guard *g, const struct policy *policy, const struct agent_config *config,
               int32_t day, struct text *reterr)
{
    const char *forced = agent_config_writer(config);
    bool any_held = false;
    size_t n = 0;
    int r;

    g->n_accounts = 0;
    g->n_held = 0;
    for (uint32_t c = 0; c < policy_n_children(policy); c++) {
        const struct child *child = policy_child(policy, c);
        AUTO_TEXT struct text error = {.at = NULL};

        if (!child_is_monitored(child, day)) {
            log_note("%s is of age: monitoring has ended", child->name);
            continue;
        }
        r = uids_of_account(child->account, g->options.subuid_path, &g->uids[n], &error);
        if (r < 0) {
            log_error("%s is not monitored: %s", child->name, text_string(&error));
            continue;
        }
        if (!add_accounts(g, c, &g->uids[n]))
            log_error("%s: there are more accounts than can be watched", child->name);
        g->children[n] = (struct firewall_child){
            .uids = g->uids[n].ranges,
            .n_uids = g->uids[n].n,
            .held = config->firewall != CHOICE_OBSERVE_ONLY && policy_blocks_anything(policy, c),
            .dns_held = child->block_by == BLOCK_BY_DNS,
        };
        g->children[n].dns_held &= g->children[n].held;
        any_held |= g->children[n].held;
        g->n_held += g->children[n].held;
        n++;
    }
    r = firewall_choose(&g->support, forced, any_held, &g->writer, &g->observe_only);
    if (r < 0) {
        text_addf(
            reterr, "%s here; see `kindward doctor`%s",
            forced ? "the firewall= of kindward.conf does not work"
                   : "neither nftables nor iptables works",
            is_iptables_for_root(&g->support)
                ? "; the iptables of this machine is the old one, which works for root alone: "
                  "docs/install.md has a drop-in for kindward.service"
                : "");
        return r;
    }
    if (g->observe_only)
        log_error("%s cannot hold packets here: nothing will be blocked",
                  forced ? "the firewall= of kindward.conf" : "this kernel");
    for (size_t i = 0; i < n && g->observe_only; i++)
        g->children[i].held = g->children[i].dns_held = false;
    g->n_held = g->observe_only ? 0 : g->n_held;
    g->rules = (struct firewall_rules){
        .children = g->children,
        .n_children = n,
        .queue = (uint16_t)config->queue,
        .log_group = (uint16_t)config->log_group,
        .mark_shift = (uint8_t)config->mark_bit,
        .prober_uid = geteuid(),
        .fail_closed = config->when_inspector_is_away == AWAY_BLOCK,
    };
    return 0;
}

bool guard_is_held(const struct guard *g)
{
    return g->n_held > 0;
}

bool guard_observes_only(const struct guard *g)
{
    return g->observe_only;
}

const char *guard_writer(const struct guard *g)
{
    return firewall_writer_name(g->writer);
}

size_t guard_accounts(const struct guard *g, const struct message_account **ret)
{
    *ret = g->accounts;
    return g->n_accounts;
}

uint32_t guard_n_held(const struct guard *g)
{
    return g->n_held;
}

int guard_install(struct guard *g, struct text *reterr)
{
    int r;

    /* Another writer than the one before: its rules go first. */
    if (g->firewall && g->opened != g->writer)
        g->firewall = firewall_close(g->firewall);
    if (!g->firewall) {
        r = firewall_open(g->writer, &g->firewall, reterr);
        if (r < 0)
            return r;
        g->opened = g->writer;
    }
    if (g->rules.n_children == 0)
        return guard_remove(g, reterr);
    r = firewall_install(g->firewall, &g->rules, reterr);
    g->is_installed = r == 0;
    return r;
}

int guard_remove(struct guard *g, struct text *reterr)
{
    g->is_installed = false;
    return g->firewall ? firewall_remove(g->firewall, reterr) : 0;
}

bool guard_is_installed(const struct guard *g)
{
    return g->is_installed;
}

int guard_check(struct guard *g, struct text *reterr)
{
    int r;

    if (!g->is_installed)
        return 0;
    r = firewall_check(g->firewall, reterr);
    if (r != 0)
        return r < 0 ? r : 0;
    r = firewall_install(g->firewall, &g->rules, reterr);
    return r < 0 ? r : 1;
}
