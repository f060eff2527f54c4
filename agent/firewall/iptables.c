#include "firewall/iptables.h"

#include "base/log.h"
#include "firewall/spawn.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { FAMILIES = 2, OUR_CHAINS_MAX = 32, ATTEMPTS = 3 };

static const struct {
    const char *list, *restore, *there; /* `there` exists where the kernel has the family */
} families[FAMILIES] = {
    {"/usr/sbin/iptables", "/usr/sbin/iptables-restore", "/proc/sys/net/ipv4"},
    {"/usr/sbin/ip6tables", "/usr/sbin/ip6tables-restore", "/proc/sys/net/ipv6"},
};

struct iptables {
    bool has[FAMILIES];
    bool is_without_u32;       /* the kernel refused our rules, and took them without that match */
    char *installed[FAMILIES]; /* our lines after the last install; NULL: nothing installed */
};

/* What a family holds of ours. */
struct found {
    struct text lines;              /* of ours, a jump only where it stands in its place */
    struct text jumps[TABLE_COUNT]; /* `-D` lines that take them away */
    unsigned n_chains[TABLE_COUNT];
    char *chains[TABLE_COUNT][OUR_CHAINS_MAX];
};

#define AUTO_FOUND __attribute__((cleanup(found_done)))

static void found_done(struct found *f)
{
    text_done(&f->lines);
    for (int t = 0; t < TABLE_COUNT; t++)
        text_done(&f->jumps[t]);
    for (int t = 0; t < TABLE_COUNT; t++)
        for (unsigned i = 0; i < f->n_chains[t]; i++)
            free(f->chains[t][i]);
    memset(f->n_chains, 0, sizeof(f->n_chains));
}

/* The rest of a line `-A CHAIN REST`; NULL: it is of another chain. */
static const char *rule_of(const char *line, const char *chain)
{
    size_t n = strlen(chain);

    if (strncmp(line, "-A ", 3) != 0 || strncmp(line + 3, chain, n) != 0 || line[3 + n] != ' ')
        return NULL;
    return line + 3 + n + 1;
}

static bool is_jump_to(const char *rule, const char *ours)
{
    size_t n = strlen(rule), n_ours = strlen(ours);

    return n >= n_ours + 3 && strncmp(rule + n - n_ours - 3, "-j ", 3) == 0 &&
           strcmp(rule + n - n_ours, ours) == 0;
}

/* One line of `iptables -S`: -P CHAIN POLICY, -N CHAIN or -A CHAIN RULE. `seen`: rules of the chain
 * of each hook so far. */
static int read_line(struct found *f, enum firewall_table table, const char *line,
                     unsigned seen[HOOK_COUNT])
{
    bool ours = strncmp(line, "-N KINDWARD-", 12) == 0 || strncmp(line, "-A KINDWARD-", 12) == 0;
    bool is_jump = false;

    for (int h = 0; h < HOOK_COUNT; h++) {
        const struct firewall_hook_place *p = &firewall_hooks[h];
        const char *rule =
            strcmp(p->table, firewall_tables[table]) == 0 ? rule_of(line, p->chain) : NULL;

        if (!rule)
            continue;
        if (is_jump_to(rule, p->ours)) {
            is_jump = true;
            ours |= seen[h] == p->position;
        }
        seen[h]++;
    }
    if (is_jump)
        text_addf(&f->jumps[table], "-D %s\n", line + strlen("-A "));
    if (!ours)
        return 0;
    text_addf(&f->lines, "%s %s\n", firewall_tables[table], line);
    if (line[1] != 'N' || f->n_chains[table] == OUR_CHAINS_MAX)
        return 0;
    f->chains[table][f->n_chains[table]] = strdup(line + 3);
    if (!f->chains[table][f->n_chains[table]])
        return -ENOMEM;
    f->n_chains[table]++;
    return 0;
}

