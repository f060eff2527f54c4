#include "cli/progress.h"

#include "base/clock.h"

#include <stdio.h>
#include <unistd.h>

enum { EACH_PACKETS = 8192, EACH_US = 200000, FIRST_US = 500000 };

void progress_begin(struct progress *p)
{
    p->is_shown = isatty(STDERR_FILENO);
    p->since_us = clock_us(CLOCK_MONOTONIC);
    p->last_us = p->since_us + FIRST_US - EACH_US; /* short work shows nothing */
}

void progress_show(struct progress *p, uint64_t n_packets, uint64_t at_bytes, uint64_t size_bytes)
{
    int64_t now;

    if (!p->is_shown || n_packets % EACH_PACKETS != 0)
        return;
    now = clock_us(CLOCK_MONOTONIC);
    if (now - p->last_us < EACH_US)
        return;
    p->last_us = now;
    fprintf(stderr, "\r\033[K%llu packets", (unsigned long long)n_packets);
    if (size_bytes > 0 && at_bytes > 0 && at_bytes <= size_bytes) {
        double part = (double)at_bytes / (double)size_bytes;
        double left_s = (double)(now - p->since_us) / 1e6 * (1 - part) / part;

        fprintf(stderr, ", %.0f %%, %.0f s left", part * 100, left_s);
    }
    fflush(stderr);
}

void progress_end(struct progress *p)
{
    if (p->is_shown)
        fputs("\r\033[K", stderr);
}
