#include "insight/alerts.h"

#include "base/siphash.h"

#include <errno.h>
#include <string.h>

enum { TOLD_MAX = 2048, KNOWN_MAX = 4096 };

/* A reason that was told on a local day. */
struct told {
    uint64_t hash; /* 0: free */
    int32_t day;
};

struct person {
    char *name;                          /* owned; "" for what is about Kindward itself */
    int64_t recent[ALERTS_PER_HOUR_MAX]; /* moments of the latest alerts, a ring */
    size_t n_recent, next_recent;
    struct alert more; /* the one that counts the others; count 0: none yet */
};

struct alerts {
    struct alerts_options options;
    struct siphash_key key;
    struct told told[TOLD_MAX];
    size_t next_told;
    uint64_t known[KNOWN_MAX];
    size_t next_known;
    struct person *people; /* owned; as many as the family has */
    size_t n_people;
};

int alerts_new(const struct alerts_options *options, struct alerts **ret_alerts)
{
    struct alerts *a = calloc(1, sizeof(*a));

    if (!a)
        return -ENOMEM;
    a->options = *options;
    if (a->options.per_hour == 0)
        a->options.per_hour = ALERTS_PER_HOUR;
    if (a->options.per_hour > ALERTS_PER_HOUR_MAX)
        a->options.per_hour = ALERTS_PER_HOUR_MAX;
    a->key = siphash_key_random();
    *ret_alerts = a;
    return 0;
}

struct alerts *alerts_free(struct alerts *a)
{
    if (!a)
        return NULL;
    for (size_t i = 0; i < a->n_people; i++)
        free(a->people[i].name);
    free(a->people);
    free(a);
    return NULL;
}

static struct person *person_of(struct alerts *a, const char *child)
{
    struct person *people;
    char *name;

    for (size_t i = 0; i < a->n_people; i++)
        if (strcmp(a->people[i].name, child) == 0)
            return &a->people[i];
    name = strdup(child);
    people = name ? reallocarray(a->people, a->n_people + 1, sizeof(*people)) : NULL;
    if (!people) {
        free(name);
        return NULL;
    }
    a->people = people;
    people[a->n_people] = (struct person){.name = name};
    return &people[a->n_people++];
}

/* Of a child and a thing; never 0. */
static uint64_t hash_of(const struct alerts *a, const char *child, uint64_t salt, const char *name)
{
    struct siphash_key key = {.k0 = a->key.k0 ^ siphash13(a->key, child, strlen(child)),
                              .k1 = a->key.k1 ^ salt};

    return siphash13(key, name, strlen(name)) | 1;
}

static const char *platform_or_site(const char *platform, const char *site)
{
    return platform[0] ? platform : site;
}

/* Reasons of one use share a hash: it is told once, by the first of them. */
static uint64_t hash_of_alert(const struct alerts *a, const struct alert *alert)
{
    uint64_t salt = alert->kind == ALERT_GAP ? 2 + (uint64_t)alert->gap : 1;

    return hash_of(a, alert->child, salt, platform_or_site(alert->platform, alert->site));
}

static bool was_told(const struct alerts *a, uint64_t hash, int32_t day)
{
    for (size_t i = 0; i < TOLD_MAX; i++)
        if (a->told[i].hash == hash && a->told[i].day == day)
            return true;
    return false;
}

static void note_told(struct alerts *a, uint64_t hash, int32_t day)
{
    a->told[a->next_told] = (struct told){.hash = hash, .day = day};
    a->next_told = (a->next_told + 1) % TOLD_MAX;
}

static uint64_t known_hash(const struct alerts *a, const char *child, const char *platform,
                           const char *site)
{
    return hash_of(a, child, 0, platform_or_site(platform, site));
}

static bool is_known(const struct alerts *a, uint64_t hash)
{
    for (size_t i = 0; i < KNOWN_MAX; i++)
        if (a->known[i] == hash)
            return true;
    return false;
}

void alerts_know(struct alerts *a, const char *child, const char *platform, const char *site)
{
    uint64_t hash = known_hash(a, child, platform, site);

    if (is_known(a, hash))
        return;
    a->known[a->next_known] = hash;
    a->next_known = (a->next_known + 1) % KNOWN_MAX;
}

static bool within_an_hour(int64_t a_us, int64_t b_us)
{
    return a_us > b_us - HOUR_US && a_us < b_us + HOUR_US;
}

static void note_recent(const struct alerts *a, struct person *p, int64_t when_us)
{
    p->recent[p->next_recent] = when_us;
    p->next_recent = (p->next_recent + 1) % a->options.per_hour;
    if (p->n_recent < a->options.per_hour)
        p->n_recent++;
}

static bool is_full(const struct alerts *a, const struct person *p, int64_t when_us)
{
    unsigned n = 0;

    for (size_t i = 0; i < p->n_recent; i++)
        n += within_an_hour(p->recent[i], when_us);
    return n >= a->options.per_hour;
}

