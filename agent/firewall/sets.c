#include "firewall/sets.h"

#include <errno.h>
#include <stdlib.h>

void firewall_sets_done(struct firewall_sets *s)
{
    for (size_t i = 0; i < SET_COUNT; i++)
        free(s->ranges[i]);
    *s = (struct firewall_sets){.n = {0}};
}

static bool is_in(const struct firewall_child *c, enum firewall_set set)
{
    switch (set) {
    case SET_CHILDREN:
        return true;
    case SET_HELD:
        return c->held;
    case SET_HELD_ANSWERS:
        return c->held && c->dns_held;
    case SET_COUNT:
        break;
    }
    return false;
}

static int by_first(const void *a, const void *b)
{
    const struct uid_range *x = a, *y = b;

    return (x->first > y->first) - (x->first < y->first);
}

/* Sorts, and joins what overlaps or touches. */
static size_t join(struct uid_range *r, size_t n)
{
    size_t kept = 0;

    if (n == 0)
        return 0;
    qsort(r, n, sizeof(*r), by_first);
    for (size_t i = 1; i < n; i++) {
        if (r[i].first <= r[kept].last || r[i].first - 1 == r[kept].last) {
            if (r[i].last > r[kept].last)
                r[kept].last = r[i].last;
        } else {
            r[++kept] = r[i];
        }
    }
    return kept + 1;
}

static int check(const struct firewall_rules *rules, struct text *reterr)
{
    if (rules->mark_shift > FIREWALL_SHIFT_MAX) {
        text_addf(reterr, "three bits of a mark do not fit at bit %u: choose 0 to %d",
                  rules->mark_shift, FIREWALL_SHIFT_MAX);
        return -EINVAL;
    }
    for (size_t c = 0; c < rules->n_children; c++)
        for (size_t i = 0; i < rules->children[c].n_uids; i++) {
            struct uid_range r = rules->children[c].uids[i];

            if (r.first > r.last || r.first == 0 || r.last == UINT32_MAX) {
                text_addf(reterr,
                          "accounts %u to %u cannot be a child's: a range begins above 0, which is "
                          "root, and ends where it begins or later",
                          r.first, r.last);
                return -EINVAL;
            }
        }
    return 0;
}

int firewall_sets_make(const struct firewall_rules *rules, struct firewall_sets *ret_sets,
                       struct text *reterr)
{
    AUTO_SETS struct firewall_sets s = {.n = {0}};
    size_t n_all = 0;
    int r = check(rules, reterr);

    if (r < 0)
        return r;
    for (size_t c = 0; c < rules->n_children; c++)
        n_all += rules->children[c].n_uids;
    for (size_t set = 0; set < SET_COUNT; set++) {
        s.ranges[set] = calloc(n_all + 1, sizeof(*s.ranges[set]));
        if (!s.ranges[set])
            return -ENOMEM;
        for (size_t c = 0; c < rules->n_children; c++)
            if (is_in(&rules->children[c], (enum firewall_set)set))
                for (size_t i = 0; i < rules->children[c].n_uids; i++)
                    s.ranges[set][s.n[set]++] = rules->children[c].uids[i];
        s.n[set] = join(s.ranges[set], s.n[set]);
    }
    *ret_sets = s;
    s = (struct firewall_sets){.n = {0}}; /* ownership leaves here */
    return 0;
}
