/*
 * Tables: CSV, and texts in JSON.
 */
#include "catalogue/list_reading.h"

#include <jansson.h>
#include <string.h>

enum { COLUMNS_MAX = 32, ROWS_TRIED = 2000 };

/* The next cell; quotes around it are taken off. False: there is none. */
static bool take_cell(struct bytes *line, char separator, struct bytes *ret, bool *is_over)
{
    const uint8_t *end;
    size_t n;

    if (*is_over)
        return false;
    if (line->len > 0 && line->at[0] == '"') {
        end = memchr(line->at + 1, '"', line->len - 1);
        if (end) {
            *ret = bytes_of(line->at + 1, (size_t)(end - line->at) - 1);
            *line = bytes_after(*line, ret->len + 2);
            end = line->len > 0 ? memchr(line->at, separator, line->len) : NULL;
            *is_over = !end;
            *line = end ? bytes_after(*line, (size_t)(end - line->at) + 1) : *line;
            return true;
        }
    }
    end = line->len > 0 ? memchr(line->at, separator, line->len) : NULL;
    n = end ? (size_t)(end - line->at) : line->len;
    *ret = list_trim(bytes_head(*line, n));
    *is_over = !end;
    *line = bytes_after(*line, n + 1);
    return true;
}

static void count_names(struct bytes line, char separator, size_t n_names[COLUMNS_MAX])
{
    char name[LIST_NAME_ROOM];
    struct bytes cell;
    bool is_over = false;

    for (int c = 0; c < COLUMNS_MAX && take_cell(&line, separator, &cell, &is_over); c++)
        n_names[c] += list_word(cell, name) == WORD_NAME;
}

int list_csv_column(struct bytes text, char *ret_separator)
{
    static const char separators[] = ",;\t";
    size_t most = 0;
    int best = -1;

    for (const char *s = separators; *s; s++) {
        size_t n_names[COLUMNS_MAX] = {0}, n_rows = 0;
        struct bytes left = text;

        while (left.len > 0 && n_rows++ < ROWS_TRIED) {
            const uint8_t *end = memchr(left.at, '\n', left.len);
            struct bytes line = end ? bytes_head(left, (size_t)(end - left.at)) : left;

            if (memchr(line.at, *s, line.len))
                count_names(line, *s, n_names);
            left = bytes_after(left, line.len + 1);
        }
        for (int c = 0; c < COLUMNS_MAX; c++)
            if (n_names[c] > most) {
                most = n_names[c];
                best = c;
                *ret_separator = *s;
            }
    }
    return best;
}

void list_read_csv(struct list_reading *r, struct bytes line)
{
    struct bytes cell, left = line;
    bool is_over = false, is_there = false;

    if (line.at[0] == '#') {
        list_comment(r);
        return;
    }
    for (int c = 0; c <= r->column; c++)
        is_there = take_cell(&left, r->separator, &cell, &is_over);
    if (!is_there || cell.len == 0)
        list_leave(r, LEFT_OTHER, line);
    else if (!list_is_address(cell) && memchr(cell.at, '/', cell.len))
        list_leave(r, LEFT_PAGE, cell);
    else
        list_give(r, cell, false, false);
}

/* Under which keys a JSON text is a name, and what it holds for. */
enum json_meaning { JSON_NOTHING, JSON_SUFFIX, JSON_EXACT, JSON_KEYWORD, JSON_REGEXP, JSON_RULE };

static enum json_meaning meaning_of(const char *key)
{
    static const struct {
        const char *key;
        enum json_meaning meaning;
    } keys[] = {
        {"domain_suffix", JSON_SUFFIX},
        {"domains", JSON_SUFFIX},
        {"domain", JSON_EXACT},
        {"host", JSON_SUFFIX},
        {"hosts", JSON_SUFFIX},
        {"hostname", JSON_SUFFIX},
        {"hostnames", JSON_SUFFIX},
        {"names", JSON_SUFFIX},
        {"suffix", JSON_SUFFIX},
        {"suffixes", JSON_SUFFIX},
        {"full", JSON_EXACT},
        {"payload", JSON_SUFFIX},
        {"domain_keyword", JSON_KEYWORD},
        {"keyword", JSON_KEYWORD},
        {"domain_regex", JSON_REGEXP},
        {"regexp", JSON_REGEXP},
        {"rules", JSON_RULE},
        {"wildcards", JSON_SUFFIX},
        {"sites", JSON_SUFFIX},
        {"blocklist", JSON_SUFFIX},
        {"denylist", JSON_SUFFIX},
    };

    for (size_t i = 0; i < ARRAY_LEN(keys); i++)
        if (strcasecmp(key, keys[i].key) == 0)
            return keys[i].meaning;
    return JSON_NOTHING;
}

static void take_text(struct list_reading *r, const char *text, enum json_meaning meaning)
{
    struct bytes word = list_trim(bytes_of(text, strlen(text)));

    r->line++; /* JSON has texts, not lines */
    if (word.len == 0)
        return;
    switch (meaning) {
    case JSON_NOTHING:
        return;
    case JSON_SUFFIX:
    case JSON_EXACT:
        list_give(r, word, meaning == JSON_EXACT, false);
        return;
    case JSON_KEYWORD:
        list_give_as(r, ITEM_KEYWORD, word);
        return;
    case JSON_REGEXP:
        list_give_as(r, ITEM_REGEXP, word);
        return;
    case JSON_RULE:
        if (list_starts(word, "||") || list_starts(word, "@@") || list_starts(word, "|"))
            list_read_abp(r, word);
        else
            list_give(r, word, false, false);
        return;
    }
}

static void walk(struct list_reading *r, json_t *json, enum json_meaning meaning)
{
    const char *key;
    json_t *value;

    if (json_is_string(json)) {
        take_text(r, json_string_value(json), meaning);
    } else if (json_is_array(json)) {
        for (size_t i = 0; i < json_array_size(json); i++)
            walk(r, json_array_get(json, i), meaning);
    } else if (json_is_object(json)) {
        json_object_foreach(json, key, value)
        {
            enum json_meaning m = meaning_of(key);

            walk(r, value, m);
        }
    }
}

bool list_read_json(struct list_reading *r, struct bytes text)
{
    json_t *root = json_loadb((const char *)text.at, text.len, 0, NULL);

    if (!root)
        return false;
    walk(r, root, json_is_array(root) ? JSON_SUFFIX : JSON_NOTHING);
    json_decref(root);
    return true;
}
