#include "daemon/rate.h"

#include "base/clock.h"

void rate_add(struct rate *r, uint64_t total, int64_t steady_us)
{
    int64_t second = steady_us / SECOND_US;
    uint32_t i = (uint32_t)(second % RATE_SECONDS);
    uint64_t more = !r->has_total ? 0 : total >= r->total ? total - r->total : total;

    r->total = total;
    r->has_total = true;
    if (r->second[i] != second)
        r->n[i] = 0;
    r->second[i] = second;
    r->n[i] += (uint32_t)more;
}

uint64_t rate_last_minute(const struct rate *r, int64_t steady_us)
{
    int64_t second = steady_us / SECOND_US;
    uint64_t sum = 0;

    for (int i = 0; i < RATE_SECONDS; i++)
        if (second - r->second[i] < RATE_SECONDS)
            sum += r->n[i];
    return sum;
}
