#include "policy/policy_load.h"

#include "policy/key_text.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

void policy_texts_done(struct policy_texts *texts)
{
    for (size_t i = 0; i < texts->n; i++) {
        free(texts->at[i].name);
        free((void *)texts->at[i].text.at);
    }
    free(texts->at);
    *texts = (struct policy_texts){.at = NULL};
}

int policy_texts_add(struct policy_texts *texts, struct bytes name, struct bytes text)
{
    char *own_name = strndup((const char *)name.at, name.len);
    uint8_t *own = malloc(text.len + 1);

    if (!own_name || !own) {
        free(own_name);
        free(own);
        return -ENOMEM;
    }
    if (text.len > 0)
        memcpy(own, text.at, text.len);
    texts->at[texts->n++] = (struct policy_text){.name = own_name, .text = bytes_of(own, text.len)};
    return 0;
}

static void note_writers(const struct stat *st, const char *name, struct policy_problems *problems)
{
    struct policy_place where = {name, 0};

    if (st->st_uid != 0)
        policy_warning(
            problems, where, NULL,
            "it belongs to the account %u, which can change it, and the agent may not be "
            "allowed to read it; `chown root` it",
            (unsigned)st->st_uid);
    else if (st->st_mode & (S_IWGRP | S_IWOTH))
        policy_warning(problems, where, NULL, "others than root can change it; `chmod go-w` it");
}

static void unreadable(struct policy_problems *problems, const char *name, int error)
{
    policy_error(problems, (struct policy_place){name, 0}, NULL, "it cannot be read: %s",
                 strerror(error));
}

/* The whole of a file, at most one byte more than the loader takes. */
static int read_whole(int fd, struct bytes *ret)
{
    AUTO(free_memory) uint8_t *at = malloc(KEY_TEXT_BYTES_MAX + 1);
    uint8_t *fitting;
    size_t len = 0;

    if (!at)
        return -ENOMEM;
    while (len <= KEY_TEXT_BYTES_MAX) {
        ssize_t n = read(fd, at + len, KEY_TEXT_BYTES_MAX + 1 - len);

        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return -errno;
        if (n == 0)
            break;
        len += (size_t)n;
    }
    fitting = realloc(at, len > 0 ? len : 1);
    if (!fitting)
        return -ENOMEM;
    (void)TAKE(at);
    *ret = bytes_of(fitting, len);
    return 0;
}

/* One file, named from the configuration's folder; one that is not there is left out. */
static int add_file(struct policy_texts *texts, int dir, const char *name,
                    struct policy_problems *problems)
{
    AUTO(close_fd) int fd = openat(dir, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    struct policy_text text = {.name = NULL};
    struct stat st;
    int r;

    if (fd < 0 || fstat(fd, &st) < 0) {
        if (errno != ENOENT)
            unreadable(problems, name, errno);
        return 0;
    }
    if (!S_ISREG(st.st_mode)) {
        policy_error(problems, (struct policy_place){name, 0}, NULL, "it is no file");
        return 0;
    }
    note_writers(&st, name, problems);
    r = read_whole(fd, &text.text);
    if (r < 0 && r != -ENOMEM) {
        unreadable(problems, name, -r);
        return 0;
    }
    text.name = r == 0 ? strdup(name) : NULL;
    if (!text.name) {
        free((void *)text.text.at);
        return -ENOMEM;
    }
    texts->at[texts->n++] = text;
    return 0;
}

/* Not a file that an editor or a package manager left behind. */
static int is_wanted(const struct dirent *entry)
{
    return entry->d_name[0] != '.' && !g_str_has_suffix(entry->d_name, "~") &&
           !strstr(entry->d_name, ".dpkg-") && !strstr(entry->d_name, ".ucf-");
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static int add_children(struct policy_texts *texts, int dir, struct policy_problems *problems)
{
    struct dirent **entries = NULL;
    struct stat st;
    int n, r = 0;

    if (fstatat(dir, "children.d", &st, 0) < 0 && errno == ENOENT)
        return 0;
    n = scandirat(dir, "children.d", &entries, is_wanted, by_name);
    if (n < 0) {
        unreadable(problems, "children.d", errno);
        return 0;
    }
    note_writers(&st, "children.d", problems);
    for (int i = 0; i < n; i++) {
        g_autofree char *name = g_strdup_printf("children.d/%s", entries[i]->d_name);

        if (!g_str_has_suffix(name, ".conf"))
            policy_warning(problems, (struct policy_place){name, 0}, NULL,
                           "it is not read: a child's file is called NAME.conf");
        else if (r == 0 && texts->n < POLICY_TEXTS_MAX)
            r = add_file(texts, dir, name, problems);
        free(entries[i]);
    }
    free(entries);
    return r;
}

int policy_texts_read(const char *dir, struct policy_texts *ret_texts,
                      struct policy_problems *problems, struct text *reterr)
{
    AUTO_POLICY_TEXTS struct policy_texts texts = {.at =
                                                       calloc(POLICY_TEXTS_MAX, sizeof(*texts.at))};
    AUTO(close_fd) int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    size_t before = problems->n_errors;
    struct stat st;
    int r;

    if (!texts.at)
        return -ENOMEM;
    if (fd < 0 || fstat(fd, &st) < 0) {
        r = -errno;
        text_addf(reterr, "%s: the configuration cannot be read: %s; name its folder with --config",
                  dir, strerror(-r));
        return r;
    }
    note_writers(&st, dir, problems);
    r = add_file(&texts, fd, "kindward.conf", problems);
    if (r == 0)
        r = add_children(&texts, fd, problems);
    if (r < 0)
        return r;
    *ret_texts = texts;
    texts = (struct policy_texts){.at = NULL};
    return problems->n_errors > before ? -EINVAL : 0;
}
