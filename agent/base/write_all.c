#include "base/write_all.h"

#include <errno.h>
#include <unistd.h>

int write_all(int fd, struct bytes bytes)
{
    while (bytes.len > 0) {
        ssize_t n = write(fd, bytes.at, bytes.len);

        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return n < 0 ? -errno : -ENOSPC;
        bytes = bytes_after(bytes, (size_t)n);
    }
    return 0;
}
