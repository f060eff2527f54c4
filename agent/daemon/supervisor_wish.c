/*
 * What a guardian asks of the policy, over the bus: to read it anew, an exception for a while, a
 * block. The role that serves the bus asks the caller's right; what is asked is judged here, by one
 * that may write the files, or has root write them.
 *
 * An exception is never written: the texts that the roles get are those of the files and, at their
 * end, a rule for each exception that holds.
 */
#include "base/log.h"
#include "daemon/errand_ask.h"
#include "daemon/policy_change.h"
#include "daemon/role.h"
#include "daemon/supervisor_policy.h"
#include "policy/policy_edit.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

/* What of a wish can be judged without the files. */
static int check(const struct supervisor *s, const struct wish *w, struct text *reterr)
{
    enum category category;
    bool is_known = policy_edit_is_item(w->what);

    if (w->policy != s->serial || w->child >= policy_n_children(s->policy)) {
        text_add(reterr, "the policy has just changed; do it again");
        return -ESTALE;
    }
    if (w->subject == SUBJECT_CATEGORY)
        is_known = is_known && category_from_name(w->what, &category);
    else if (w->subject == SUBJECT_PLATFORM)
        is_known = is_known && catalogue_platform_by_id(s->meanings.catalogue, w->what);
    else
        is_known = is_known && w->subject < SUBJECT_COUNT;
    if (!is_known) {
        text_add_char(reterr, '"');
        text_add_visible(reterr, w->what);
        text_add(reterr, "\" is nothing that a rule can speak of; `kindward why NAME` says what a "
                         "name belongs to");
        return -EINVAL;
    }
    return 0;
}

static size_t find(const struct supervisor *s, const struct wish *w)
{
    size_t i = 0;

    while (i < s->n_exceptions && (s->exceptions[i].told.child != w->child ||
                                   s->exceptions[i].told.subject != w->subject ||
                                   strcmp(s->exceptions[i].told.what, w->what) != 0))
        i++;
    return i;
}

static int except(struct supervisor *s, const struct wish *w, int64_t *ret_until_us,
                  struct text *reterr)
{
    struct held_exception e = {.told = {.child = w->child,
                                        .subject = w->subject,
                                        .uid = w->uid,
                                        .minutes = w->minutes,
                                        .until_us = role_now_us() + w->minutes * MINUTE_US},
                               .until_steady_us = role_steady_us() + w->minutes * MINUTE_US};
    size_t at = find(s, w);
    int r;

    if (w->minutes > EXCEPTION_MINUTES_MAX || at == EXCEPTIONS_MAX) {
        text_addf(reterr,
                  "an exception is for a day at most, and there are %d at most; a rule in "
                  "the child's file is for longer",
                  EXCEPTIONS_MAX);
        return -ENOSPC;
    }
    memcpy(e.told.what, w->what, sizeof(e.told.what));
    snprintf(e.account, sizeof(e.account), "%s", policy_child(s->policy, w->child)->account);
    if (w->minutes > 0) {
        s->exceptions[at] = e;
        s->n_exceptions += at == s->n_exceptions;
    } else if (at < s->n_exceptions) {
        supervisor_end_exception(s, at);
    }
    r = supervisor_put_together(s, reterr);
    if (r < 0) {
        if (w->minutes > 0)
            supervisor_end_exception(s, find(s, w));
        return r;
    }
    supervisor_put_in_force(s);
    *ret_until_us = e.told.until_us;
    return 0;
}

/* The account may not write root's files, nor its own in root's folder: it has root do it. */
static int write_block(const struct supervisor *s, const struct wish *w, struct text *reterr)
{
    const char *account = policy_child(s->policy, w->child)->account;
    struct errand e = errand_of(ERRAND_BLOCK, s->options->config_dir);

    if (errand_can_be_asked(s->options->errands)) {
        e.subject = w->subject;
        snprintf(e.account, sizeof(e.account), "%s", account);
        snprintf(e.what, sizeof(e.what), "%s", w->what);
        return errand_ask(s->options->errands, &e, NULL, reterr);
    }
    if (errand_is_away(s->options->errands) && access(s->options->config_dir, W_OK) < 0) {
        errand_say_away(s->options->errands, "would write it", reterr);
        return -EACCES;
    }
    return policy_change_block(s->options->config_dir, s->meanings.catalogue, account,
                               (enum subject)w->subject, w->what, reterr);
}

static int block(struct supervisor *s, const struct wish *w, struct text *reterr)
{
    size_t at = find(s, w);
    int r = write_block(s, w, reterr);

    if (r < 0)
        return r;
    if (at < s->n_exceptions)
        supervisor_end_exception(s, at);
    return supervisor_reload(s);
}

void supervisor_wish(struct supervisor *s, const struct message *m)
{
    AUTO_TEXT struct text error = {.at = NULL};
    struct message_granted answer = {.error = 0};
    struct wish w;
    int r = 0;

    if (!message_copy(m, &w, sizeof(w), NULL))
        return;
    w.what[sizeof(w.what) - 1] = '\0';
    answer.serial = w.serial;
    if (w.kind != WISH_RELOAD)
        r = check(s, &w, &error);
    if (r == 0 && w.kind == WISH_EXCEPTION)
        r = except(s, &w, &answer.until_us, &error);
    else if (r == 0 && w.kind == WISH_BLOCK)
        r = block(s, &w, &error);
    else if (r == 0)
        r = supervisor_reload(s);
    if (r < 0 && error.len == 0)
        text_add(&error, r == -EINVAL ? "the configuration has mistakes, and the one before stays "
                                        "in force; `kindward policy check` says which"
                                      : strerror(-r));
    answer.error = r < 0 ? r : 0;
    strncpy(answer.words, text_string(&error), sizeof(answer.words) - 1);
    if (!granted_add(&s->granted, &answer))
        log_error("the bus could not be told what became of a guardian's wish");
    granted_tell(&s->granted, &s->brood.roles[ROLE_BUS].control);
}
