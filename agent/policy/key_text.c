#include "policy/key_text.h"

#include "policy/spelling.h"

#include <string.h>

/* One pass over the lines. */
struct pass {
    const struct known_key *known;
    size_t n_known;
    struct policy_problems *problems;
    struct key_text *text;
    unsigned line;
    char *group; /* of the lines that follow; NULL before the first */
    bool is_known_group;
    bool is_broken; /* GKeyFile would not read it */
};

static struct policy_place here(const struct pass *p)
{
    return (struct policy_place){p->text->file, p->line};
}

static char *visible(const char *s)
{
    struct text t = {.at = NULL};

    text_add_visible(&t, s);
    return text_take(&t);
}

/* GKeyFile stops at names with brackets or control characters in them. */
static bool is_strange(const char *name)
{
    for (; *name; name++)
        if (*name == '[' || *name == ']' || g_ascii_iscntrl(*name))
            return true;
    return false;
}

static void on_group(struct pass *p, const char *group)
{
    struct spelling near = {.word = group};
    AUTO(free_memory) char *shown = visible(group);
    AUTO_TEXT struct text instead = {.at = NULL};

    g_free(p->group);
    p->group = g_strdup(group);
    p->is_known_group = false;
    for (size_t i = 0; i < p->n_known; i++) {
        if (strcmp(p->known[i].group, group) == 0) {
            p->is_known_group = true;
            return;
        }
        spelling_try(&near, p->known[i].group, p->known[i].group);
    }
    p->is_broken |= is_strange(group);
    if (near.nearest)
        text_addf(&instead, "[%s]", near.nearest);
    policy_error(p->problems, here(p), text_string(&instead), "there is no group [%s]",
                 shown ? shown : "");
}

static void unknown_key(struct pass *p, const char *key)
{
    struct spelling near = {.word = key};
    AUTO(free_memory) char *shown = visible(key);
    AUTO_TEXT struct text others = {.at = NULL};

    for (size_t i = 0; i < p->n_known; i++)
        if (strcmp(p->known[i].group, p->group) == 0) {
            spelling_try(&near, p->known[i].key, p->known[i].key);
            text_addf(&others, "%s%s", others.len > 0 ? ", " : "", p->known[i].key);
        }
    p->is_broken |= is_strange(key);
    if (near.nearest)
        policy_error(p->problems, here(p), near.nearest, "[%s] has no key \"%s\"", p->group,
                     shown ? shown : "");
    else
        policy_error(p->problems, here(p), NULL, "[%s] has no key \"%s\"; its keys are %s",
                     p->group, shown ? shown : "", text_string(&others));
}

static void on_key(struct pass *p, const char *key)
{
    if (!p->group) {
        policy_error(p->problems, here(p), NULL,
                     "a key stands before the first [group]; put its group, such as [%s], above it",
                     p->known[0].group);
        p->is_broken = true;
        return;
    }
    if (!p->is_known_group) { /* said at the group */
        p->is_broken |= is_strange(key);
        return;
    }
    for (size_t i = 0; i < p->n_known; i++)
        if (strcmp(p->known[i].group, p->group) == 0 && strcmp(p->known[i].key, key) == 0) {
            if (p->text->lines[i] > 0)
                policy_error(p->problems, here(p), NULL,
                             "%s is in line %u already; put all of it there, parted by \";\"", key,
                             p->text->lines[i]);
            else
                p->text->lines[i] = p->line;
            return;
        }
    unknown_key(p, key);
}

static void on_line(struct pass *p, char *line)
{
    char *equals;

    g_strstrip(line);
    if (line[0] == '\0' || line[0] == '#')
        return;
    if (line[0] == '[' && line[strlen(line) - 1] == ']') {
        line[strlen(line) - 1] = '\0';
        on_group(p, line + 1);
        return;
    }
    equals = strchr(line, '=');
    if (!equals || equals == line || line[0] == '[') {
        policy_error(
            p->problems, here(p), NULL,
            "this line is no [group], no key=value and no comment; a comment begins with #");
        p->is_broken = true;
        return;
    }
    *equals = '\0';
    on_key(p, g_strchomp(line));
}

