/* uses: base catalogue catalogue_compile */
#include "catalogue/list_format.h"
#include "property.h"

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
    return 0;
}
