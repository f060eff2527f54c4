#include "daemon/policy_change.h"

#include "base/write_all.h"
#include "daemon/startup.h"
#include "policy/policy_edit.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/fsuid.h>
#include <sys/stat.h>

struct policy_text *policy_change_text_of(const struct policy_texts *texts, uint32_t child)
{
    for (size_t i = 0; i < texts->n; i++)
        if (strncmp(texts->at[i].name, "children.d/", 11) == 0 && child-- == 0)
            return &texts->at[i];
    return NULL;
}

int policy_change_edit(struct policy_texts *texts, uint32_t child, enum verdict verdict,
                       enum subject subject, const char *what, struct text *ret_new)
{
    struct policy_text *t = policy_change_text_of(texts, child);
    int r;

    if (!t)
        return -ENOENT;
    r = verdict == VERDICT_BLOCK ? policy_edit_add(t->text, verdict, subject, what, ret_new)
                                 : policy_edit_append(t->text, verdict, subject, what, ret_new);
    if (r > 0) {
        char *copy = strdup(text_string(ret_new));

        if (!copy)
            return -ENOMEM;
        free((void *)t->text.at);
        t->text = bytes_of(copy, ret_new->len);
    }
    return r;
}

int policy_change_read(const struct catalogue *catalogue, const struct policy_texts *texts,
                       struct policy **ret, struct text *reterr)
{
    AUTO_PROBLEMS struct policy_problems problems = {.n = 0};
    struct agent_config config;
    int r = policy_of_texts(texts->at, texts->n, catalogue, ret, &config, &problems);

    for (size_t i = 0; r < 0 && i < problems.n; i++)
        if (!problems.at[i].is_warning) {
            policy_problem_format(&problems.at[i], reterr);
            break;
        }
    return r;
}

uint32_t policy_change_child(const struct policy *policy, const char *account)
{
    for (uint32_t c = 0; c < policy_n_children(policy); c++)
        if (strcmp(policy_child(policy, c)->account, account) == 0)
            return c;
    return UINT32_MAX;
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
    int r;

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
    r = fd < 0 ? -errno : write_all(fd, text);
    if (r == 0 &&
        (fchmod(fd, st.st_mode & 07777) < 0 || fsync(fd) < 0 || rename(temporary.at, path.at) < 0))
        r = -errno;
    if (r < 0) {
        if (fd >= 0)
            (void)unlink(temporary.at);
        text_add_visible(reterr, path.at);
        text_addf(reterr, " cannot be written: %s; write the line by hand", strerror(-r));
    }
    return r;
}

int policy_change_block(const char *config_dir, const struct catalogue *catalogue,
                        const char *account, enum subject subject, const char *what,
                        struct text *reterr)
{
    AUTO_POLICY_TEXTS struct policy_texts texts = {.n = 0};
    AUTO_TEXT struct text new = {.at = NULL};
    struct policy *policy = NULL;
    struct startup_policy fresh = {.policy = NULL};
    const struct policy_text *t;
    uint32_t child;
    int r = startup_read_policy(config_dir, NULL, catalogue, &fresh);

    if (r < 0) {
        text_add(reterr, "the configuration has mistakes; mend first what `kindward policy check` "
                         "says");
        return r;
    }
    texts = fresh.texts; /* as they are now, with what somebody has just written */
    child = policy_change_child(fresh.policy, account);
    policy_free(fresh.policy);
    r = policy_change_edit(&texts, child, VERDICT_BLOCK, subject, what, &new);
    if (r >= 0 && (r = policy_change_read(catalogue, &texts, &policy, reterr)) == 0 &&
        policy_rule_find(policy, child, VERDICT_ALLOW, subject, what)) {
        text_add(reterr, "the child's file allows it, which goes before a block; take it out of "
                         "[allow] first");
        r = -EEXIST;
    }
    policy_free(policy);
    t = policy_change_text_of(&texts, child);
    if (r >= 0 && t)
        r = replace(config_dir, t->name, t->text, reterr);
    return r;
}
