#include "catalogue/catalogue.h"

#include "catalogue/catalogue_state.h"
#include "catalogue/hashed_name.h"
#include "catalogue/name_walk.h"
#include "catalogue/rules.h"

#include <libpsl.h>
#include <string.h>

/* Leave those hits whose names are really there: two names may share the bits that the index has.
 */
static void keep_true(const struct catalogue *c, struct bytes name, struct name_hits *hits)
{
    char reversed[IMAGE_NAME_MAX];
    size_t n = 0, n_reversed = 0;

    for (size_t i = 0; i < hits->n; i++) {
        size_t len = name.len - hits->hits[i].at;

        for (; n_reversed < len; n_reversed++)
            reversed[n_reversed] = (char)name.at[name.len - 1 - n_reversed];
        if (name_blocks_hold(&c->names, reversed, len))
            hits->hits[n++] = hits->hits[i];
    }
    hits->n = n;
}

/* Is the name listed, by its digest? Of what one cannot read, nobody could see that it is a public
 * suffix, so that is asked here. */
static uint16_t hashed_record(const struct catalogue *c, struct bytes suffix)
{
    char hashed[HASHED_LEN + 1], reversed[HASHED_LEN], name[IMAGE_NAME_MAX + 1];
    uint16_t record;

    hashed_name_of(suffix, hashed);
    record = name_index_value(&c->index, hashed, HASHED_LEN) >> 1;
    if (record == 0)
        return 0;
    for (size_t i = 0; i < HASHED_LEN; i++)
        reversed[i] = hashed[HASHED_LEN - 1 - i];
    memcpy(name, suffix.at, suffix.len);
    name[suffix.len] = '\0';
    return name_blocks_hold(&c->names, reversed, HASHED_LEN) &&
                   !psl_is_public_suffix2(psl_builtin(), name,
                                          PSL_TYPE_ICANN | PSL_TYPE_NO_STAR_RULE)
               ? record
               : 0;
}

/* Those of suffixes that are listed by their digests come in where they belong. */
static void add_hashed(const struct catalogue *c, struct bytes name, struct name_hits *hits)
{
    const char *text = (const char *)name.at;
    size_t end = name.len, place = 0, at;

    if (name.len > IMAGE_NAME_MAX)
        return;
    for (; end > 0 && (at = name_label_start(text, name.len, end)) < end; end = at - 1) {
        uint16_t record = end < name.len ? hashed_record(c, bytes_after(name, at)) : 0;

        while (place < hits->n && hits->hits[place].at >= at)
            place++;
        if (record > 0) {
            memmove(&hits->hits[place + 1], &hits->hits[place],
                    (hits->n++ - place) * sizeof(hits->hits[0]));
            hits->hits[place++] = (struct name_hit){(uint8_t)at, record};
        }
        if (at == 0)
            return;
    }
}

/* Every listed suffix, shortest first. */
static void find_hits(const struct catalogue *c, struct bytes name, struct name_hits *ret)
{
    ret->n = 0;
    if (hashed_name_is(name)) /* asked for by somebody who makes up names */
        return;
    name_walk(&c->index, name, ret);
    if (ret->n > 0)
        keep_true(c, name, ret);
    if (c->has_hashed)
        add_hashed(c, name, ret);
}

const struct image_say *catalogue_says(const struct catalogue *c, uint16_t record, uint32_t *ret_n)
{
    const struct image_record *r;

    *ret_n = 0;
    if (record == 0 || record > c->n_records)
        return c->says;
    r = &c->records[record - 1];
    if (r->first > c->n_says || r->count > c->n_says - r->first)
        return c->says;
    *ret_n = r->count;
    return c->says + r->first;
}

/* Does it hold for the name that goes on for `at` bytes before the suffix? */
static bool holds(const struct image_say *say, const char *name, size_t at)
{
    return !(say->flags & SAY_EXACT) || at == 0 || (at == 4 && memcmp(name, "www.", 4) == 0);
}

static category_set known_categories(category_set set)
{
    return set & (category_bit(CATEGORY_COUNT) - 1);
}

/* What a name means so far, suffix by suffix, the shortest first. What a platform means is replaced
 * by what the platform of a longer suffix means; what lists say adds up. */
struct sum {
    const struct catalogue *c;
    struct meaning means;
    category_set platform_means;
    category_set allowed; /* of the suffix at hand, as all below */
    const struct image_say *platform;
};

static void take(struct sum *s, const struct image_say *say, size_t suffix_len)
{
    struct meaning *m = &s->means;

    m->is_listed = true;
    if (m->suffix_len < suffix_len)
        m->suffix_len = (uint16_t)suffix_len;
    m->never_recorded |= (say->flags & SAY_NEVER_RECORDED) != 0;
    if (say->flags & SAY_ALLOW) {
        s->allowed |= say->categories ? say->categories : ~(category_set)0;
    } else if (say->platform > 0 && say->platform <= s->c->n_platforms) {
        s->platform = say;
    } else if (say->flags & SAY_MACHINERY) {
        m->is_machinery = true;
        m->platform = 0;
        s->platform_means = 0;
    } else {
        m->categories |= known_categories(say->categories);
    }
}

/* All is said of a suffix. */
static void finish_suffix(struct sum *s)
{
    if (s->platform) { /* at equal length a face beats machinery */
        s->means.platform = s->platform->platform;
        s->means.is_machinery = false;
        s->platform_means = known_categories(s->platform->categories);
    }
    s->means.categories &= ~s->allowed; /* allow wins at equal length, and below */
    s->platform_means &= ~s->allowed;
    s->allowed = 0;
    s->platform = NULL;
}

