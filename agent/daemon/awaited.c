#include "daemon/awaited.h"

#include <string.h>

bool awaited_add(struct awaited *a, account_id id, const struct observation *o, int64_t now_us)
{
    struct awaited_one *one = &a->at[a->n];
    size_t len = strlen(o->name);

    if (a->n == AWAITED_MAX || len > AWAITED_NAME_MAX)
        return false;
    *one = (struct awaited_one){.id = id, .until_us = now_us + AWAITED_US, .observation = *o};
    memcpy(one->name, o->name, len + 1);
    a->n++;
    return true;
}

void awaited_take(struct awaited *a, size_t i, struct awaited_one *ret)
{
    *ret = a->at[i];
    ret->observation.name = ret->name;
    memmove(&a->at[i], &a->at[i + 1], (--a->n - i) * sizeof(a->at[0]));
}

bool awaited_is_over(const struct awaited_one *one, int64_t now_us)
{
    return now_us >= one->until_us || now_us < one->until_us - 2 * AWAITED_US;
}

size_t awaited_find(const struct awaited *a, account_id id)
{
    size_t i = 0;

    while (i < a->n && a->at[i].id != id)
        i++;
    return i;
}

size_t awaited_first_of(const struct awaited *a, uint32_t child)
{
    size_t i = 0;

    while (i < a->n && a->at[i].observation.child != child)
        i++;
    return i;
}
