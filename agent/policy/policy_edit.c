#include "policy/policy_edit.h"

#include "policy/wish.h"

#include <errno.h>
#include <string.h>

static const char *const keys[SUBJECT_COUNT] = {[SUBJECT_NAME] = "names",
                                                [SUBJECT_SITE] = "sites",
                                                [SUBJECT_PLATFORM] = "platforms",
                                                [SUBJECT_CATEGORY] = "categories"};

bool subject_from_name(const char *name, enum subject *ret)
{
    for (int s = 0; s < SUBJECT_COUNT; s++)
        if (strcmp(name, subject_name((enum subject)s)) == 0) {
            *ret = (enum subject)s;
            return true;
        }
    return false;
}

bool policy_edit_is_item(const char *what)
{
    size_t len = strlen(what);

    if (len == 0 || len > 253)
        return false;
    for (const char *at = what; *at; at++)
        if (!((*at >= 'a' && *at <= 'z') || (*at >= '0' && *at <= '9') || *at == '-' ||
              *at == '_' || *at == '.'))
            return false;
    return true;
}

/* A line of the text without the spaces around it; where it ends, its line end not counted. */
struct line {
    struct bytes words;
    size_t end;  /* from the text's beginning */
    size_t next; /* where the next one begins */
};

static bool is_space(uint8_t c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\f' || c == '\v';
}

static struct bytes strip(struct bytes b)
{
    while (b.len > 0 && is_space(b.at[0]))
        b = bytes_after(b, 1);
    while (b.len > 0 && is_space(b.at[b.len - 1]))
        b = bytes_head(b, b.len - 1);
    return b;
}

static struct line line_at(struct bytes text, size_t from)
{
    struct bytes rest = bytes_after(text, from);
    const uint8_t *end = rest.len > 0 ? memchr(rest.at, '\n', rest.len) : NULL;
    size_t len = end ? (size_t)(end - rest.at) : rest.len;

    return (struct line){.words = strip(bytes_head(rest, len)),
                         .end = from + len,
                         .next = from + len + (end != NULL)};
}

static bool is(struct bytes b, const char *word)
{
    return b.len == strlen(word) && memcmp(b.at, word, b.len) == 0;
}

/* Is it [group]? */
static bool is_group(struct bytes words, const char *group)
{
    return words.len > 2 && words.at[0] == '[' && words.at[words.len - 1] == ']' &&
           (!group || is(bytes_head(bytes_after(words, 1), words.len - 2), group));
}

/* Where the value of key= begins in the words; 0: that is another key. */
static size_t value_at(struct bytes words, const char *key)
{
    const uint8_t *equals = words.len > 0 ? memchr(words.at, '=', words.len) : NULL;
    size_t len = equals ? (size_t)(equals - words.at) : 0;

    return equals && is(strip(bytes_head(words, len)), key) ? len + 1 : 0;
}

static bool holds_item(struct bytes value, const char *what)
{
    while (value.len > 0) {
        const uint8_t *end = memchr(value.at, ';', value.len);
        size_t len = end ? (size_t)(end - value.at) : value.len;

        if (is(strip(bytes_head(value, len)), what))
            return true;
        value = bytes_after(value, end ? len + 1 : len);
    }
    return false;
}

static void add_all(struct text *t, struct bytes b)
{
    if (b.len > 0)
        text_add_bytes(t, b.at, b.len);
}

/* Where the key's line is, and the group's. */
struct places {
    struct line key, group;
    size_t value; /* where that of the key begins, from the text's beginning */
    bool has_key, has_group, has_item;
};

static struct places find(struct bytes text, const char *group, const char *key, const char *what)
{
    struct places p = {.has_key = false};
    bool inside = false;

    for (size_t at = 0; at < text.len && !p.has_key;) {
        struct line line = line_at(text, at);
        size_t value;

        if (is_group(line.words, NULL)) {
            inside = is_group(line.words, group);
            if (inside && !p.has_group) {
                p.group = line;
                p.has_group = true;
            }
        } else if (inside && (value = value_at(line.words, key)) > 0) {
            p.key = line;
            p.value = (size_t)(line.words.at - text.at) + value;
            p.has_key = true;
            p.has_item = holds_item(bytes_after(line.words, value), what);
        }
        at = line.next;
    }
    return p;
}

static int edit(struct bytes text, enum verdict verdict, enum subject subject, const char *what,
                bool keeps_lines, struct text *ret)
{
    const char *group = verdict_name(verdict), *key = keys[subject];
    struct places p = find(text, group, key, what);
    size_t cut = text.len;

    if (p.has_key)
        cut = p.key.end;
    else if (p.has_group && !keeps_lines)
        cut = p.group.next;
    while (p.has_key && cut > 0 && is_space(text.at[cut - 1]))
        cut--; /* before the line's last spaces */
    if (p.has_item)
        cut = text.len;
    add_all(ret, bytes_head(text, cut));
    if (!p.has_item && p.has_key) {
        if (cut > p.value && text.at[cut - 1] != ';')
            text_add_char(ret, ';');
        text_add(ret, what);
    } else if (!p.has_item) {
        if (cut > 0 && text.at[cut - 1] != '\n')
            text_add_char(ret, '\n');
        if (!p.has_group || keeps_lines)
            text_addf(ret, "%s[%s]\n", keeps_lines ? "" : "\n", group);
        text_addf(ret, "%s=%s\n", key, what);
    }
    add_all(ret, bytes_after(text, cut));
    return ret->failed ? -ENOMEM : !p.has_item;
}

int policy_edit_add(struct bytes text, enum verdict verdict, enum subject subject, const char *what,
                    struct text *ret_new)
{
    return edit(text, verdict, subject, what, false, ret_new);
}

int policy_edit_append(struct bytes text, enum verdict verdict, enum subject subject,
                       const char *what, struct text *ret_new)
{
    return edit(text, verdict, subject, what, true, ret_new);
}
