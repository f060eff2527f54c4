#include "lists/columns.h"

#include "catalogue/list_name.h"

#include <string.h>

static bool is_around(uint8_t c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '"';
}

static bool is_name(struct bytes cell)
{
    char name[LIST_NAME_ROOM];

    while (cell.len > 0 && is_around(cell.at[0]))
        cell = bytes_after(cell, 1);
    while (cell.len > 0 && is_around(cell.at[cell.len - 1]))
        cell = bytes_head(cell, cell.len - 1);
    return list_word(cell, name) == WORD_NAME;
}

/* What is before the next @end of @left, which goes on behind it. */
static struct bytes take_until(struct bytes *left, char end)
{
    const uint8_t *at = left->len > 0 ? memchr(left->at, end, left->len) : NULL;
    struct bytes before = at ? bytes_head(*left, (size_t)(at - left->at)) : *left;

    *left = bytes_after(*left, at ? before.len + 1 : before.len);
    return before;
}

static struct columns count_by(struct bytes text, char separator)
{
    struct columns all = {.n = 0};

    while (text.len > 0) {
        struct bytes row = take_until(&text, '\n');
        size_t n = 0;

        if (row.len == 0 || row.at[0] == '#' || !memchr(row.at, separator, row.len))
            continue;
        for (; row.len > 0; n++)
            all.n_names += is_name(take_until(&row, separator));
        all.n = n > all.n ? n : all.n;
    }
    return all;
}

struct columns columns_count(struct bytes text)
{
    static const char separators[] = ",;\t";
    struct columns best = {.n = 0};

    for (const char *s = separators; *s; s++) {
        struct columns by = count_by(text, *s);

        if (by.n_names > best.n_names)
            best = by;
    }
    return best;
}
