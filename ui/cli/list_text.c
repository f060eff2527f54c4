#include "cli/list_text.h"

#include "catalogue/hashed_name.h"
#include "catalogue/list_format.h"
#include "lists/disk.h"
#include "lists/list_file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <strings.h>

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

/* What is looked for, and the line that fits best so far. */
struct wanted {
    const struct list_entry *entry;
    enum list_item_kind kind; /* of a rule, or ITEM_NAME */
    const char *text;         /* the name, or the rule without the word in front of it */
    char hashed[HASHED_LEN + 1];
    size_t line;
    int fit;
};

enum { FITS_BEST = 4 };

static bool is_same(const struct wanted *w, const struct list_item *item)
{
    if (item->kind == ITEM_HASH)
        return w->kind == ITEM_NAME && memcmp(item->text, w->hashed, HASHED_DIGITS) == 0;
    if (item->kind != w->kind || item->is_cancel)
        return false;
    return item->kind == ITEM_KEYWORD ? strcasecmp(item->text, w->text) == 0
                                      : strcmp(item->text, w->text) == 0;
}

/* A list may have a name for itself and with all below it, and an exception for it. */
static int look(const struct list_item *item, void *user)
{
    struct wanted *w = user;
    int fit =
        1 + 2 * (item->is_exact == w->entry->is_exact) + (item->is_allow == w->entry->is_allow);

    if (!is_same(w, item) || fit <= w->fit)
        return 0;
    w->fit = fit;
    w->line = item->line;
    return fit == FITS_BEST ? -ECANCELED : 0; /* nothing more to look for */
}

/* Is the text at @at a name's own, in quotes, but for the marks that may stand before it? */
static bool is_quoted(struct bytes text, size_t at, size_t len)
{
    if (at + len >= text.len || text.at[at + len] != '"')
        return false;
    while (at > 0 && (text.at[at - 1] == '.' || text.at[at - 1] == '*' || text.at[at - 1] == '+'))
        at--;
    return at > 0 && text.at[at - 1] == '"';
}

/* Where a name stands in JSON, of which the reader counts texts and not lines; 0: it is written in
 * another way. */
static size_t line_in_json(struct bytes text, const char *name)
{
    size_t len = strlen(name), line = 1;

    for (size_t at = 0; at + len < text.len; at++) {
        if (strncasecmp((const char *)text.at + at, name, len) == 0 && is_quoted(text, at, len))
            return line;
        line += text.at[at] == '\n';
    }
    return 0;
}

size_t list_text_line(const struct text *text, const struct list_entry *entry)
{
    static const char keyword[] = "keyword:", regexp[] = "regexp:";
    const struct bytes bytes = bytes_of(text_string(text), text->len);
    struct wanted w = {.entry = entry, .kind = ITEM_NAME, .text = entry->suffix};
    const struct list_taker taker = {look, leave, &w};
    enum list_format format;
    bool is_form = list_recognise(bytes, &format) == 0;

    if (strncmp(entry->suffix, keyword, sizeof(keyword) - 1) == 0) {
        w.kind = ITEM_KEYWORD;
        w.text += sizeof(keyword) - 1;
    } else if (strncmp(entry->suffix, regexp, sizeof(regexp) - 1) == 0) {
        w.kind = ITEM_REGEXP;
        w.text += sizeof(regexp) - 1;
    } else {
        hashed_name_of(bytes_of(w.text, strlen(w.text)), w.hashed);
    }
    if (is_form && format == FORMAT_JSON)
        return w.kind == ITEM_NAME ? line_in_json(bytes, w.text) : 0;
    if (is_form && w.kind == ITEM_NAME)
        (void)!list_read(format, bytes, &taker, NULL);
    /* In a family's own lists, rules and v2fly's lines stand among those of any form. */
    if (w.fit < FITS_BEST && entry->is_local)
        (void)!list_read(FORMAT_V2FLY, bytes, &taker, NULL);
    /* For those it may have been taken for a list of v2fly's. */
    for (int f = 0; f < FORMAT_COUNT && w.fit == 0 && entry->is_local; f++)
        if (f != FORMAT_JSON)
            (void)!list_read((enum list_format)f, bytes, &taker, NULL);
    return w.line;
}
