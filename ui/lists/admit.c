#include "lists/admit.h"

#include "catalogue/catalogue_compile.h"
#include "lists/disk.h"
#include "lists/list_file.h"

#include <errno.h>
#include <fcntl.h>
#include <nettle/sha2.h>
#include <string.h>

static int recognise(struct bytes text, struct list_sum *ret_sum, struct text *why)
{
    int r = list_recognise(text, &ret_sum->format);

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
    if (counts.names * 2 < names_before) {
        text_addf(why,
                  "it has %zu names now and had %zu before, less than half; if that is right, "
                  "--accept it",
                  counts.names, names_before);
        return -EINVAL;
    }
    sum.names = counts.names;
    sum.skipped = counts.skipped;
    sum.suffixes = counts.suffixes;
    *ret_sum = sum;
    return 0;
}

/* Ends the sum. */
static void write_sum(struct sha256_ctx *sum, char *ret)
{
    uint8_t digest[SHA256_DIGEST_SIZE];

    sha256_digest(sum, sizeof(digest), digest);
    for (size_t i = 0; i < sizeof(digest); i++)
        snprintf(ret + 2 * i, 3, "%02x", digest[i]);
}

void sha256_text(struct bytes of, char *ret)
{
    struct sha256_ctx sum;

    sha256_init(&sum);
    sha256_update(&sum, of.len, of.at);
    write_sum(&sum, ret);
}

int admit_sha256(const char *path, char *ret)
{
    AUTO(close_fd) int fd = open(path, O_RDONLY | O_CLOEXEC);
    uint8_t block[65536];
    struct sha256_ctx sum;
    ssize_t n;

    if (fd < 0)
        return -errno;
    sha256_init(&sum);
    while ((n = read(fd, block, sizeof(block))) > 0)
        sha256_update(&sum, (size_t)n, block);
    if (n < 0)
        return -errno;
    write_sum(&sum, ret);
    return 0;
}
