#include "lists/unpack.h"

#include "base/write_all.h"
#include "lists/cell.h"
#include "lists/list_file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

enum { SECONDS_MAX = 120 };

struct unpacking {
    int out;
    struct text *reterr;
};

/* A page of a site is not the site: of a squidGuard folder, only the names. */
static int take(const char *name, struct bytes text, void *user)
{
    struct unpacking *u = user;
    enum list_part part = list_part_of(name, text);
    int r = 0;

    if (part == PART_LIST || part == PART_SQUIDGUARD_DOMAINS)
        r = write_all(u->out, text);
    if (r == 0 && text.len > 0 && text.at[text.len - 1] != '\n' && name[0] != '\0')
        r = write_all(u->out, bytes_of("\n", 1));
    if (r == -EFBIG) /* more than the cell may write */
        r = -E2BIG;
    if (r < 0)
        text_addf(u->reterr, "unpacked it cannot be written: %s", strerror(-r));
    return r;
}

static int work(int in, int out, const void *user, struct text *reterr)
{
    struct unpacking u = {out, reterr};
    const size_t *max = user;

    return list_file_each("what was fetched", in, *max, take, &u, reterr);
}

/* A new file, always: the one that was there may also be that of a version that holds. */
static int make_file(const char *path)
{
    (void)unlink(path);
    return open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644);
}

int unpack_list(const char *packed, const char *text, size_t max, int *ret_refused,
                struct text *reterr)
{
    const struct cell_task task = {work, &max, max + max / 16, SECONDS_MAX};
    AUTO(close_fd) int in = open(packed, O_RDONLY | O_CLOEXEC);
    AUTO(close_fd) int out = in < 0 ? -1 : make_file(text);
    int refused = in < 0 || out < 0 ? -errno : 0;
    int r = refused < 0 ? 0 : cell_run(&task, in, out, &refused, reterr);

    if (r == 0 && refused == 0 && fsync(out) < 0)
        refused = -errno;
    if (r == 0)
        *ret_refused = refused;
    return r;
}
