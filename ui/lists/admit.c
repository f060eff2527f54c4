#include "lists/admit.h"

#include "catalogue/catalogue_compile.h"
#include "lists/digest.h"
#include "lists/disk.h"
#include "lists/list_file.h"
#include "lists/no_list.h"

#include <errno.h>
#include <string.h>

static int recognise(struct bytes text, struct list_sum *ret_sum, struct text *why)
{
    int r = list_recognise(text, &ret_sum->format);
    const char *what = no_list_at_all(text);

    if (!what && r < 0 && r != -EBADMSG && r != -ENODATA)
        what = no_list_perhaps(text);
    if (what) {
        text_add(why, what);
        return -EINVAL;
    }
    if (r == -EBADMSG)
        text_add(why, "it is a web page, not a list");
    else if (r == -ENODATA)
        text_add(why, "there is no entry in it: it is empty, or has comments only");
    else if (r < 0)
        text_add(why, "it is no list in any known form");
    return r < 0 ? -EINVAL : 0;
}

int admit_text(const char *path, size_t names_before, struct list_sum *ret_sum, struct text *why)
{
    AUTO(compiler_free) struct compiler *compiler = NULL;
    AUTO_TEXT struct text text = {.at = NULL};
    AUTO_TEXT struct text error = {.at = NULL};
    struct list_counts counts = {.names = 0};
    struct list_sum sum = {.names = 0};
    int r = disk_read(path, LIST_UNPACKED_MAX, &text);

    if (r == 0)
        r = compiler_new(&compiler);
    if (r < 0)
        return r;
    r = recognise(bytes_of(text_string(&text), text.len), &sum, why);
    if (r < 0)
        return r;
    r = compiler_add_list(compiler, "it", LIST_CATEGORY, CATEGORY_OTHER,
                          bytes_of(text_string(&text), text.len), &counts, &error);
    if (r == -EINVAL || r == -EBADMSG) {
        text_add(why, error.len > 0 ? text_string(&error) : "it is damaged");
        return -EINVAL;
    }
    if (r < 0)
        return r;
    if (no_list_prose(counts.invalid, counts.names, why))
        return -EINVAL;
    if (counts.names * 2 < names_before) {
        text_addf(why,
                  "it has %zu names now and had %zu before, less than half; if that is right, "
                  "--accept it",
                  counts.names, names_before);
        return -ERANGE;
    }
    digest_of(bytes_of(text_string(&text), text.len), sum.sha256);
    sum.names = counts.names;
    sum.skipped = counts.skipped;
    sum.suffixes = counts.suffixes;
    *ret_sum = sum;
    return 0;
}
