/*
 * Response policy zones (RPZ): a zone whose owners are names, and whose CNAMEs say what to do.
 */
#include "catalogue/list_reading.h"

#include <ctype.h>

static bool is_in(struct bytes word, const char *const *words, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (list_starts(word, words[i]) && word.len == strlen(words[i]))
            return true;
    return false;
}

static bool is_number(struct bytes word)
{
    for (size_t i = 0; i < word.len; i++)
        if (!isdigit(word.at[i]) && !(i > 0 && strchr("smhdwSMHDW", word.at[i])))
            return false;
    return word.len > 0;
}

/* The type of a record, past its TTL and class. */
static struct bytes take_type(struct bytes *line)
{
    static const char *const classes[] = {"in", "ch", "hs"};
    struct bytes word = list_take_word(line);

    for (int i = 0; i < 2 && word.len > 0; i++)
        if (is_number(word) || is_in(word, classes, ARRAY_LEN(classes)))
            word = list_take_word(line);
    return word;
}

/* Brackets of a record that goes on over lines; what a comment holds does not count. */
static void count_brackets(struct list_reading *r, struct bytes line)
{
    for (size_t i = 0; i < line.len && line.at[i] != ';'; i++) {
        if (line.at[i] == '(')
            r->depth++;
        else if (line.at[i] == ')' && r->depth > 0)
            r->depth--;
    }
}

static struct bytes without_end(struct bytes name, const char *end)
{
    size_t n = strlen(end);

    if (n > 0 && name.len > n && name.at[name.len - n - 1] == '.' &&
        list_starts(bytes_after(name, name.len - n), end))
        name.len -= n + 1;
    return name;
}

/* The owner without the zone's own name; relative ones have none. */
static struct bytes in_zone(const struct list_reading *r, struct bytes owner)
{
    if (owner.len > 0 && owner.at[owner.len - 1] == '.') {
        owner.len--;
        return without_end(owner, r->origin);
    }
    return owner;
}

/* Triggers other than a name that is asked for: addresses and name servers. */
static bool is_other_trigger(struct bytes owner)
{
    static const char *const ends[] = {"rpz-ip", "rpz-client-ip", "rpz-nsip", "rpz-nsdname"};

    for (size_t i = 0; i < ARRAY_LEN(ends); i++) {
        size_t n = strlen(ends[i]);

        if (owner.len >= n && list_starts(bytes_after(owner, owner.len - n), ends[i]))
            return true;
    }
    return false;
}

static void read_directive(struct list_reading *r, struct bytes line)
{
    struct bytes rest = line, word = list_take_word(&rest), origin = list_take_word(&rest);

    if (list_starts(word, "$origin") && origin.len > 0 && origin.len < sizeof(r->origin)) {
        if (origin.at[origin.len - 1] == '.')
            origin.len--;
        memcpy(r->origin, origin.at, origin.len);
        r->origin[origin.len] = '\0';
    }
    list_leave(r, LEFT_OTHER, line);
}

void list_read_rpz(struct list_reading *r, struct bytes line)
{
    static const char *const says_nothing[] = {"soa", "ns", "mx", "dnskey", "rrsig", "nsec"};
    static const char *const acts[] = {"cname", "a", "aaaa", "txt", "dname"};
    struct bytes rest = line, owner = list_take_word(&rest), type, target;
    bool is_inside = r->depth > 0;

    if (line.at[0] == ';' || line.at[0] == '#') {
        list_comment(r);
        return;
    }
    count_brackets(r, line);
    if (is_inside || line.at[0] == '(') {
        list_leave(r, LEFT_OTHER, line);
        return;
    }
    if (line.at[0] == '$') {
        read_directive(r, line);
        return;
    }
    type = take_type(&rest);
    target = list_take_word(&rest);
    if (list_is(owner, "@") || is_in(type, says_nothing, ARRAY_LEN(says_nothing)) ||
        is_in(owner, says_nothing, ARRAY_LEN(says_nothing))) {
        list_leave(r, LEFT_OTHER, line);
        return;
    }
    owner = in_zone(r, owner);
    if (is_other_trigger(owner))
        list_leave(r, LEFT_ADDRESS, line);
    else if (!is_in(type, acts, ARRAY_LEN(acts)))
        list_leave(r, LEFT_INVALID, line);
    else
        list_give(r, owner, false,
                  list_starts(target, "rpz-passthru") || list_starts(target, "rpz-tcp-only"));
}
