/*
 * The policy that is in force: that of the files, and of the exceptions.
 *
 * An exception is never written: the texts that the roles get are those of the files and, at their
 * end, a rule for each exception that holds.
 */
#include "daemon/supervisor_policy.h"

#include "base/log.h"
#include "daemon/policy_change.h"

#include <errno.h>
#include <string.h>

static int copy_texts(const struct policy_texts *from, struct policy_texts *ret)
{
    ret->at = calloc(from->n ? from->n : 1, sizeof(*ret->at));
    for (size_t i = 0; ret->at && i < from->n; i++) {
        const struct policy_text *t = &from->at[i];
        int r = policy_texts_add(ret, bytes_of(t->name, strlen(t->name)), t->text);

        if (r < 0)
            return r;
    }
    return ret->at ? 0 : -ENOMEM;
}

int supervisor_put_together(struct supervisor *s, struct text *reterr)
{
    AUTO_POLICY_TEXTS struct policy_texts live = {.n = 0};
    struct policy *policy = NULL;
    int r = copy_texts(&s->texts, &live);

    for (size_t i = 0; r >= 0 && i < s->n_exceptions; i++) {
        AUTO_TEXT struct text new = {.at = NULL};

        r = policy_change_edit(&live, s->exceptions[i].told.child, VERDICT_ALLOW,
                               (enum subject)s->exceptions[i].told.subject,
                               s->exceptions[i].told.what, &new);
    }
    if (r >= 0)
        r = policy_change_read(s->meanings.catalogue, &live, &policy, reterr);
    if (r < 0)
        return r;
    policy_free(s->policy);
    policy_texts_done(&s->live);
    s->policy = policy;
    s->live = live;
    live = (struct policy_texts){.n = 0};
    return 0;
}

/* Whose children's numbers are others now: an exception follows the account, or ends. */
static void find_children_again(struct supervisor *s, const struct policy *policy)
{
    size_t kept = 0;

    for (size_t i = 0; i < s->n_exceptions; i++) {
        struct held_exception e = s->exceptions[i];

        e.told.child = policy_change_child(policy, e.account);
        if (e.told.child != UINT32_MAX)
            s->exceptions[kept++] = e;
    }
    s->n_exceptions = kept;
}

int supervisor_take_files(struct supervisor *s, struct startup_policy *fresh)
{
    AUTO_TEXT struct text error = {.at = NULL};
    int r;

    policy_texts_done(&s->texts);
    s->texts = fresh->texts;
    s->config = fresh->config;
    find_children_again(s, fresh->policy);
    policy_free(fresh->policy);
    *fresh = (struct startup_policy){.policy = NULL};
    r = supervisor_put_together(s, &error);
    if (r == -EINVAL && s->n_exceptions > 0) {
        log_error("the exceptions end, for with them the policy cannot be read: %s",
                  text_string(&error));
        s->n_exceptions = 0;
        r = supervisor_put_together(s, &error);
    }
    return r;
}

void supervisor_end_exception(struct supervisor *s, size_t i)
{
    s->exceptions[i] = s->exceptions[--s->n_exceptions];
}

void supervisor_mind_exceptions(struct supervisor *s, int64_t steady_us)
{
    AUTO_TEXT struct text error = {.at = NULL};
    size_t before = s->n_exceptions;

    for (size_t i = s->n_exceptions; i-- > 0;)
        if (steady_us >= s->exceptions[i].until_steady_us)
            supervisor_end_exception(s, i);
    if (s->n_exceptions == before)
        return;
    if (supervisor_put_together(s, &error) < 0)
        log_error("an exception could not be ended: %s", text_string(&error));
    else
        supervisor_put_in_force(s);
}

int supervisor_reload(struct supervisor *s)
{
    struct startup_policy fresh = {.policy = NULL};
    int r = startup_read_policy(s->options->config_dir, s->options->errands, s->meanings.catalogue,
                                &fresh);

    if (r == 0)
        r = supervisor_take_files(s, &fresh);
    if (r < 0) {
        log_error("the configuration is refused; the one before stays in force");
        return r;
    }
    supervisor_put_in_force(s);
    log_note("the new configuration is in force");
    return 0;
}