static int find(int family, struct found *f, struct text *reterr)
{
    for (enum firewall_table table = 0; table < TABLE_COUNT; table++) {
        const char *const argv[] = {families[family].list,  "-w", "5", "-t",
                                    firewall_tables[table], "-S", NULL};
        unsigned seen[HOOK_COUNT] = {0};
        AUTO_TEXT struct text out = {.at = NULL};
        int r = spawn_run(argv, NULL, &out, reterr);
        char *save = NULL;

        if (r != 0)
            return r < 0 ? r : -EIO;
        if (out.len == 0)
            continue;
        for (char *line = strtok_r(out.at, "\n", &save); line; line = strtok_r(NULL, "\n", &save)) {
            r = read_line(f, table, line, seen);
            if (r < 0)
                return r;
        }
    }
    return f->lines.failed || f->jumps[TABLE_FILTER].failed || f->jumps[TABLE_MANGLE].failed
               ? -ENOMEM
               : 0;
}

static int restore(int family, const char *text, struct text *reterr)
{
    const char *const argv[] = {families[family].restore, "-w", "5", "--noflush", NULL};
    int r = spawn_run(argv, text, NULL, reterr);

    return r > 0 ? -EIO : r;
}

int iptables_open(struct iptables **ret_iptables, struct text *reterr)
{
    AUTO(iptables_close) struct iptables *w = calloc(1, sizeof(*w));

    if (!w)
        return -ENOMEM;
    for (int i = 0; i < FAMILIES; i++) {
        if (access(families[i].there, F_OK) < 0)
            continue;
        if (access(families[i].restore, X_OK) < 0 || access(families[i].list, X_OK) < 0) {
            text_addf(reterr, "%s is not there: install the package iptables", families[i].restore);
            return -ENOENT;
        }
        w->has[i] = true;
    }
    *ret_iptables = TAKE(w);
    return 0;
}

/* Takes away whatever of ours the family holds. */
static int remove_once(int family, struct text *reterr)
{
    AUTO_FOUND struct found f = {.lines = {.at = NULL}};
    AUTO_TEXT struct text t = {.at = NULL};
    int r = find(family, &f, reterr);

    if (r < 0)
        return r;
    for (enum firewall_table table = 0; table < TABLE_COUNT; table++) {
        unsigned n = f.n_chains[table];

        if (n == 0)
            continue;
        text_addf(&t, "*%s\n", firewall_tables[table]);
        for (unsigned i = 0; i < n; i++)
            text_addf(&t, ":%s - [0:0]\n", f.chains[table][i]); /* flushes it */
        text_add(&t, text_string(&f.jumps[table]));
        for (unsigned i = 0; i < n; i++)
            text_addf(&t, "-X %s\n", f.chains[table][i]);
        text_add(&t, "COMMIT\n");
    }
    if (t.failed)
        return -ENOMEM;
    return t.len > 0 ? restore(family, t.at, reterr) : 0;
}

/*
 * What was found may be gone before it is written: another tool flushes as we do. Then the whole
 * table is refused and nothing has changed; look again.
 */
static int remove_from(int family, struct text *reterr)
{
    int r = -EIO;

    for (int i = 0; i < ATTEMPTS && r == -EIO; i++) {
        AUTO_TEXT struct text why = {.at = NULL};

        r = remove_once(family, &why);
        if (r < 0 && (r != -EIO || i == ATTEMPTS - 1))
            text_add(reterr, text_string(&why));
    }
    return r;
}

/* How many chains and rules a text sets up (`-D` and the frame of a table are none), or lists. */
static size_t lines_of(const char *s, bool is_restore)
{
    size_t n = 0;

    for (; *s; s += strcspn(s, "\n"), s += *s != '\0')
        n += !is_restore || *s == ':' || strncmp(s, "-A ", 3) == 0 || strncmp(s, "-I ", 3) == 0;
    return n;
}

