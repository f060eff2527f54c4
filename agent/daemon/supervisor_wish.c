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
#include "daemon/supervisor_state.h"
#include "policy/policy_edit.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/fsuid.h>
#include <sys/stat.h>
#include <unistd.h>

static const struct bytes nothing;

void supervisor_tell_exceptions(struct supervisor *s)
{
    struct exception all[EXCEPTIONS_MAX];

    for (size_t i = 0; i < s->n_exceptions; i++)
        all[i] = s->exceptions[i].told;
    channel_put(&s->brood.roles[ROLE_BUS].control, MESSAGE_EXCEPTIONS, all,
                s->n_exceptions * sizeof(all[0]), nothing);
}

/* The text of a child's file: they are numbered in their order. */
static struct policy_text *text_of(const struct policy_texts *texts, uint32_t child)
{
    for (size_t i = 0; i < texts->n; i++)
        if (strncmp(texts->at[i].name, "children.d/", 11) == 0 && child-- == 0)
            return &texts->at[i];
    return NULL;
}

static int copy_texts(const struct policy_texts *from, struct policy_texts *ret)
{
    ret->at = calloc(from->n ? from->n : 1, sizeof(*ret->at));
    for (size_t i = 0; ret->at && i < from->n; i++) {
        struct bytes text = from->at[i].text;
        char *name = strdup(from->at[i].name), *copy = malloc(text.len + 1);

        if (!name || !copy) {
            free(name);
            free(copy);
            return -ENOMEM;
        }
        if (text.len > 0)
            memcpy(copy, text.at, text.len);
        ret->at[ret->n++] = (struct policy_text){name, bytes_of(copy, text.len)};
    }
    return ret->at ? 0 : -ENOMEM;
}

static int edit(struct policy_texts *texts, uint32_t child, enum verdict verdict,
                const struct exception *what, struct text *ret_new)
{
    struct policy_text *t = text_of(texts, child);
    int r;

    if (!t)
        return -ENOENT;
    r = verdict == VERDICT_BLOCK
            ? policy_edit_add(t->text, verdict, what->subject, what->what, ret_new)
            : policy_edit_append(t->text, verdict, what->subject, what->what, ret_new);
    if (r > 0) {
        char *copy = strdup(text_string(ret_new));

        if (!copy)
            return -ENOMEM;
        free((void *)t->text.at);
        t->text = bytes_of(copy, ret_new->len);
    }
    return r;
}

/* Is it a policy? The first mistake is said. */
static int read_again(const struct supervisor *s, const struct policy_texts *texts,
                      struct policy **ret, struct text *reterr)
{
    AUTO_PROBLEMS struct policy_problems problems = {.n = 0};
    struct agent_config config;
    int r = policy_of_texts(texts->at, texts->n, s->meanings.catalogue, ret, &config, &problems);

    for (size_t i = 0; r < 0 && i < problems.n; i++)
        if (!problems.at[i].is_warning) {
            policy_problem_format(&problems.at[i], reterr);
            break;
        }
    return r;
}

/* Files and exceptions as one policy; what was in force before stays where that fails. */
static int put_together(struct supervisor *s, struct text *reterr)
{
    AUTO_POLICY_TEXTS struct policy_texts live = {.n = 0};
    struct policy *policy = NULL;
    int r = copy_texts(&s->texts, &live);

    for (size_t i = 0; r >= 0 && i < s->n_exceptions; i++) {
        AUTO_TEXT struct text new = {.at = NULL};

        r = edit(&live, s->exceptions[i].told.child, VERDICT_ALLOW, &s->exceptions[i].told, &new);
    }
    if (r >= 0)
        r = read_again(s, &live, &policy, reterr);
    if (r < 0)
        return r;
    policy_free(s->policy);
    policy_texts_done(&s->live);
    s->policy = policy;
    s->live = live;
    live = (struct policy_texts){.n = 0};
    return 0;
}

/* UINT32_MAX: there is no such child. */
static uint32_t child_of_account(const struct policy *policy, const char *account)
{
    for (uint32_t c = 0; c < policy_n_children(policy); c++)
        if (strcmp(policy_child(policy, c)->account, account) == 0)
            return c;
    return UINT32_MAX;
}

/* Whose children's numbers are others now: an exception follows the account, or ends. */
static void find_children_again(struct supervisor *s, const struct policy *policy)
{
    size_t kept = 0;

    for (size_t i = 0; i < s->n_exceptions; i++) {
        struct held_exception e = s->exceptions[i];

        e.told.child = child_of_account(policy, e.account);
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
    r = put_together(s, &error);
    if (r == -EINVAL && s->n_exceptions > 0) {
        log_error("the exceptions end, for with them the policy cannot be read: %s",
                  text_string(&error));
        s->n_exceptions = 0;
        r = put_together(s, &error);
    }
    return r;
}

static void end_exception(struct supervisor *s, size_t i)
{
    s->exceptions[i] = s->exceptions[--s->n_exceptions];
}

void supervisor_mind_exceptions(struct supervisor *s, int64_t steady_us)
{
    AUTO_TEXT struct text error = {.at = NULL};
    size_t before = s->n_exceptions;

    for (size_t i = s->n_exceptions; i-- > 0;)
        if (steady_us >= s->exceptions[i].until_steady_us)
            end_exception(s, i);
    if (s->n_exceptions == before)
        return;
    if (put_together(s, &error) < 0)
        log_error("an exception could not be ended: %s", text_string(&error));
    else
        supervisor_put_in_force(s);
}

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
        end_exception(s, at);
    }
    r = put_together(s, reterr);
    if (r < 0) {
        if (w->minutes > 0)
            end_exception(s, find(s, w));
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
    child = child_of_account(fresh.policy, policy_child(s->policy, w->child)->account);
    policy_free(fresh.policy);
    memcpy(what.what, w->what, sizeof(what.what));
    r = edit(&texts, child, VERDICT_BLOCK, &what, &new);
    if (r >= 0 && (r = read_again(s, &texts, &policy, reterr)) == 0 &&
        policy_rule_find(policy, child, VERDICT_ALLOW, w->subject, w->what)) {
        text_add(reterr, "the child's file allows it, which goes before a block; take it out of "
                         "[allow] first");
        r = -EEXIST;
    }
    policy_free(policy);
    t = text_of(&texts, child);
    if (r >= 0 && t)
        r = replace(s->options->config_dir, t->name, t->text, reterr);
    if (r < 0)
        return r;
    if (at < s->n_exceptions)
        end_exception(s, at);
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
    if (!channel_tell(&s->brood.roles[ROLE_BUS].control, MESSAGE_GRANTED, &answer, sizeof(answer)))
        log_error("the bus could not be told what became of a guardian's wish");
}
