#include "bus/callers.h"

#include "base/clock.h"

#define COST_US (SECOND_US / CALLS_A_SECOND)
#define MOST_US (CALLS_AT_ONCE * COST_US)

bool caller_is_same(struct caller_key a, struct caller_key b)
{
    return a.is_child == b.is_child && a.number == b.number;
}

static struct caller *find(struct callers *c, struct caller_key key)
{
    for (size_t i = 0; i < CALLERS_MAX; i++)
        if (c->all[i].seen_us != 0 && caller_is_same(c->all[i].key, key))
            return &c->all[i];
    return NULL;
}

/* A free place, or that of whoever asked longest ago. */
static struct caller *place(struct callers *c)
{
    struct caller *best = NULL;

    for (size_t i = 0; i < CALLERS_MAX; i++)
        if (c->all[i].n_open == 0 && (!best || c->all[i].seen_us < best->seen_us))
            best = &c->all[i];
    return best;
}

bool callers_admit(struct callers *c, struct caller_key key, int64_t steady_us)
{
    struct caller *who = find(c, key);

    if (!who) {
        who = place(c);
        if (!who)
            return false;
        *who = (struct caller){.key = key, .credit_us = MOST_US, .seen_us = steady_us};
    }
    if (steady_us > who->seen_us)
        who->credit_us += steady_us - who->seen_us;
    if (who->credit_us > MOST_US)
        who->credit_us = MOST_US;
    who->seen_us = steady_us;
    if (who->credit_us < COST_US) {
        who->n_refused++;
        return false;
    }
    who->credit_us -= COST_US;
    return true;
}

bool callers_open(struct callers *c, struct caller_key key)
{
    struct caller *who = find(c, key);

    if (!who || who->n_open >= CALLS_OPEN_MAX)
        return false;
    who->n_open++;
    return true;
}

void callers_close(struct callers *c, struct caller_key key)
{
    struct caller *who = find(c, key);

    if (who && who->n_open > 0)
        who->n_open--;
}
