#include "lists/digest.h"

#include <errno.h>
#include <fcntl.h>
#include <nettle/sha2.h>
#include <stdio.h>

/* Ends the sum. */
static void write_sum(struct sha256_ctx *sum, char *ret)
{
    uint8_t digest[SHA256_DIGEST_SIZE];

    sha256_digest(sum, sizeof(digest), digest);
    for (size_t i = 0; i < sizeof(digest); i++)
        snprintf(ret + 2 * i, 3, "%02x", digest[i]);
}

void digest_of(struct bytes of, char *ret)
{
    struct sha256_ctx sum;

    sha256_init(&sum);
    sha256_update(&sum, of.len, of.at);
    write_sum(&sum, ret);
}

int digest_of_file(const char *path, char *ret)
{
    AUTO(close_fd) int fd = open(path, O_RDONLY | O_CLOEXEC);
    uint8_t block[65536];
    struct sha256_ctx sum;
    ssize_t n;

    if (fd < 0)
        return -errno;
    sha256_init(&sum);
    while ((n = read(fd, block, sizeof(block))) != 0) {
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return -errno;
        sha256_update(&sum, (size_t)n, block);
    }
    write_sum(&sum, ret);
    return 0;
}
