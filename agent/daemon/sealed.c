#include "daemon/sealed.h"

#include "base/write_all.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

enum { BLOCK = 65536, SEALS = F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL };

static int copy_all(int from, int to, size_t bytes)
{
    uint8_t block[BLOCK];

    while (bytes > 0) {
        ssize_t n = read(from, block, bytes < BLOCK ? bytes : BLOCK);
        int r;

        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return n < 0 ? -errno : -ENODATA;
        r = write_all(to, bytes_of(block, (size_t)n));
        if (r < 0)
            return r;
        bytes -= (size_t)n;
    }
    return 0;
}

int sealed_for_good(int fd)
{
    if (fcntl(fd, F_ADD_SEALS, SEALS) < 0)
        return -errno;
    return (fcntl(fd, F_GET_SEALS) & SEALS) == SEALS ? 0 : -EPERM;
}

int sealed_copy(int fd, size_t bytes, int *ret_fd)
{
    AUTO(close_fd) int copy = memfd_create("kindward", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    int r = copy < 0 ? -errno : copy_all(fd, copy, bytes);

    if (r == 0)
        r = sealed_for_good(copy);
    if (r < 0)
        return r;
    *ret_fd = copy;
    copy = -1;
    return 0;
}
