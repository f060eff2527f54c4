/*
 * What a guardian asks of the policy, over the bus: to read it anew, an exception for a while, a
 * block. The role that serves the bus asks the caller's right; what is asked is judged here, by one
 * that may write the files.
 *
 * An exception is never written: the texts that the roles get are those of the files and, at their
 * end, a rule for each exception that holds.
 */
#include "base/log.h"
#include "daemon/role.h"
#include "daemon/supervisor_policy.h"
#include "policy/policy_edit.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/fsuid.h>
#include <sys/stat.h>
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

/* A new file that is the group's from its beginning: to give one away takes a right (CAP_CHOWN)
 * that is not kept, to be of another group while it is made takes CAP_SETGID, which is. */
static int create_of_group(const char *path, gid_t group)
{
    int before = setfsgid(group);
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    struct stat st;

    (void)setfsgid((gid_t)before);
    if (fd >= 0 && (fstat(fd, &st) < 0 || st.st_gid != group)) {
        (void)close(fd);
        (void)unlink(path);
        errno = EPERM;
        return -1;
    }
    return fd;
}

/* A file in the place of another, whole or not at all. */
static int replace(const char *dir, const char *name, struct bytes text, struct text *reterr)
{
    AUTO_TEXT struct text path = {.at = NULL};
    AUTO_TEXT struct text temporary = {.at = NULL};
    AUTO(close_fd) int fd = -1;
    const char *slash = strrchr(name, '/');
    struct stat st;
    int r = 0;

    text_addf(&path, "%s/%s", dir, name);
    text_addf(&temporary, "%s/%.*s.%s.new", dir, (int)(slash - name + 1), name, slash + 1);
    if (path.failed || temporary.failed)
        return -ENOMEM;
    if (lstat(path.at, &st) < 0 || !S_ISREG(st.st_mode) || st.st_uid != geteuid()) {
        text_add_visible(reterr, path.at);
        text_add(reterr, ": it is no file of root's own, so it is not touched; write the line by "
                         "hand");
        return -EPERM;
    }
    (void)unlink(temporary.at); /* of one that died */
    fd = create_of_group(temporary.at, st.st_gid);
    if (fd < 0 || write(fd, text.at, text.len) != (ssize_t)text.len ||
        fchmod(fd, st.st_mode & 07777) < 0 || fsync(fd) < 0 || rename(temporary.at, path.at) < 0) {
        r = errno ? -errno : -EIO;
        if (fd >= 0)
            (void)unlink(temporary.at);
        text_add_visible(reterr, path.at);
        text_addf(reterr, " cannot be written: %s; write the line by hand", strerror(-r));
    }
    return r;
}

static int block(struct supervisor *s, const struct wish *w, struct text *reterr)
{
    AUTO_POLICY_TEXTS struct policy_texts texts = {.n = 0};
    AUTO_TEXT struct text new = {.at = NULL};
    struct policy *policy = NULL;
    struct startup_policy fresh = {.policy = NULL};
    struct exception what = {.subject = w->subject};
    const struct policy_text *t;
    size_t at = find(s, w);
    uint32_t child;
    int r = startup_read_policy(s->options->config_dir, s->meanings.catalogue, &fresh);

    if (r < 0) {
        text_add(reterr, "the configuration has mistakes; mend first what `kindward policy check` "
                         "says");
        return r;
    }
    texts = fresh.texts; /* as they are now, with what somebody has just written */
    child = supervisor_child_of_account(fresh.policy, policy_child(s->policy, w->child)->account);
    policy_free(fresh.policy);
    memcpy(what.what, w->what, sizeof(what.what));
    r = supervisor_edit(&texts, child, VERDICT_BLOCK, &what, &new);
    if (r >= 0 && (r = supervisor_read_again(s, &texts, &policy, reterr)) == 0 &&
        policy_rule_find(policy, child, VERDICT_ALLOW, w->subject, w->what)) {
        text_add(reterr, "the child's file allows it, which goes before a block; take it out of "
                         "[allow] first");
        r = -EEXIST;
    }
    policy_free(policy);
    t = supervisor_text_of(&texts, child);
    if (r >= 0 && t)
        r = replace(s->options->config_dir, t->name, t->text, reterr);
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
