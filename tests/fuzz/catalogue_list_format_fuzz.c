/* uses: base catalogue catalogue_compile */
#include "catalogue/list_include.h"
#include "property.h"

#include <errno.h>

struct seen {
    size_t line; /* of the last word */
};

static void look_at_line(struct seen *s, size_t line)
{
    HOLDS(line >= s->line); /* lines are read in their order */
    s->line = line;
}

/* A name is as list_name.h promises: it reads back as itself. */
static int take_item(const struct list_item *item, void *user)
{
    char again[LIST_NAME_ROOM];
    struct bytes text = bytes_of(item->text, strlen(item->text));

    look_at_line(user, item->line);
    if (item->kind == ITEM_NAME || item->kind == ITEM_LABEL) {
        HOLDS(list_word(text, again) == (item->kind == ITEM_NAME ? WORD_NAME : WORD_LABEL));
        HOLDS(strcmp(again, item->text) == 0);
    }
    if (item->kind == ITEM_HASH)
        HOLDS(text.len == 64);
    return 0;
}

static void take_left(size_t line, enum list_left why, struct bytes what, void *user)
{
    (void)what;
    look_at_line(user, line);
    HOLDS(why < LEFT_COUNT && list_left_name(why) && list_left_why(why));
}

/* Every list that is included is this one again, and there are none within it but for few. */
static struct bytes find_itself(const char *name, void *user)
{
    const struct bytes *text = user;

    HOLDS(strlen(name) < LIST_NAME_ROOM);
    return strlen(name) % 3 == 0 ? bytes_of(NULL, 0) : bytes_head(*text, text->len / 2);
}

static int count_item(const struct list_item *item, void *user)
{
    (void)item;
    ++*(size_t *)user;
    return 0;
}

/* With its includes a list has no fewer entries than alone. */
static void read_whole(struct bytes text)
{
    const struct list_shelf shelf = {find_itself, &text};
    size_t alone = 0, whole = 0;
    const struct list_taker of_alone = {.item = count_item, .user = &alone};
    const struct list_taker of_whole = {.item = count_item, .user = &whole};
    int r;

    HOLDS(list_read(FORMAT_V2FLY, text, &of_alone, NULL) == 0);
    r = list_read_whole(text, &shelf, &of_whole, NULL);
    HOLDS(r == -E2BIG || (r == 0 && whole >= alone));
}

/* Any bytes, read as each form, whether it is recognised or not. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct bytes text = bytes_of(data, size);
    enum list_format seen_as = FORMAT_COUNT;

    HOLDS(list_recognise(text, &seen_as) != 0 || seen_as < FORMAT_COUNT);
    for (int f = 0; f < FORMAT_COUNT; f++) {
        struct seen s = {.line = 0};
        const struct list_taker taker = {take_item, take_left, &s};
        struct list_facts facts = {.lines = 0};

        if (list_read((enum list_format)f, text, &taker, &facts) == 0 && f != FORMAT_JSON)
            HOLDS(s.line <= facts.lines && facts.comments + facts.blank <= facts.lines);
    }
    if (size < 300) /* lists that include each other take their time */
        read_whole(text);
    return 0;
}
