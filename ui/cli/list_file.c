#include "cli/list_file.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <string.h>

/* A list of ten million names has 250 MB; what is larger is a bomb or no list. */
enum { UNPACKED_MAX = 512 * 1024 * 1024, FILES_MAX = 20000, BLOCK = 65536 };

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
            return refuse(reterr, path, "unpacked it is larger than 512 MB, too much for a list",
                          -E2BIG);
        *room -= (size_t)n;
        text_add_bytes(ret, block, (size_t)n);
    }
    if (n < 0)
        return broken(reterr, path, a);
    return ret->failed ? refuse(reterr, path, "there is no memory for it", -ENOMEM) : 0;
}

int list_file_each(const char *path, int (*each)(const char *name, struct bytes text, void *user),
                   void *user, struct text *reterr)
{
    __attribute__((cleanup(reader_done))) struct archive *a = archive_read_new();
    size_t room = UNPACKED_MAX, n_files = 0;
    struct archive_entry *entry;
    int r = 0, found;

    if (!a)
        return refuse(reterr, path, "there is no memory for it", -ENOMEM);
    archive_read_support_filter_all(a);
    archive_read_support_format_tar(a);
    archive_read_support_format_zip(a);
    archive_read_support_format_raw(a);
    archive_read_support_format_empty(a);
    if (archive_read_open_filename(a, path, BLOCK) != ARCHIVE_OK)
        return broken(reterr, path, a);
    while ((found = archive_read_next_header(a, &entry)) == ARCHIVE_OK || found == ARCHIVE_WARN) {
        AUTO_TEXT struct text text = {.at = NULL};
        bool is_raw = archive_format(a) == ARCHIVE_FORMAT_RAW;
        const char *name = is_raw ? "" : archive_entry_pathname(entry);

        if (!is_raw && archive_entry_filetype(entry) != AE_IFREG)
            continue;
        if (++n_files > FILES_MAX)
            return refuse(reterr, path, "it has more than 20,000 files", -E2BIG);
        r = read_data(a, path, &room, &text, reterr);
        if (r == 0)
            r = each(name ? name : "?", bytes_of(text_string(&text), text.len), user);
        if (r < 0)
            return r;
    }
    if (found != ARCHIVE_EOF)
        return broken(reterr, path, a);
    return n_files == 0 ? each("", bytes_of("", 0), user) : 0; /* an empty file */
}
