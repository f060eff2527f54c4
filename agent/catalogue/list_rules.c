/*
 * Rule sets of proxies: v2fly's, and Clash's (YAML, both behaviours).
 */
#include "catalogue/list_reading.h"

/* What stands behind "key:" or "KEY,"; of no length where the line begins otherwise. */
static bool take_key(struct bytes *line, const char *key)
{
    if (!list_starts(*line, key))
        return false;
    *line = list_trim(bytes_after(*line, strlen(key)));
    return true;
}

static void give_text(struct list_reading *r, enum list_item_kind kind, struct bytes text)
{
    if (text.len == 0)
        list_leave(r, LEFT_INVALID, text);
    else
        list_give_as(r, kind, text);
}

void list_read_v2fly(struct list_reading *r, struct bytes line)
{
    struct bytes rest, word;

    if (line.at[0] == '#') {
        list_comment(r);
        return;
    }
    rest = list_trim(list_without_comment(line, "#"));
    if (take_key(&rest, "include:")) { /* attributes that are wanted follow */
        list_leave(r, LEFT_INCLUDE, rest);
        return;
    }
    word = list_take_word(&rest); /* attributes follow, @ads, and affiliations, &other */
    r->attributes = rest;
    if (take_key(&word, "full:"))
        list_give(r, word, true, false);
    else if (take_key(&word, "keyword:"))
        give_text(r, ITEM_KEYWORD, word);
    else if (take_key(&word, "regexp:"))
        give_text(r, ITEM_REGEXP, word);
    else if (take_key(&word, "domain:") || !memchr(word.at, ':', word.len))
        list_give(r, word, false, false);
    else
        list_leave(r, LEFT_INVALID, line);
}

/* An element of a YAML list, without quotes; false: it is none. */
static bool take_element(struct bytes *line)
{
    if (line->at[0] != '-')
        return false;
    *line = list_trim(bytes_after(*line, 1));
    if (line->len > 1 && (line->at[0] == '\'' || line->at[0] == '"')) {
        const uint8_t *end = memchr(line->at + 1, line->at[0], line->len - 1);

        if (end)
            *line = bytes_of(line->at + 1, (size_t)(end - line->at) - 1);
    }
    return true;
}

/* The text of a rule up to the next comma: a policy or an option may follow. */
static struct bytes first_field(struct bytes rule)
{
    const uint8_t *comma = memchr(rule.at, ',', rule.len);

    return list_trim(comma ? bytes_head(rule, (size_t)(comma - rule.at)) : rule);
}

void list_read_clash(struct list_reading *r, struct bytes line)
{
    struct bytes rule = line;

    if (line.at[0] == '#') {
        list_comment(r);
        return;
    }
    rule = list_trim(list_without_comment(rule, "#"));
    if (rule.len == 0 || list_starts(rule, "payload:")) {
        list_leave(r, LEFT_OTHER, line);
        return;
    }
    (void)take_element(&rule);
    if (take_key(&rule, "DOMAIN-SUFFIX,"))
        list_give(r, first_field(rule), false, false);
    else if (take_key(&rule, "DOMAIN-KEYWORD,"))
        give_text(r, ITEM_KEYWORD, first_field(rule));
    else if (take_key(&rule, "DOMAIN-REGEX,"))
        give_text(r, ITEM_REGEXP, rule);
    else if (take_key(&rule, "DOMAIN-WILDCARD,"))
        list_leave(r, LEFT_PATTERN, line);
    else if (take_key(&rule, "DOMAIN,"))
        list_give(r, first_field(rule), true, false);
    else if (memchr(rule.at, ',', rule.len)) /* IP-CIDR, PROCESS-NAME and others */
        list_leave(r, list_starts(rule, "IP-") ? LEFT_ADDRESS : LEFT_OTHER, line);
    else if (list_starts(rule, "+."))
        list_give(r, bytes_after(rule, 2), false, false);
    else if (list_starts(rule, "."))
        list_give(r, bytes_after(rule, 1), false, false);
    else if (list_starts(rule, "*."))
        list_leave(r, LEFT_PATTERN, line); /* one label more, and not the name itself */
    else
        list_give(r, rule, true, false);
}
