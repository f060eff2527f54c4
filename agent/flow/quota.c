#include "flow/quota.h"

bool quota_take(struct quota *q, uint32_t owner, int64_t now_us)
{
    uint32_t at = owner % QUOTA_OWNERS;
    int64_t second = now_us / 1000000;

    if (q->second[at] != second) {
        q->second[at] = second;
        q->used[at] = 0;
    }
    if (q->used[at] >= QUOTA_A_SECOND)
        return false;
    q->used[at]++;
    return true;
}
