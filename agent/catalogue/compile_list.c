/*
 * A list on its way into the catalogue.
 */
#include "catalogue/compiler_state.h"
#include "catalogue/hashed_name.h"
#include "catalogue/list_apart.h"
#include "catalogue/list_format.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct taking {
    struct compiler *c;
    const char *name;
    struct text *error;
    struct image_say say;
    struct list_counts counts;
    char **cancelled; /* names that a rule of the list takes back, sorted */
    size_t n_cancelled, room_cancelled;
};

static int by_text(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* A rule of a family's own list. Names are of small letters, so keywords are. */
static int take_rule(struct taking *t, const struct list_item *item)
{
    AUTO_TEXT struct text word = {.at = NULL};
    uint32_t kind = item->kind == ITEM_REGEXP ? RULE_REGEXP : RULE_KEYWORD;
    const char *why = "";
    int r;

    for (const char *at = item->text; *at; at++)
        text_add_char(&word, kind == RULE_KEYWORD ? (char)tolower((uint8_t)*at) : *at);
    r = word.failed ? -ENOMEM : compiler_rule(t->c, kind, text_string(&word), &t->say, &why);
    if (r == -EINVAL)
        text_addf(t->error, "%s, line %zu: %s", t->name, item->line, why);
    t->counts.names += r == 0;
    return r;
}

static int take_item(const struct list_item *item, void *user)
{
    struct taking *t = user;
    struct image_say say = t->say;
    char hashed[HASHED_LEN + 1];
    int r;

    if (item->is_cancel)
        return 0;
    if (item->kind == ITEM_NAME && t->n_cancelled > 0 && !item->is_allow &&
        bsearch(&item->text, t->cancelled, t->n_cancelled, sizeof(char *), by_text))
        return 0;
    if (item->kind == ITEM_LABEL || (item->kind == ITEM_NAME && !compiler_may_list(item->text))) {
        t->counts.suffixes++;
        return 0;
    }
    if ((item->kind == ITEM_KEYWORD || item->kind == ITEM_REGEXP) && (say.flags & SAY_LOCAL))
        return take_rule(t, item);
    if (item->kind == ITEM_HASH) {
        hashed_name_of_digits(item->text, hashed);
    } else if (item->kind != ITEM_NAME) {
        t->counts.skipped++;
        return 0;
    }
    if (item->is_allow)
        say.flags = SAY_ALLOW | (say.flags & SAY_LOCAL);
    if (item->is_exact)
        say.flags |= SAY_EXACT;
    r = compiler_entry(t->c, item->kind == ITEM_HASH ? hashed : item->text, &say);
    t->counts.names += r == 0;
    return r;
}

static void take_left(size_t line, enum list_left why, struct bytes what, void *user)
{
    struct taking *t = user;

    (void)line, (void)what;
    t->counts.skipped += why != LEFT_ADDRESS && why != LEFT_LOCAL && why != LEFT_OTHER;
    t->counts.invalid += why == LEFT_INVALID;
}

static int take_cancel(const struct list_item *item, void *user)
{
    struct taking *t = user;
    char **grown;

    if (!item->is_cancel)
        return 0;
    grown = compiler_room(t->cancelled, t->n_cancelled, &t->room_cancelled, sizeof(*grown));
    if (!grown)
        return -ENOMEM;
    t->cancelled = grown;
    grown[t->n_cancelled] = strdup(item->text);
    return grown[t->n_cancelled++] ? 0 : -ENOMEM;
}

static int read_form(struct taking *t, enum list_format format, struct bytes text)
{
    struct list_taker taker = {.item = take_cancel, .user = t};
    int r = format == FORMAT_ABP ? list_read(format, text, &taker, NULL) : 0;

    if (r < 0)
        return r;
    if (t->n_cancelled > 0)
        qsort(t->cancelled, t->n_cancelled, sizeof(char *), by_text);
    taker.item = take_item;
    taker.left = take_left;
    return list_read(format, text, &taker, NULL);
}

static int read_all(struct taking *t, enum list_format format, struct bytes text)
{
    AUTO(free_memory) char *rules = NULL;
    AUTO(free_memory) char *rest = NULL;
    const struct list_taker taker = {take_item, take_left, t};
    int r;

    if (!(t->say.flags & SAY_LOCAL) || format == FORMAT_JSON)
        return read_form(t, format, text);
    r = list_apart(text, &format, &rules, &rest);
    if (r < 0)
        return r;
    r = list_read(FORMAT_V2FLY, bytes_of(rules, text.len), &taker, NULL);
    return r < 0 ? r : read_form(t, format, bytes_of(rest, text.len));
}

static size_t line_of_page(struct bytes text)
{
    const uint8_t *tag = memchr(text.at, '<', text.len);
    size_t n = 1;

    for (const uint8_t *p = text.at; tag && p < tag; p++)
        n += *p == '\n';
    return n;
}

static int add(struct compiler *c, const char *name, uint32_t more_flags, enum list_meaning meaning,
               enum category category, struct bytes text, struct list_counts *ret_counts,
               struct text *reterr)
{
    static const uint32_t flags[] = {
        [LIST_CATEGORY] = 0,
        [LIST_NEVER_RECORDED] = SAY_NEVER_RECORDED,
        [LIST_MACHINERY] = SAY_MACHINERY,
        [LIST_ALLOW] = SAY_ALLOW,
    };
    struct taking t = {
        .c = c,
        .name = name,
        .error = reterr,
        .say = {.categories = meaning == LIST_CATEGORY ? category_bit(category) : 0,
                .flags = flags[meaning] | more_flags},
    };
    enum list_format format = FORMAT_PLAIN;
    int r = compiler_list(c, name, text, &t.say.list), form;

    if (r < 0)
        return r;
    form = list_recognise(text, &format);
    if (form == -ENODATA && (more_flags & SAY_LOCAL)) {
        *ret_counts = t.counts; /* a family may keep one for later */
        return 0;
    }
    if (form < 0)
        format = FORMAT_PLAIN; /* to say how many lines are of no use */
    if (form == -EBADMSG) {
        text_addf(reterr, "%s, line %zu: this is a web page, not a list; fetch it again", name,
                  line_of_page(text));
        return -EINVAL;
    }
    r = read_all(&t, format, text);
    for (size_t i = 0; i < t.n_cancelled; i++)
        free(t.cancelled[i]);
    free(t.cancelled);
    if (r == 0 && t.counts.names == 0) {
        text_addf(reterr, "%s: there is no name in it (%zu lines are of no use); is it a list?",
                  name, t.counts.skipped + t.counts.suffixes);
        return -EINVAL;
    }
    if (r == 0) {
        c->lists[t.say.list].n_names = (uint32_t)t.counts.names;
        *ret_counts = t.counts;
    }
    return r;
}

int compiler_add_list(struct compiler *c, const char *name, enum list_meaning meaning,
                      enum category category, struct bytes text, struct list_counts *ret_counts,
                      struct text *reterr)
{
    return add(c, name, 0, meaning, category, text, ret_counts, reterr);
}

int compiler_add_local(struct compiler *c, const char *name, enum list_meaning meaning,
                       enum category category, struct bytes text, struct list_counts *ret_counts,
                       struct text *reterr)
{
    return add(c, name, SAY_LOCAL, meaning, category, text, ret_counts, reterr);
}
