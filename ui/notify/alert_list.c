#include "notify/alert_list.h"

#include "report/notice.h"

#include <jansson.h>
#include <string.h>

struct alert_list {
    json_t *page;
    size_t n;
    struct telling all[ALERT_LIST_MAX];
    struct text words[ALERT_LIST_MAX];
};

struct alert_list *alert_list_free(struct alert_list *l)
{
    if (l) {
        for (size_t i = 0; i < ALERT_LIST_MAX; i++)
            text_done(&l->words[i]);
        json_decref(l->page);
        free(l);
    }
    return NULL;
}

const struct telling *alert_list_all(const struct alert_list *l)
{
    return l->all;
}

size_t alert_list_n(const struct alert_list *l)
{
    return l->n;
}

static bool kind_of(const char *name, enum alert_kind *ret)
{
    for (int k = 0; k < ALERT_KIND_COUNT; k++)
        if (strcmp(alert_kind_name((enum alert_kind)k), name) == 0) {
            *ret = (enum alert_kind)k;
            return true;
        }
    return false;
}

static enum category category_of(const char *name)
{
    for (int c = 0; c < CATEGORY_COUNT; c++)
        if (strcmp(category_name((enum category)c), name) == 0)
            return (enum category)c;
    return CATEGORY_OTHER;
}

static bool gap_of(const char *name, enum gap_kind *ret)
{
    for (int g = 0; g < GAP_KIND_COUNT; g++)
        if (strcmp(gap_kind_name((enum gap_kind)g), name) == 0) {
            *ret = (enum gap_kind)g;
            return true;
        }
    return false;
}

/* One row, whose strings stay the page's. */
static bool add(struct alert_list *l, json_t *row)
{
    const char *child, *kind, *platform, *site, *category, *gap, *rule, *name = "";
    json_int_t id, when_us, count;
    int offset_s;
    struct alert a = {.id = 0};

    if (json_unpack(row, "{s:I,s:s,s:I,s:i,s:s,s:s,s:s,s:s,s:s,s:I,s:s,s?s}", "id", &id, "child",
                    &child, "when_us", &when_us, "utc_offset_s", &offset_s, "kind", &kind,
                    "platform", &platform, "site", &site, "category", &category, "gap", &gap,
                    "count", &count, "rule", &rule, "platform_name", &name) < 0 ||
        !kind_of(kind, &a.kind) || id <= 0 || count < 0 ||
        (a.kind == ALERT_GAP && !gap_of(gap, &a.gap)))
        return false;
    a.id = id;
    a.child = child;
    a.when_us = when_us;
    a.utc_offset_s = offset_s;
    a.platform = platform;
    a.site = site;
    a.category = category_of(category);
    a.count = (uint64_t)count;
    a.rule = rule;
    notice_alert(&l->words[l->n], &a, name[0] ? name : NULL);
    l->all[l->n] = (struct telling){.id = id,
                                    .is_blocked = strncmp(rule, "block ", 6) == 0,
                                    .child = child,
                                    .kind = kind,
                                    .platform = platform,
                                    .site = site,
                                    .words = text_string(&l->words[l->n])};
    return !l->words[l->n].failed;
}

struct alert_list *alert_list_read(const char *json)
{
    AUTO(alert_list_free) struct alert_list *l = calloc(1, sizeof(*l));
    const json_t *rows;

    if (!l)
        return NULL;
    l->page = json_loads(json, 0, NULL);
    rows = json_object_get(l->page, "rows");
    if (!json_is_array(rows))
        return NULL;
    for (size_t i = 0; i < json_array_size(rows) && l->n < ALERT_LIST_MAX; i++)
        if (add(l, json_array_get(rows, i)))
            l->n++;
        else
            text_clear(&l->words[l->n]);
    return TAKE(l);
}
