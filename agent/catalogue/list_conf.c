/*
 * Configurations of name servers: dnsmasq, Unbound, BIND.
 */
#include "catalogue/list_reading.h"

static bool is_comment(struct bytes line)
{
    return line.at[0] == '#' || line.at[0] == ';' || list_starts(line, "//");
}

/* address=/name/name/where, server=/name/where, local=/name/ */
void list_read_dnsmasq(struct list_reading *r, struct bytes line)
{
    static const char *const keys[] = {
        "address=", "server=", "local=", "--address=", "--server=", "--local="};
    struct bytes rest = {.len = 0};
    size_t n;

    if (is_comment(line)) {
        list_comment(r);
        return;
    }
    line = list_without_comment(line, "#");
    for (size_t i = 0; i < ARRAY_LEN(keys); i++)
        if (list_starts(line, keys[i]))
            rest = bytes_after(line, strlen(keys[i]));
    if (rest.len == 0 || rest.at[0] != '/') {
        list_leave(r, LEFT_OTHER, line);
        return;
    }
    rest = bytes_after(rest, 1);
    while ((n = rest.len) > 0) { /* what stands behind the last "/" is where, not whose */
        const uint8_t *end = memchr(rest.at, '/', n);

        if (!end)
            return;
        n = (size_t)(end - rest.at);
        if (n > 0)
            list_give(r, bytes_head(rest, n), false, false);
        rest = bytes_after(rest, n + 1);
    }
}

/* What stands in quotes, or the next word. */
static struct bytes take_quoted(struct bytes *line)
{
    const uint8_t *end;
    struct bytes got;

    *line = list_trim(*line);
    if (line->len == 0 || (line->at[0] != '"' && line->at[0] != '\''))
        return list_take_word(line);
    end = memchr(line->at + 1, line->at[0], line->len - 1);
    if (!end)
        return list_take_word(line);
    got = bytes_of(line->at + 1, (size_t)(end - line->at) - 1);
    *line = bytes_after(*line, got.len + 2);
    return got;
}

/* Types under which Unbound answers as if nothing had been said of the name. */
static bool lets_through(struct bytes type)
{
    static const char *const types[] = {"transparent", "typetransparent", "always_transparent",
                                        "nodefault"};

    for (size_t i = 0; i < ARRAY_LEN(types); i++)
        if (list_is(type, types[i]))
            return true;
    return false;
}

void list_read_unbound(struct list_reading *r, struct bytes line)
{
    struct bytes name, type;

    if (is_comment(line)) {
        list_comment(r);
        return;
    }
    if (!list_starts(line, "local-zone:")) { /* server:, local-data: and what else there is */
        list_leave(r, LEFT_OTHER, line);
        return;
    }
    line = bytes_after(line, strlen("local-zone:"));
    name = take_quoted(&line);
    type = take_quoted(&line);
    list_give(r, name, false, lets_through(type));
}

/* Braces and quotes of a line, so that what stands inside a zone's block is not read as a zone. */
static void count_braces(struct list_reading *r, struct bytes line)
{
    for (size_t i = 0; i < line.len; i++) {
        if (line.at[i] == '{')
            r->depth++;
        else if (line.at[i] == '}' && r->depth > 0)
            r->depth--;
    }
}

void list_read_bind(struct list_reading *r, struct bytes line)
{
    struct bytes rest = line;

    if (is_comment(line)) {
        list_comment(r);
        return;
    }
    if (r->depth == 0 && list_starts(line, "zone") && line.len > 4 &&
        (list_is_space(line.at[4]) || line.at[4] == '"')) {
        rest = bytes_after(line, 4);
        list_give(r, take_quoted(&rest), false, false);
    } else if (r->depth == 0) {
        list_leave(r, LEFT_OTHER, line);
    }
    count_braces(r, line);
}