/* What lists of one kind, a family's own or others, say of the hits. */
static void take_hits(struct sum *s, const struct name_hits *hits, struct bytes name, bool is_local)
{
    for (size_t i = 0; i < hits->n; i++) {
        size_t at = hits->hits[i].at;
        uint32_t n;
        const struct image_say *says = catalogue_says(s->c, hits->hits[i].record, &n);

        for (uint32_t k = 0; k < n; k++)
            if (!(says[k].flags & SAY_LOCAL) != is_local &&
                holds(&says[k], (const char *)name.at, at))
                take(s, &says[k], name.len - at);
        if (i + 1 == hits->n || hits->hits[i + 1].at != at)
            finish_suffix(s);
    }
}

/* What hits mean together. Rules that hold come before the names of a family's own lists, which are
 * more exact. */
static struct meaning meaning_of(const struct catalogue *c, struct bytes name,
                                 const struct name_hits *hits)
{
    struct sum s = {.c = c};

    take_hits(&s, hits, name, false);
    for (uint32_t i = 0; i < c->n_rules; i++)
        if (rule_matches(c, i, name))
            take(&s, &c->rules[i].say, name.len);
    finish_suffix(&s);
    take_hits(&s, hits, name, true);
    s.means.categories |= s.platform_means;
    return s.means;
}

struct meaning catalogue_find(const struct catalogue *c, const char *name, size_t len)
{
    struct name_hits hits;

    find_hits(c, bytes_of(name, len), &hits);
    return meaning_of(c, bytes_of(name, len), &hits);
}

void catalogue_find_many(const struct catalogue *c, const struct bytes *names, size_t n,
                         struct meaning *ret_meanings)
{
    struct name_brief briefs[16 * NAME_FLIGHTS];

    for (size_t at = 0; at < n; at += ARRAY_LEN(briefs)) {
        size_t part = n - at < ARRAY_LEN(briefs) ? n - at : ARRAY_LEN(briefs);

        name_walk_many(&c->index, names + at, part, briefs);
        for (size_t i = 0; i < part; i++)
            ret_meanings[at + i] =
                briefs[i].n == 0 && c->n_rules == 0 && !c->has_hashed
                    ? (struct meaning){.categories = 0}
                    : catalogue_find(c, (const char *)names[at + i].at, names[at + i].len);
    }
}

const struct platform *catalogue_platform(const struct catalogue *c, uint16_t index)
{
    return index > 0 && index <= c->n_platforms ? &c->platforms[index - 1] : NULL;
}

const struct platform *catalogue_platform_by_id(const struct catalogue *c, const char *id)
{
    for (uint32_t i = 0; i < c->n_platforms; i++)
        if (strcmp(c->platforms[i].id, id) == 0)
            return &c->platforms[i];
    return NULL;
}

size_t catalogue_n_platforms(const struct catalogue *c)
{
    return c->n_platforms;
}

size_t catalogue_n_names(const struct catalogue *c)
{
    return c->n_names;
}

/* Is it part of what catalogue_find() answers? */
static bool wins(const struct list_entry *entry, uint16_t platform, const struct meaning *m)
{
    if (entry->is_allow || entry->never_recorded)
        return true;
    if (entry->is_machinery)
        return m->is_machinery;
    if (platform != 0)
        return platform == m->platform;
    return (entry->categories & m->categories) != 0;
}

struct list_entry catalogue_entry(const struct catalogue *c, const struct image_say *say,
                                  const char *suffix)
{
    const struct platform *p = catalogue_platform(c, say->platform);

    return (struct list_entry){
        .list = say->list < c->n_lists ? catalogue_text(c, c->lists[say->list].name_at) : "",
        .list_number = say->list,
        .suffix = suffix,
        .categories = known_categories(say->categories),
        .platform_id = p ? p->id : NULL,
        .is_exact = say->flags & SAY_EXACT,
        .is_allow = say->flags & SAY_ALLOW,
        .is_local = say->flags & SAY_LOCAL,
        .is_hashed = hashed_name_is(bytes_of(suffix, strlen(suffix))),
        .never_recorded = say->flags & SAY_NEVER_RECORDED,
        .is_machinery = say->flags & SAY_MACHINERY,
    };
}

void catalogue_why(const struct catalogue *c, const char *name, size_t len,
                   bool (*each)(const struct list_entry *entry, void *user), void *user)
{
    struct meaning m = catalogue_find(c, name, len);
    struct name_hits hits;
    char suffix[IMAGE_NAME_MAX + 1];

    find_hits(c, bytes_of(name, len), &hits);
    for (size_t i = hits.n; i > 0; i--) {
        size_t at = hits.hits[i - 1].at;
        uint32_t n;
        const struct image_say *says = catalogue_says(c, hits.hits[i - 1].record, &n);

        memcpy(suffix, name + at, len - at);
        suffix[len - at] = '\0';
        for (uint32_t k = 0; k < n; k++) {
            const struct image_say *say = &says[k];
            struct list_entry entry = catalogue_entry(c, say, suffix);

            entry.wins = holds(say, name, at) && wins(&entry, say->platform, &m);
            if (!each(&entry, user))
                return;
        }
    }
    for (uint32_t i = 0; i < c->n_rules; i++)
        if (rule_matches(c, i, bytes_of(name, len))) {
            const struct image_rule *rule = &c->rules[i];
            struct list_entry entry =
                catalogue_entry(c, &rule->say, catalogue_text(c, rule->text_at));

            entry.wins = wins(&entry, rule->say.platform, &m);
            if (!each(&entry, user))
                return;
        }
}
