#include "live/look.h"

#include "base/clock.h"
#include "report/clean.h"

#include <string.h>

static const char *word(const json_t *o, const char *key)
{
    const char *s = json_string_value(json_object_get(o, key));

    return s ? s : "";
}

static category_set categories_of(const json_t *list)
{
    category_set set = 0;

    for (size_t i = 0; i < json_array_size(list); i++) {
        const char *name = json_string_value(json_array_get(list, i));
        enum category c;

        if (name && category_from_name(name, &c))
            set |= category_bit(c);
    }
    return set;
}

static enum look_kind kind_of(const json_t *json)
{
    if (strcmp(word(json, "evidence"), "guess") == 0)
        return LOOK_KIND_GUESS;
    return strcmp(word(json, "protocol"), "dns") == 0 ? LOOK_KIND_LOOKUP : LOOK_KIND_VISIT;
}

bool look_read(const json_t *json, struct look *ret)
{
    double s = json_number_value(json_object_get(json, "time"));
    const char *verdict = word(json, "verdict");
    struct look look = {
        .kind = kind_of(json),
        .child = word(json, "child"),
        .name = word(json, "name"),
        .platform = word(json, "platform"),
        .rule = word(json, "rule"),
        .categories = categories_of(json_object_get(json, "categories")),
        .is_answer = json_is_true(json_object_get(json, "answer")),
        .is_machinery = json_is_true(json_object_get(json, "machinery")),
        .is_blocked = strcmp(verdict, "block") == 0,
        .is_alert = strcmp(verdict, "alert") == 0,
    };

    if (!look.name[0] || !(s >= 0 && s < 1e11))
        return false;
    look.when_us = (int64_t)(s * 1e6);
    *ret = look;
    return true;
}

bool look_passes(const struct look *look, const struct look_filter *f)
{
    if (look->is_answer && !f->wants_answers)
        return false;
    if (f->child && strcmp(look->child, f->child) != 0)
        return false;
    if (f->platform && strcmp(look->platform, f->platform) != 0)
        return false;
    if (f->categories && !(look->categories & f->categories))
        return false;
    if ((f->only_visits && look->kind != LOOK_KIND_VISIT) ||
        (f->only_lookups && look->kind != LOOK_KIND_LOOKUP))
        return false;
    return !f->only_blocked || look->is_blocked;
}

static const char *what(const struct look *look)
{
    if (look->is_blocked)
        return "blocked";
    if (look->is_answer)
        return "is told";
    switch (look->kind) {
    case LOOK_KIND_LOOKUP:
        return "looks up";
    case LOOK_KIND_GUESS:
        return "perhaps"; /* whose the address may be */
    case LOOK_KIND_VISIT:
    case LOOK_KIND_COUNT:
        break;
    }
    return "visits";
}

static void add_meaning(const struct look *look, const struct catalogue *catalogue, struct text *t)
{
    const struct platform *p =
        look->platform[0] ? catalogue_platform_by_id(catalogue, look->platform) : NULL;

    if (p || look->platform[0])
        clean_add(t, p ? p->name : look->platform);
    if (!look->categories)
        return;
    text_add(t, t->len > 0 ? ", " : "");
    text_add(t, category_title(category_first(look->categories)));
}

static enum lines_look look_of(const struct look *look)
{
    if (look->is_blocked || look->is_alert)
        return LOOK_WARM;
    return look->kind != LOOK_KIND_VISIT || look->is_machinery ? LOOK_SOFT : LOOK_PLAIN;
}

/* Columns for the name: as many in each line, and more where the meaning leaves them. */
static size_t name_columns(size_t width, size_t fixed, size_t name, size_t meaning)
{
    enum { USUAL = 22, LEAST = 16 };
    size_t free = width > fixed + LEAST ? width - fixed : LEAST;
    size_t usual = free < USUAL ? free : USUAL, most = free > meaning ? free - meaning : 0;

    return name <= usual || most <= usual ? usual : name < most ? name : most;
}

void look_line(const struct look *look, const struct catalogue *catalogue, struct lines *l)
{
    enum { CHILD = 9, WHAT = 8 };
    const size_t fixed = 8 + 2 + CHILD + 1 + WHAT + 2 + 2;
    int32_t second = clock_second_of_day(look->when_us, clock_utc_offset_s(look->when_us));
    AUTO_TEXT struct text line = {.at = NULL};
    AUTO_TEXT struct text name = {.at = NULL};
    AUTO_TEXT struct text meaning = {.at = NULL};

    text_addf(&line, "%02d:%02d:%02d  ", second / 3600, second / 60 % 60, second % 60);
    lines_cell_foreign(l, &line, look->child, CHILD);
    text_add_char(&line, ' ');
    lines_cell(l, &line, what(look), WHAT, false);
    text_add(&line, "  ");
    clean_add(&name, look->name);
    add_meaning(look, catalogue, &meaning);
    lines_cell(l, &line, text_string(&name),
               name_columns(l->width, fixed, clean_width(text_string(&name)),
                            clean_width(text_string(&meaning))),
               false);
    text_add(&line, "  ");
    text_add(&line, text_string(&meaning));
    l->out->failed |= line.failed || name.failed || meaning.failed;
    lines_one(l, look_of(look), text_string(&line));
}
