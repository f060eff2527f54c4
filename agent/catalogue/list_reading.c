#include "catalogue/list_reading.h"

#include <string.h>

void list_leave(struct list_reading *r, enum list_left why, struct bytes what)
{
    if (r->to->left)
        r->to->left(r->line, why, what, r->to->user);
}

void list_comment(struct list_reading *r)
{
    r->facts->comments++;
}

static void hand_on(struct list_reading *r, struct list_item *item)
{
    item->line = r->line;
    item->attributes = r->attributes;
    if (r->failed == 0)
        r->failed = r->to->item(item, r->to->user);
}

void list_give(struct list_reading *r, struct bytes word, bool is_exact, bool is_allow)
{
    static const enum list_left instead[] = {
        [WORD_ADDRESS] = LEFT_ADDRESS, [WORD_LOCAL] = LEFT_LOCAL, [WORD_INVALID] = LEFT_INVALID};
    char name[LIST_NAME_ROOM];
    struct list_item item = {.is_exact = is_exact, .is_allow = is_allow, .text = name};
    enum word_kind kind = list_word(word, name);

    if (kind != WORD_NAME && kind != WORD_LABEL) {
        list_leave(r, instead[kind], word);
        return;
    }
    item.kind = kind == WORD_NAME ? ITEM_NAME : ITEM_LABEL;
    hand_on(r, &item);
}

void list_give_as(struct list_reading *r, enum list_item_kind kind, struct bytes what)
{
    char text[1024];
    struct list_item item = {.kind = kind, .text = text};

    if (what.len >= sizeof(text) || memchr(what.at, 0, what.len)) {
        list_leave(r, LEFT_INVALID, what);
        return;
    }
    memcpy(text, what.at, what.len);
    text[what.len] = '\0';
    hand_on(r, &item);
}

struct bytes list_without_comment(struct bytes line, const char *marks)
{
    for (; *marks; marks++) {
        const uint8_t *at = line.at, *end = line.at + line.len;

        while (at < end && (at = memchr(at, *marks, (size_t)(end - at))) &&
               !(at == line.at || list_is_space(at[-1])))
            at++;
        if (at && at < end)
            line.len = (size_t)(at - line.at);
    }
    return line;
}