/* One more that is not told by itself. */
static int raise_more(const struct alerts *a, struct person *p, const struct alert *alert)
{
    struct alert more = p->more;
    int r;

    if (more.count == 0 || !within_an_hour(more.when_us, alert->when_us))
        more = (struct alert){.when_us = alert->when_us,
                              .utc_offset_s = alert->utc_offset_s,
                              .kind = ALERT_MORE,
                              .platform = "",
                              .site = "",
                              .category = CATEGORY_OTHER,
                              .rule = ""};
    more.child = p->name;
    more.count++;
    r = a->options.raise(&more, a->options.user);
    if (r == 0)
        p->more = more;
    return r;
}

static int raise_one(struct alerts *a, const struct alert *alert)
{
    int32_t day = clock_day(alert->when_us, alert->utc_offset_s);
    uint64_t hash = hash_of_alert(a, alert);
    struct person *p;
    int r;

    if (was_told(a, hash, day))
        return 0;
    p = person_of(a, alert->child);
    if (!p)
        return -ENOMEM;
    if (is_full(a, p, alert->when_us)) {
        r = raise_more(a, p, alert);
    } else {
        r = a->options.raise(alert, a->options.user);
        if (r == 0)
            note_recent(a, p, alert->when_us);
    }
    if (r == 0)
        note_told(a, hash, day);
    return r;
}

int alerts_recall(struct alerts *a, const struct alert *past)
{
    struct person *p = person_of(a, past->child);

    if (!p)
        return -ENOMEM;
    if (past->kind == ALERT_MORE) {
        p->more = *past;
        p->more.child = p->more.platform = p->more.site = p->more.rule = "";
        return 0;
    }
    note_recent(a, p, past->when_us);
    note_told(a, hash_of_alert(a, past), clock_day(past->when_us, past->utc_offset_s));
    if (past->kind == ALERT_STRANGER_CHAT)
        alerts_know(a, past->child, past->platform, past->site);
    return 0;
}

static bool has(category_set set, enum category c)
{
    return set & category_bit(c);
}

/* The child's own use, of a name that can be trusted. */
static bool may_raise(enum evidence evidence, bool is_embedded, bool is_machinery)
{
    return evidence >= EVIDENCE_BOUND && !is_embedded && !is_machinery;
}

int alerts_visit(struct alerts *a, const struct visit *v)
{
    struct alert alert = {.child = v->child,
                          .when_us = v->first_us,
                          .utc_offset_s = v->utc_offset_s,
                          .platform = v->platform,
                          .site = v->site,
                          .category = category_first(v->categories),
                          .count = 1,
                          .rule = ""};
    int r;

    if (!may_raise(v->evidence, v->is_embedded, v->is_machinery))
        return 0;
    if (has(v->categories, CATEGORY_STRANGER_CHAT) &&
        !is_known(a, known_hash(a, v->child, v->platform, v->site))) {
        alert.kind = ALERT_STRANGER_CHAT;
        alert.category = CATEGORY_STRANGER_CHAT;
        r = raise_one(a, &alert);
        if (r == 0)
            alerts_know(a, v->child, v->platform, v->site);
        return r;
    }
    if (v->verdict == VERDICT_ALERT) {
        alert.kind = ALERT_RULE;
        alert.rule = v->rule;
        return raise_one(a, &alert);
    }
    if (has(v->categories, CATEGORY_BYPASS)) {
        alert.kind = ALERT_BYPASS;
        alert.category = CATEGORY_BYPASS;
        return raise_one(a, &alert);
    }
    return 0;
}

int alerts_block(struct alerts *a, const struct block *b)
{
    struct alert alert = {.child = b->child,
                          .when_us = b->when_us,
                          .utc_offset_s = b->utc_offset_s,
                          .kind = ALERT_BYPASS,
                          .platform = b->platform,
                          .site = b->site,
                          .category = CATEGORY_BYPASS,
                          .count = 1,
                          .rule = b->rule};

    if (!may_raise(b->evidence, b->is_embedded, false) || !has(b->categories, CATEGORY_BYPASS))
        return 0;
    return raise_one(a, &alert);
}

int alerts_tunnel(struct alerts *a, const char *child, int64_t when_us, int32_t utc_offset_s)
{
    struct alert alert = {.child = child,
                          .when_us = when_us,
                          .utc_offset_s = utc_offset_s,
                          .kind = ALERT_BYPASS,
                          .platform = "",
                          .site = "",
                          .category = CATEGORY_BYPASS,
                          .count = 1,
                          .rule = ""};

    return raise_one(a, &alert);
}

int alerts_gap(struct alerts *a, const struct gap *g)
{
    struct alert alert = {.child = "",
                          .when_us = g->from_us,
                          .utc_offset_s = g->utc_offset_s,
                          .kind = ALERT_GAP,
                          .platform = "",
                          .site = "",
                          .category = CATEGORY_OTHER,
                          .gap = g->kind,
                          .count = (uint64_t)(g->to_us - g->from_us) / MINUTE_US,
                          .rule = ""};

    if (!gap_kind_hides(g->kind) || g->to_us - g->from_us <= ALERTS_GAP_US)
        return 0;
    return raise_one(a, &alert);
}
