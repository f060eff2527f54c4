#include "catalogue/list_apart.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static bool is_rule(struct bytes line)
{
    line = list_trim(line);
    return list_starts(line, "keyword:") || list_starts(line, "regexp:") ||
           list_starts(line, "domain:") || list_starts(line, "full:");
}

int list_apart(struct bytes text, enum list_format *format, char **ret_rules, char **ret_rest)
{
    AUTO(free_memory) char *rules = malloc(text.len + 1), *rest = malloc(text.len + 1);
    struct bytes left = text;
    enum list_format of_rest;
    size_t at = 0;

    if (!rules || !rest)
        return -ENOMEM;
    memcpy(rest, text.at, text.len);
    memset(rules, ' ', text.len);
    if (text.len >= 3 && memcmp(rest, "\xef\xbb\xbf", 3) == 0) { /* a mark, and no part of a line */
        memset(rest, ' ', 3);
        left = bytes_after(text, 3);
        at = 3;
    }
    while (left.len > 0) {
        const uint8_t *end = memchr(left.at, '\n', left.len);
        size_t len = end ? (size_t)(end - left.at) : left.len;

        if (is_rule(bytes_head(left, len))) {
            memcpy(rules + at, left.at, len);
            memset(rest + at, ' ', len);
        }
        if (end)
            rules[at + len++] = '\n';
        at += len;
        left = bytes_after(left, len);
    }
    if (*format == FORMAT_V2FLY && list_recognise(bytes_of(rest, text.len), &of_rest) == 0)
        *format = of_rest;
    *ret_rules = TAKE(rules);
    *ret_rest = TAKE(rest);
    return 0;
}
