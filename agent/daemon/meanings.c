#include "daemon/meanings.h"

#include "base/log.h"
#include "daemon/sealed.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>

int meanings_init(struct meanings *m, struct text *reterr)
{
    *m = (struct meanings){.catalogue = NULL};
    return catalogue_of_memory(catalogue_default_image(), &m->catalogue, reterr);
}

void meanings_done(struct meanings *m)
{
    m->catalogue = catalogue_close(m->catalogue);
    if (m->mapped)
        munmap(m->mapped, m->mapped_bytes);
    m->mapped = NULL;
}

int meanings_take(struct meanings *m, int fd, size_t bytes, struct text *reterr)
{
    struct meanings fresh = {.mapped_bytes = bytes};
    int r;

    fresh.mapped = bytes > 0 ? mmap(NULL, bytes, PROT_READ, MAP_PRIVATE, fd, 0) : MAP_FAILED;
    if (fresh.mapped == MAP_FAILED)
        return bytes > 0 ? -errno : -EINVAL;
    r = catalogue_of_memory(bytes_of(fresh.mapped, bytes), &fresh.catalogue, reterr);
    if (r < 0) {
        meanings_done(&fresh);
        return r;
    }
    meanings_done(m);
    *m = fresh;
    return 0;
}

bool meanings_message(struct meanings *m, const struct message *message, int fd)
{
    AUTO(close_fd) int file = fd;
    AUTO_TEXT struct text error = {.at = NULL};
    struct message_catalogue head;

    return file >= 0 && message_copy(message, &head, sizeof(head), NULL) &&
           meanings_take(m, file, (size_t)head.bytes, &error) == 0;
}

static bool is_same(const struct stat *a, const struct stat *b)
{
    return a->st_dev == b->st_dev && a->st_ino == b->st_ino && a->st_size == b->st_size &&
           a->st_mtim.tv_sec == b->st_mtim.tv_sec && a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

/* What is wrong may be over by the next look, with the same file. */
static bool may_pass(int error)
{
    return error == -ENOMEM || error == -EMFILE || error == -ENFILE;
}

/* Copied, sealed, open, and whole: every byte is as it was written. */
static int take_whole(struct meanings *m, int fd, size_t bytes, int *ret_copy, struct text *reterr)
{
    AUTO(close_fd) int copy = -1;
    AUTO_TEXT struct text error = {.at = NULL};
    struct meanings fresh = {.catalogue = NULL};
    int r = sealed_copy(fd, bytes, &copy);

    if (r < 0) {
        text_addf(reterr, "it cannot be read: %s", strerror(-r));
        return r;
    }
    r = meanings_take(&fresh, copy, bytes, &error);
    if (r == 0 && catalogue_check(fresh.catalogue) < 0)
        r = -EBADMSG;
    if (r < 0) {
        text_addf(reterr, "%s",
                  r == -ENOTSUP ? "it is of another version of Kindward"
                  : may_pass(r) ? "there is no memory for it"
                                : "it is damaged, or no catalogue");
        meanings_done(&fresh);
        return r;
    }
    meanings_done(m);
    *m = fresh;
    *ret_copy = copy;
    copy = -1;
    return 0;
}

/* The folder is another account's: neither a link in the file's place is followed, nor the other
 * end of a pipe waited for. */
static int open_file(const char *path)
{
    return open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
}

bool meanings_look(struct meanings *m, struct meanings_file *file)
{
    AUTO_TEXT struct text path = {.at = NULL};
    AUTO_TEXT struct text error = {.at = NULL};
    AUTO(close_fd) int fd = -1;
    struct stat st;
    bool is_known;
    int r = -EINVAL, copy = -1;

    text_addf(&path, "%s/current/catalogue", file->folder);
    fd = path.failed ? -1 : open_file(path.at);
    if (fd < 0 || fstat(fd, &st) < 0)
        return false; /* without one, what holds goes on holding */
    is_known = is_same(&st, &file->seen);
    if (is_known && !file->is_put_off)
        return false;
    if (!S_ISREG(st.st_mode) || st.st_size <= 0 || st.st_size > CATALOGUE_BYTES_MAX)
        text_add(&error, "it is no file of a fitting size");
    else
        r = take_whole(m, fd, (size_t)st.st_size, &copy, &error);
    file->seen = st;
    file->is_put_off = may_pass(r);
    if (r == 0) {
        auto_close_fd(&file->fd);
        file->fd = copy;
        file->bytes = (size_t)st.st_size;
        return true;
    }
    if (!is_known)
        log_error("%s: %s; what held before holds on. `kindward lists update --offline` makes it "
                  "anew",
                  path.at, text_string(&error));
    return false;
}

void meanings_tell(const struct meanings_file *file, struct channel *role)
{
    const struct message_catalogue head = {.bytes = file->bytes};

    if (file->fd >= 0)
        (void)!channel_tell_fd(role, MESSAGE_CATALOGUE, &head, sizeof(head), file->fd);
}
