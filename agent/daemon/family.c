#include "daemon/family.h"

#include "base/log.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { TEXTS_MAX = POLICY_CHILDREN_MAX + 1 };

struct family_draft {
    struct message_family head;
    struct message_account accounts[MESSAGE_ACCOUNTS_MAX];
    size_t n_accounts;
    struct policy_text texts[TEXTS_MAX]; /* names and texts are owned */
    size_t n_texts;
    bool has_head, failed;
};

int family_init(struct family *f, const struct catalogue *catalogue)
{
    *f = (struct family){.catalogue = catalogue, .config = agent_config_usual()};
    f->draft = calloc(1, sizeof(*f->draft));
    return f->draft ? 0 : -ENOMEM;
}

static void clear_draft(struct family_draft *d)
{
    for (size_t i = 0; i < d->n_texts; i++) {
        free(d->texts[i].name);
        free((void *)d->texts[i].text.at);
    }
    *d = (struct family_draft){.n_texts = 0};
}

void family_done(struct family *f)
{
    if (f->draft)
        clear_draft(f->draft);
    free(f->draft);
    policy_free(f->policy);
    policy_texts_done(&f->texts);
    *f = (struct family){.policy = NULL};
}

/* A part of a file: its name, NUL, its text. Parts of one file come one behind the other. */
static void add_text(struct family_draft *d, struct bytes body)
{
    size_t name_len = strnlen((const char *)body.at, body.len);
    struct bytes text = bytes_after(body, name_len + 1);
    struct policy_text *t = d->n_texts > 0 ? &d->texts[d->n_texts - 1] : NULL;
    uint8_t *more;

    if (name_len == body.len || d->failed) {
        d->failed = true;
        return;
    }
    if (!t || strcmp(t->name, (const char *)body.at) != 0) {
        char *name = d->n_texts < TEXTS_MAX ? strdup((const char *)body.at) : NULL;

        d->failed |= !name;
        if (!name)
            return;
        t = &d->texts[d->n_texts++];
        *t = (struct policy_text){.name = name};
    }
    more = realloc((void *)t->text.at, t->text.len + text.len + 1);
    d->failed |= !more;
    if (!more)
        return;
    if (text.len > 0)
        memcpy(more + t->text.len, text.at, text.len);
    t->text = bytes_of(more, t->text.len + text.len);
}

/* They go from the draft to the family; where there is no memory, there are none to show. */
static void keep_texts(struct family *f)
{
    struct family_draft *d = f->draft;

    policy_texts_done(&f->texts);
    f->texts.at = calloc(d->n_texts + 1, sizeof(*f->texts.at));
    if (!f->texts.at)
        return;
    memcpy(f->texts.at, d->texts, d->n_texts * sizeof(*f->texts.at));
    f->texts.n = d->n_texts;
    d->n_texts = 0;
}

static bool put_in_force(struct family *f, struct policy **ret_old)
{
    struct family_draft *d = f->draft;
    AUTO_PROBLEMS struct policy_problems problems = {.n = 0};
    struct policy *policy = NULL;
    struct agent_config config;
    uint64_t n_bytes = 0;

    if (f->policy && d->has_head && d->head.serial == f->serial) {
        clear_draft(d);
        return false;
    }
    for (size_t i = 0; i < d->n_texts; i++)
        n_bytes += d->texts[i].text.len;
    if (d->failed || !d->has_head || n_bytes != d->head.n_bytes ||
        policy_of_texts(d->texts, d->n_texts, f->catalogue, &policy, &config, &problems) < 0 ||
        policy_n_children(policy) != d->head.n_children) {
        policy_free(policy);
        clear_draft(d);
        log_error("a policy came that could not be read again; the one before stays in force");
        return false;
    }
    *ret_old = f->policy;
    f->policy = policy;
    f->config = config;
    memcpy(f->accounts, d->accounts, sizeof(f->accounts));
    f->n_accounts = d->n_accounts;
    f->serial = d->head.serial;
    if (f->keeps_texts)
        keep_texts(f);
    clear_draft(d);
    return true;
}

bool family_message(struct family *f, const struct message *m, struct policy **ret_old)
{
    struct family_draft *d = f->draft;

    switch (m->type) {
    case MESSAGE_FAMILY:
        clear_draft(d);
        d->has_head = message_copy(m, &d->head, sizeof(d->head), NULL);
        return false;
    case MESSAGE_ACCOUNTS:
        d->n_accounts = m->body.len / sizeof(d->accounts[0]);
        if (d->n_accounts > MESSAGE_ACCOUNTS_MAX)
            d->n_accounts = MESSAGE_ACCOUNTS_MAX;
        memcpy(d->accounts, m->body.at, d->n_accounts * sizeof(d->accounts[0]));
        return false;
    case MESSAGE_POLICY:
        add_text(d, m->body);
        return false;
    case MESSAGE_IN_FORCE:
        return put_in_force(f, ret_old);
    default:
        return false;
    }
}

uint32_t family_child(const struct family *f, uint32_t uid)
{
    for (size_t i = 0; i < f->n_accounts; i++)
        if (uid >= f->accounts[i].first_uid && uid <= f->accounts[i].last_uid)
            return f->accounts[i].child;
    return OWNER_NONE;
}
