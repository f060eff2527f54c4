/*
 * Filters of browsers (AdBlock Plus, uBlock Origin, AdGuard): rules that hold for whole names are
 * taken, what needs to look at a page is not for us.
 */
#include "catalogue/list_reading.h"

/* "##", "#@#", "#?#", "#$#", "#%#" and the like: what to hide of a page, or to run in it. */
static bool is_cosmetic(struct bytes line)
{
    for (size_t i = 0; i + 1 < line.len; i++) {
        size_t n = i + 1;

        if (line.at[i] != '#' || (i > 0 && list_is_space(line.at[i - 1])))
            continue;
        while (n < line.len && n < i + 4 && strchr("@?$%+", line.at[n]))
            n++;
        if (n < line.len && line.at[n] == '#')
            return true;
    }
    return memmem(line.at, line.len, "$$", 2) && !list_starts(line, "||") &&
           !list_starts(line, "@@");
}

/* Options that leave a rule one for the whole name. */
static bool is_wide(struct bytes option)
{
    static const char *const wide[] = {"important", "all", "document", "doc"};

    for (size_t i = 0; i < ARRAY_LEN(wide); i++)
        if (list_is(option, wide[i]))
            return true;
    return false;
}

/* The options behind "$"; false: one of them narrows the rule. */
static bool read_options(struct bytes options, bool *ret_is_cancel)
{
    bool is_wide_rule = true;

    while (options.len > 0) {
        size_t n = 0;

        while (n < options.len && options.at[n] != ',')
            n++;
        if (list_is(bytes_head(options, n), "badfilter"))
            *ret_is_cancel = true;
        else
            is_wide_rule &= is_wide(list_trim(bytes_head(options, n)));
        options = bytes_after(options, n + 1);
    }
    return is_wide_rule;
}

/* Has a rule without bars a form that only a pattern has? */
static bool is_pattern(struct bytes rule)
{
    for (size_t i = 0; i < rule.len; i++)
        if (strchr("*/^|?=&:", rule.at[i]))
            return true;
    return false;
}

static void give(struct list_reading *r, struct bytes name, bool is_exact, bool is_allow,
                 bool is_cancel)
{
    struct list_item item = {.kind = ITEM_NAME,
                             .is_exact = is_exact,
                             .is_allow = is_allow,
                             .is_cancel = true,
                             .line = r->line};
    char text[LIST_NAME_ROOM];

    if (!is_cancel) {
        list_give(r, name, is_exact, is_allow);
        return;
    }
    if (list_word(name, text) != WORD_NAME)
        return;
    item.text = text;
    if (r->failed == 0)
        r->failed = r->to->item(&item, r->to->user);
}

/* What follows the bars: a name, its end, options. */
static void read_rule(struct list_reading *r, struct bytes rule, bool is_exact, bool is_allow,
                      struct bytes line)
{
    size_t n = 0, end;
    bool is_cancel = false;

    while (n < rule.len && !strchr("^/$*|?:", rule.at[n]))
        n++;
    end = n;
    if (end < rule.len && rule.at[end] == '^')
        end++;
    if (end < rule.len && rule.at[end] == '|')
        end++;
    if (end < rule.len && rule.at[end] != '$') {
        list_leave(r, LEFT_PATTERN, line);
        return;
    }
    if (!read_options(bytes_after(rule, end + 1), &is_cancel)) {
        list_leave(r, LEFT_CONDITIONAL, line);
        return;
    }
    give(r, bytes_head(rule, n), is_exact, is_allow, is_cancel);
}

void list_read_abp(struct list_reading *r, struct bytes line)
{
    struct bytes rule = line;
    bool is_allow = false;

    if (line.at[0] == '!' || (line.at[0] == '#' && !is_cosmetic(line)) || line.at[0] == '[') {
        list_comment(r);
        return;
    }
    if (is_cosmetic(line)) {
        list_leave(r, LEFT_COSMETIC, line);
        return;
    }
    rule = list_trim(list_without_comment(line, "#!"));
    if (list_starts(rule, "@@")) {
        is_allow = true;
        rule = bytes_after(rule, 2);
    }
    if (list_starts(rule, "||"))
        read_rule(r, bytes_after(rule, 2), false, is_allow, line);
    else if (list_starts(rule, "|") && !memmem(rule.at, rule.len, "://", 3))
        read_rule(r, bytes_after(rule, 1), true, is_allow, line);
    else if (memchr(rule.at, '$', rule.len) && !is_pattern(rule) && rule.at[0] != '$')
        list_leave(r, LEFT_CONDITIONAL, line);
    else
        list_leave(r, LEFT_PATTERN, line);
}