static bool is_text(struct bytes text, struct policy_place where, struct policy_problems *problems)
{
    const char *end = NULL;

    if (text.len > KEY_TEXT_BYTES_MAX) {
        policy_error(problems, where, NULL, "the file is larger than %d KiB; it is no policy",
                     KEY_TEXT_BYTES_MAX >> 10);
        return false;
    }
    if (text.len == 0 || g_utf8_validate((const char *)text.at, (gssize)text.len, &end))
        return true;
    where.line = 1;
    for (const char *at = (const char *)text.at; at < end; at++)
        where.line += *at == '\n';
    policy_error(problems, where, NULL, "this is no UTF-8 text; save the file as UTF-8");
    return false;
}

bool key_text_read(const char *file, struct bytes text, const struct known_key *known,
                   size_t n_known, struct policy_problems *problems, struct key_text *ret_text)
{
    struct key_text t = {.file = file};
    struct pass p = {.known = known, .n_known = n_known, .problems = problems, .text = &t};
    g_autoptr(GError) error = NULL;
    AUTO(free_memory) char *said = NULL;

    g_assert(n_known <= KEY_TEXT_KEYS_MAX);
    if (!is_text(text, (struct policy_place){file, 0}, problems))
        return false;
    if (text.len >= 3 && memcmp(text.at, "\xef\xbb\xbf", 3) == 0) /* a byte order mark */
        text = bytes_after(text, 3);
    for (struct bytes left = text; left.len > 0;) {
        const uint8_t *end = memchr(left.at, '\n', left.len);
        size_t len = end ? (size_t)(end - left.at) : left.len;
        g_autofree char *line = g_strndup((const char *)left.at, len);

        p.line++;
        on_line(&p, line);
        left = bytes_after(left, len + 1);
    }
    g_free(p.group);
    if (p.is_broken)
        return false;
    t.keys = g_key_file_new();
    if (text.len > 0 && !g_key_file_load_from_data(t.keys, (const char *)text.at, text.len,
                                                   G_KEY_FILE_NONE, &error)) {
        said = visible(error->message);
        policy_error(problems, (struct policy_place){file, 0}, NULL, "this is no key file: %s",
                     said ? said : "");
        key_text_done(&t);
        return false;
    }
    *ret_text = t;
    return true;
}

void key_text_done(struct key_text *t)
{
    if (t->keys)
        g_key_file_free(t->keys);
    t->keys = NULL;
}

/* GKeyFile answers with a value and an error where only a part of it could be read. */
static bool is_readable(const struct key_text *t, const struct known_key *known, size_t i,
                        const GError *error, struct policy_problems *problems)
{
    if (error)
        policy_error(
            problems, (struct policy_place){t->file, t->lines[i]}, NULL,
            "the value of %s cannot be read; of backslashes only \\s \\n \\t \\r \\\\ are known",
            known[i].key);
    return !error;
}

char *key_text_value(const struct key_text *t, const struct known_key *known, size_t i,
                     struct policy_problems *problems)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *value = g_key_file_get_string(t->keys, known[i].group, known[i].key, &error);

    if (!is_readable(t, known, i, error, problems))
        return NULL;
    return g_strstrip(g_steal_pointer(&value));
}

char **key_text_list(const struct key_text *t, const struct known_key *known, size_t i,
                     struct policy_problems *problems)
{
    g_autoptr(GError) error = NULL;
    gsize n = 0, kept = 0;
    g_auto(GStrv) list =
        g_key_file_get_string_list(t->keys, known[i].group, known[i].key, &n, &error);

    if (!is_readable(t, known, i, error, problems))
        return NULL;
    for (gsize item = 0; item < n; item++) {
        g_strstrip(list[item]);
        if (list[item][0] == '\0')
            g_free(list[item]);
        else
            list[kept++] = list[item];
    }
    if (list)
        list[kept] = NULL;
    return g_steal_pointer(&list);
}
