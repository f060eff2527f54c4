#include "policy/child.h"

const char *block_by_name(enum block_by b)
{
    static const char *const names[] = {[BLOCK_BY_REJECT] = "reject", [BLOCK_BY_DNS] = "dns"};

    return names[b];
}

int32_t child_ends_on(const struct child *child)
{
    struct date end = {.year = child->birth.year + ADULT_AGE, .month = 1, .day = 1};

    if (child->birth.month > 0) {
        end.month = child->birth.month;
        end.day = child->birth.day;
    }
    return day_from_date(end); /* who was born on 29 February is 18 on 1 March */
}

bool child_is_monitored(const struct child *child, int32_t day)
{
    return day < child_ends_on(child);
}
