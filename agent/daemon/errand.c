#include "daemon/errand.h"

#include "daemon/sealed.h"
#include "policy/policy_edit.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum { NAME_BYTES_MAX = 512 };

/* Of a text in memory; in the machine's own order, since both ends are one executable. */
struct text_head {
    uint32_t name_bytes, text_bytes;
};

static bool is_string(const char *at, size_t size)
{
    return memchr(at, '\0', size) != NULL;
}

bool errand_read(struct bytes datagram, struct errand *ret)
{
    struct errand e;

    if (datagram.len != sizeof(e))
        return false;
    memcpy(&e, datagram.at, sizeof(e));
    if (e.kind >= ERRAND_COUNT || !is_string(e.config_dir, sizeof(e.config_dir)) ||
        !is_string(e.account, sizeof(e.account)) || !is_string(e.what, sizeof(e.what)) ||
        e.config_dir[0] != '/')
        return false;
    if (e.kind == ERRAND_BLOCK
            ? e.subject >= SUBJECT_COUNT || !e.account[0] || !policy_edit_is_item(e.what)
            : e.subject != 0 || e.account[0] || e.what[0])
        return false;
    *ret = e;
    return true;
}

bool errand_answer_read(struct bytes datagram, struct errand_answer *ret)
{
    struct errand_answer a;

    if (datagram.len != sizeof(a))
        return false;
    memcpy(&a, datagram.at, sizeof(a));
    if (a.error > 0 || a.error < -4095 || !is_string(a.words, sizeof(a.words)))
        return false;
    *ret = a;
    return true;
}

static bool write_texts(const struct policy_texts *texts, FILE *to)
{
    for (size_t i = 0; i < texts->n; i++) {
        const struct policy_text *t = &texts->at[i];
        struct text_head head = {.name_bytes = (uint32_t)strlen(t->name),
                                 .text_bytes = (uint32_t)t->text.len};

        fwrite(&head, sizeof(head), 1, to);
        fwrite(t->name, 1, head.name_bytes, to);
        fwrite(t->text.at, 1, head.text_bytes, to);
    }
    return fflush(to) == 0 && !ferror(to);
}

int errand_texts_write(const struct policy_texts *texts, int *ret_fd)
{
    AUTO(close_fd) int fd = memfd_create("kindward", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    AUTO(close_fd) int copy = fd < 0 ? -1 : fcntl(fd, F_DUPFD_CLOEXEC, 0);
    AUTO(close_stream) FILE *to = copy < 0 ? NULL : fdopen(copy, "w");
    int r;

    if (!to)
        return -errno;
    copy = -1; /* the stream's */
    if (!write_texts(texts, to))
        return errno ? -errno : -EIO;
    r = sealed_for_good(fd);
    if (r < 0)
        return r;
    *ret_fd = fd;
    fd = -1;
    return 0;
}

int errand_texts_read(struct bytes file, struct policy_texts *ret)
{
    AUTO_POLICY_TEXTS struct policy_texts texts = {.at =
                                                       calloc(POLICY_TEXTS_MAX, sizeof(*texts.at))};
    struct reader in = reader_of(file);
    int r = texts.at ? 0 : -ENOMEM;

    while (r == 0 && in.left.len > 0) {
        struct bytes raw = read_bytes(&in, sizeof(struct text_head)), name, text;
        struct text_head head;

        if (in.ended || texts.n == POLICY_TEXTS_MAX)
            return -EBADMSG;
        memcpy(&head, raw.at, sizeof(head));
        name = read_bytes(&in, head.name_bytes);
        text = read_bytes(&in, head.text_bytes);
        if (in.ended || name.len == 0 || name.len > NAME_BYTES_MAX ||
            memchr(name.at, '\0', name.len))
            return -EBADMSG;
        r = policy_texts_add(&texts, name, text);
    }
    if (r < 0)
        return r;
    *ret = texts;
    texts = (struct policy_texts){.at = NULL};
    return 0;
}
