#include "lists/list_folder.h"

#include <errno.h>
#include <fcntl.h>
#include <fts.h>
#include <string.h>
#include <sys/stat.h>

struct walk {
    const char *name; /* of the file at hand, below the folder */
    size_t left;      /* bytes that all may still have */
    int (*each)(const char *name, struct bytes text, void *user);
    void *user;
};

/* The files of an archive in the folder keep their own names behind its. */
static int hand_on(const char *name, struct bytes text, void *user)
{
    struct walk *w = user;
    AUTO_TEXT struct text both = {.at = NULL};

    w->left -= text.len < w->left ? text.len : w->left;
    if (name[0] == '\0')
        return w->each(w->name, text, w->user);
    text_addf(&both, "%s/%s", w->name, name);
    return both.failed ? -ENOMEM : w->each(text_string(&both), text, w->user);
}

static int by_name(const FTSENT **a, const FTSENT **b)
{
    return strcmp((*a)->fts_name, (*b)->fts_name);
}

static void fts_done(FTS **tree)
{
    if (*tree)
        fts_close(*tree);
}

int list_folder_each(const char *path, size_t max,
                     int (*each)(const char *name, struct bytes text, void *user), void *user,
                     struct text *reterr)
{
    char *const roots[] = {(char *)path, NULL};
    __attribute__((cleanup(fts_done))) FTS *tree =
        fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, by_name);
    struct walk w = {.left = max, .each = each, .user = user};
    size_t n_path = strlen(path);
    int r = tree ? 0 : -errno;

    for (FTSENT *at; r == 0 && (at = fts_read(tree));) {
        AUTO(close_fd) int file = -1;

        if (at->fts_info != FTS_F)
            continue;
        file = open(at->fts_path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
        if (file < 0) {
            text_addf(reterr, "%s: cannot be read: %s", at->fts_path, strerror(errno));
            return -errno;
        }
        w.name = at->fts_path + n_path;
        w.name += strspn(w.name, "/");
        r = list_file_each(at->fts_path, file, w.left, hand_on, &w, reterr);
    }
    return r;
}

static int keep(const char *name, struct bytes text, void *user)
{
    if (name[0] == '\0')
        text_add_bytes(user, text.at, text.len);
    return 0;
}

bool list_folder_find(const char *beside, const char *name, struct text *ret)
{
    AUTO_TEXT struct text path = {.at = NULL};
    AUTO_TEXT struct text error = {.at = NULL};
    AUTO(close_fd) int file = -1;
    const char *slash = strrchr(beside, '/');
    struct stat st;

    if (name[0] == '.' || name[0] == '\0' || strchr(name, '/'))
        return false;
    text_add_bytes(&path, beside, slash ? (size_t)(slash - beside) + 1 : 0);
    text_add(&path, name);
    if (path.failed)
        return false;
    file = open(path.at, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    return file >= 0 && fstat(file, &st) == 0 && S_ISREG(st.st_mode) &&
           list_file_each(path.at, file, LIST_UNPACKED_MAX, keep, ret, &error) == 0 && !ret->failed;
}
