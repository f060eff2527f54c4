#include "lists/list_file.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <string.h>

enum { FILES_MAX = 20000, BLOCK = 65536 };

static void reader_done(struct archive **a)
{
    archive_read_free(*a);
}

static int refuse(struct text *reterr, const char *path, const char *why, int error)
{
    text_addf(reterr, "%s: cannot be read: %s; fetch it again, or check the path", path, why);
    return error;
}

static int broken(struct text *reterr, const char *path, struct archive *a)
{
    const char *why = archive_error_string(a);
    int error = archive_errno(a);

    return refuse(reterr, path, why ? why : "it is damaged", error > 0 ? -error : -EINVAL);
}

/* All of one file. */
static int read_data(struct archive *a, const char *path, size_t *room, struct text *ret,
                     struct text *reterr)
{
    char block[BLOCK];
    la_ssize_t n;

    while ((n = archive_read_data(a, block, sizeof(block))) > 0) {
        if ((size_t)n > *room)
            return refuse(reterr, path, "unpacked it is larger than a list can be", -E2BIG);
        *room -= (size_t)n;
        text_add_bytes(ret, block, (size_t)n);
    }
    if (n < 0)
        return broken(reterr, path, a);
    return ret->failed ? refuse(reterr, path, "there is no memory for it", -ENOMEM) : 0;
}

static bool is_one_of(const char *name, const char *const *words, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(name, words[i]) == 0)
            return true;
    return false;
}

enum list_part list_part_of(const char *name, struct bytes text)
{
    static const char *const others[] = {"usage", "CATEGORY", "global_usage", "expressions"};
    const char *slash = strrchr(name, '/'), *base = slash ? slash + 1 : name;

    if (name[0] == '\0')
        return PART_LIST;
    if (base[0] == '.' || is_one_of(base, others, ARRAY_LEN(others)) ||
        strncmp(base, "README", 6) == 0 || strncmp(base, "LICENSE", 7) == 0 ||
        memchr(text.at, 0, text.len) || (text.len > 4 && memcmp(text.at, "%PDF", 4) == 0))
        return PART_NONE;
    if (strcmp(base, "domains") == 0)
        return PART_SQUIDGUARD_DOMAINS;
    return strcmp(base, "urls") == 0 ? PART_SQUIDGUARD_URLS : PART_LIST;
}

int list_file_each(const char *path, int fd, size_t max,
                   int (*each)(const char *name, struct bytes text, void *user), void *user,
                   struct text *reterr)
{
    __attribute__((cleanup(reader_done))) struct archive *a = archive_read_new();
    size_t n_files = 0;
    struct archive_entry *entry;
    int r = 0, found;

    if (!a)
        return refuse(reterr, path, "there is no memory for it", -ENOMEM);
    archive_read_support_filter_all(a);
    archive_read_support_format_tar(a);
    archive_read_support_format_zip(a);
    archive_read_support_format_raw(a);
    archive_read_support_format_empty(a);
    if (archive_read_open_fd(a, fd, BLOCK) != ARCHIVE_OK)
        return broken(reterr, path, a);
    while ((found = archive_read_next_header(a, &entry)) == ARCHIVE_OK || found == ARCHIVE_WARN) {
        AUTO_TEXT struct text text = {.at = NULL};
        bool is_raw = archive_format(a) == ARCHIVE_FORMAT_RAW;
        const char *name = is_raw ? "" : archive_entry_pathname(entry);

        if (!is_raw && archive_entry_filetype(entry) != AE_IFREG)
            continue;
        if (++n_files > FILES_MAX)
            return refuse(reterr, path, "it has more than 20,000 files", -E2BIG);
        r = read_data(a, path, &max, &text, reterr);
        if (r == 0)
            r = each(name ? name : "?", bytes_of(text_string(&text), text.len), user);
        if (r < 0)
            return r;
    }
    if (found != ARCHIVE_EOF)
        return broken(reterr, path, a);
    return n_files == 0 ? each("", bytes_of("", 0), user) : 0; /* an empty file */
}
