#include "insight/alerts.h"

#include <string.h>

struct load {
    struct alerts *alerts;
    struct store *store;
    const struct catalogue *catalogue;
    const char *child;
    struct text *reterr;
};

static int recall(const struct alert *past, void *user)
{
    const struct load *l = user;

    return alerts_recall(l->alerts, past);
}

/* Only places that could be told as a first use are worth their memory. */
static int know(const char *platform, const char *site, int32_t first_day, void *user)
{
    const struct load *l = user;
    const struct platform *p =
        platform[0] ? catalogue_platform_by_id(l->catalogue, platform) : NULL;
    category_set set = p         ? p->categories
                       : site[0] ? catalogue_find(l->catalogue, site, strlen(site)).categories
                                 : 0;

    (void)first_day;
    if (set & category_bit(CATEGORY_STRANGER_CHAT))
        alerts_know(l->alerts, l->child, platform, site);
    return 0;
}

static int load_child(const char *child, void *user)
{
    struct load l = *(const struct load *)user;

    l.child = child;
    return store_each_first(l.store, child, know, &l, l.reterr);
}

int alerts_load(struct alerts *a, struct store *s, const struct catalogue *c, struct text *reterr)
{
    struct load l = {.alerts = a, .store = s, .catalogue = c, .reterr = reterr};
    int r = store_each_alert(s, NULL, INT64_MIN, false, recall, &l, reterr);

    return r < 0 ? r : store_each_child(s, load_child, &l, reterr);
}