static int install_once(int family, const struct firewall_rules *rules, bool has_u32,
                        struct text *ret_lines, struct text *reterr)
{
    AUTO_FOUND struct found before = {.lines = {.at = NULL}}, after = {.lines = {.at = NULL}};
    AUTO_TEXT struct text t = {.at = NULL};
    int r = find(family, &before, reterr);

    if (r == 0)
        r = firewall_text_iptables_over(rules, family == 1, has_u32, before.jumps, &t, reterr);
    if (r == 0)
        r = restore(family, text_string(&t), reterr);
    if (r == 0)
        r = find(family, &after, reterr);
    if (r < 0)
        return r;
    if (lines_of(text_string(&t), true) != lines_of(text_string(&after.lines), false)) {
        text_add(reterr, "our rules were gone again as soon as they were written: another firewall "
                         "tool is at work");
        return -EIO;
    }
    text_add(ret_lines, text_string(&after.lines));
    return ret_lines->failed ? -ENOMEM : 0;
}

static int install_tried(int family, const struct firewall_rules *rules, bool has_u32,
                         struct text *ret_lines, struct text *reterr)
{
    int r = -EIO;

    for (int i = 0; i < ATTEMPTS && r == -EIO; i++) {
        AUTO_TEXT struct text why = {.at = NULL};

        r = install_once(family, rules, has_u32, ret_lines, &why);
        if (r < 0 && (r != -EIO || i == ATTEMPTS - 1))
            text_add(reterr, text_string(&why));
    }
    return r;
}

static int install_in(struct iptables *w, int family, const struct firewall_rules *rules,
                      struct text *reterr)
{
    AUTO_TEXT struct text lines = {.at = NULL}, why = {.at = NULL};
    int r = w->is_without_u32 ? -EIO : install_tried(family, rules, true, &lines, &why);

    if (r == -EIO) {
        r = install_tried(family, rules, false, &lines, reterr);
        if (r == 0 && !w->is_without_u32)
            log_note("without the match u32 some packets more are copied, which is all (%s)",
                     text_string(&why));
        w->is_without_u32 |= r == 0;
    } else {
        text_add(reterr, text_string(&why));
    }
    if (r < 0)
        return r;
    free(w->installed[family]);
    w->installed[family] = text_take(&lines);
    return w->installed[family] ? 0 : -ENOMEM;
}

int iptables_install(struct iptables *w, const struct firewall_rules *rules, struct text *reterr)
{
    for (int i = 0; i < FAMILIES; i++) {
        int r = w->has[i] ? install_in(w, i, rules, reterr) : 0;

        if (r < 0) {
            AUTO_TEXT struct text unsaid = {.at = NULL};

            (void)!iptables_remove(w, &unsaid); /* half of our rules are worse than none */
            return r;
        }
    }
    return 0;
}

int iptables_check(struct iptables *w, struct text *reterr)
{
    for (int i = 0; i < FAMILIES; i++) {
        AUTO_FOUND struct found now = {.lines = {.at = NULL}};
        int r;

        if (!w->installed[i])
            continue;
        r = find(i, &now, reterr);
        if (r < 0)
            return r;
        if (strcmp(text_string(&now.lines), w->installed[i]) != 0) {
            text_addf(reterr, "our rules in %s are %s", i ? "ip6tables" : "iptables",
                      now.lines.len > 0 ? "no longer whole" : "gone");
            return 0;
        }
    }
    return 1;
}

int iptables_remove(struct iptables *w, struct text *reterr)
{
    int worst = 0;

    for (int i = 0; i < FAMILIES; i++) {
        int r = w->has[i] ? remove_from(i, reterr) : 0;

        free(w->installed[i]);
        w->installed[i] = NULL;
        if (r < 0)
            worst = r;
    }
    return worst;
}

struct iptables *iptables_close(struct iptables *w)
{
    AUTO_TEXT struct text unsaid = {.at = NULL};

    if (!w)
        return NULL;
    if (w->installed[0] || w->installed[1])
        (void)!iptables_remove(w, &unsaid);
    free(w);
    return NULL;
}
