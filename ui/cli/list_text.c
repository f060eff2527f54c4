#include "cli/list_text.h"

#include "catalogue/hashed_name.h"
#include "catalogue/list_format.h"
#include "lists/disk.h"
#include "lists/list_file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>

static int gather(const char *name, struct bytes text, void *user)
{
    struct text *all = user;
    enum list_part part = list_part_of(name, text);

    if (part != PART_LIST && part != PART_SQUIDGUARD_DOMAINS)
        return 0;
    text_add_bytes(all, text.at, text.len);
    if (text.len > 0 && text.at[text.len - 1] != '\n' && name[0] != '\0')
        text_add_char(all, '\n');
    return all->failed ? -ENOMEM : 0;
}

int list_text_read(const char *path, struct text *ret, struct text *reterr)
{
    AUTO(close_fd) int fd = open(path, O_RDONLY | O_CLOEXEC);
    int r;

    if (fd < 0) {
        r = -errno;
        text_addf(reterr, "%s: cannot be read: %s; check the path", path, strerror(-r));
        return r;
    }
    return list_file_each(path, fd, LIST_UNPACKED_MAX, gather, ret, reterr);
}

int list_text_read_kept(const char *path, struct text *ret, struct text *reterr)
{
    int r = disk_read(path, LIST_UNPACKED_MAX, ret);

    if (r < 0)
        text_addf(reterr, "%s: cannot be read: %s", path, strerror(-r));
    return r;
}

static int take_name(const struct list_item *item, void *user)
{
    struct name_set *names = user;
    AUTO_TEXT struct text exception = {.at = NULL};

    if ((item->kind != ITEM_NAME && item->kind != ITEM_HASH) || item->is_cancel)
        return 0;
    if (!item->is_allow)
        return name_set_add(names, item->text);
    text_addf(&exception, "@@%s", item->text);
    return exception.failed ? -ENOMEM : name_set_add(names, exception.at);
}

static void leave(size_t line, enum list_left why, struct bytes what, void *user)
{
    (void)line, (void)why, (void)what, (void)user;
}

int list_text_names(const char *path, const struct text *text, struct name_set *ret,
                    struct text *reterr)
{
    const struct bytes bytes = bytes_of(text_string(text), text->len);
    const struct list_taker taker = {take_name, leave, ret};
    enum list_format format;
    int r = list_recognise(bytes, &format);

    if (r == 0)
        r = list_read(format, bytes, &taker, NULL);
    if (r < 0 && r != -ENOMEM) {
        text_addf(reterr, "%s: it is no list; `kindward lists check` says why", path);
        return -EINVAL;
    }
    if (r == 0 && ret->n == 0) {
        text_addf(reterr, "%s: there is no name in it; `kindward lists check` says why", path);
        return -EINVAL;
    }
    name_set_sort(ret);
    return r;
}

/* A name that is looked for, or its SHA-256, and where it is. */
struct wanted {
    const char *name;
    char hashed[HASHED_LEN + 1];
    size_t line;
};

static int look(const struct list_item *item, void *user)
{
    struct wanted *w = user;

    if (item->kind == ITEM_HASH ? memcmp(item->text, w->hashed, HASHED_DIGITS) != 0
                                : item->kind != ITEM_NAME || strcmp(item->text, w->name) != 0)
        return 0;
    w->line = item->line;
    return -ECANCELED; /* nothing more to look for */
}

size_t list_text_line(const struct text *text, const char *name)
{
    const struct bytes bytes = bytes_of(text_string(text), text->len);
    struct wanted wanted = {.name = name};
    const struct list_taker taker = {look, leave, &wanted};
    enum list_format format;

    hashed_name_of(bytes_of(name, strlen(name)), wanted.hashed);
    if (list_recognise(bytes, &format) == 0 && list_read(format, bytes, &taker, NULL) < 0)
        return wanted.line;
    return 0;
}
