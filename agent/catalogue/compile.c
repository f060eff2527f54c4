#include "catalogue/catalogue_compile.h"

#include "catalogue/catalogue.h"
#include "catalogue/compiler_state.h"
#include "catalogue/pattern.h"

#include <errno.h>
#include <libpsl.h>
#include <nettle/sha2.h>
#include <stdlib.h>
#include <string.h>

int compiler_new(struct compiler **ret)
{
    struct compiler *c = calloc(1, sizeof(*c));

    if (!c)
        return -ENOMEM;
    text_add_bytes(&c->text, "", 1); /* offset 0 is the empty string */
    *ret = c;
    return 0;
}

struct compiler *compiler_free(struct compiler *c)
{
    if (c) {
        text_done(&c->text);
        text_done(&c->names);
        free(c->entries);
        free(c->says);
        free(c->platforms);
        free(c->rules);
        free(c->lists);
        free(c);
    }
    return NULL;
}

uint32_t compiler_text(struct compiler *c, const char *s)
{
    uint32_t at = (uint32_t)c->text.len;

    if (s[0] == '\0')
        return 0;
    text_add_bytes(&c->text, s, strlen(s) + 1);
    return at;
}

void *compiler_room(void *array, size_t n, size_t *room_n, size_t each)
{
    size_t more = *room_n ? *room_n * 2 : 64;
    void *grown;

    if (n < *room_n)
        return array;
    grown = realloc(array, more * each);
    if (grown)
        *room_n = more;
    return grown;
}

/* The number of what is said; looked for among what the same list said before. */
static int number_of_say(struct compiler *c, const struct image_say *say, uint32_t *ret_number)
{
    struct image_say *says;

    for (size_t i = c->n_says; i > 0 && c->says[i - 1].list == say->list; i--)
        if (memcmp(&c->says[i - 1], say, sizeof(*say)) == 0) {
            *ret_number = (uint32_t)(i - 1);
            return 0;
        }
    says = compiler_room(c->says, c->n_says, &c->says_room, sizeof(*says));
    if (!says || c->n_says >= COMPILER_SAYS_MAX)
        return -ENOMEM;
    c->says = says;
    says[c->n_says] = *say;
    *ret_number = (uint32_t)c->n_says++;
    return 0;
}

int compiler_entry(struct compiler *c, const char *name, const struct image_say *say)
{
    struct compiler_entry *entries =
        compiler_room(c->entries, c->n_entries, &c->entries_room, sizeof(*entries));
    size_t len = strlen(name);
    char reversed[IMAGE_NAME_MAX];
    uint32_t number;

    if (!entries)
        return -ENOMEM;
    c->entries = entries;
    if (number_of_say(c, say, &number) < 0)
        return -ENOMEM;
    for (size_t i = 0; i < len; i++)
        reversed[i] = name[len - 1 - i];
    entries[c->n_entries++] = (struct compiler_entry){
        .name_at = (uint32_t)c->names.len, .len = (uint8_t)len, .say = number};
    text_add_bytes(&c->names, reversed, len);
    return c->names.failed || c->names.len > UINT32_MAX ? -ENOMEM : 0;
}

int compiler_rule(struct compiler *c, uint32_t kind, const char *text, const struct image_say *say,
                  const char **reterr_why)
{
    AUTO(pattern_free) struct pattern *pattern = NULL;
    AUTO_TEXT struct text said = {.at = NULL};
    struct image_rule *rules = compiler_room(c->rules, c->n_rules, &c->rules_room, sizeof(*rules));
    int r = kind == RULE_REGEXP ? pattern_new(text, &pattern, reterr_why) : 0;

    if (!rules)
        return -ENOMEM;
    c->rules = rules;
    if (r < 0)
        return r;
    c->n_states += pattern ? pattern_n_states(pattern) : 0;
    if (c->n_rules >= RULES_MAX || c->n_states > RULES_STATES_MAX) {
        *reterr_why =
            "there are too many rules, or they are too long; each name is held against all";
        return -EINVAL;
    }
    text_addf(&said, "%s:%s", kind == RULE_REGEXP ? "regexp" : "keyword", text);
    if (said.failed)
        return -ENOMEM;
    rules[c->n_rules++] = (struct image_rule){compiler_text(c, said.at), kind, *say};
    return 0;
}

int compiler_list(struct compiler *c, const char *name, struct bytes text, uint16_t *ret_number)
{
    struct image_list *lists = compiler_room(c->lists, c->n_lists, &c->lists_room, sizeof(*lists));
    struct sha256_ctx digest;

    if (!lists || c->n_lists >= UINT16_MAX)
        return -ENOMEM;
    c->lists = lists;
    lists[c->n_lists] = (struct image_list){.name_at = compiler_text(c, name)};
    sha256_init(&digest);
    sha256_update(&digest, text.len, text.at);
    sha256_digest(&digest, sizeof(lists->sha256), lists[c->n_lists].sha256);
    *ret_number = (uint16_t)c->n_lists++;
    return 0;
}

struct bytes compiler_line(struct bytes *text)
{
    const uint8_t *end = text->len ? memchr(text->at, '\n', text->len) : NULL;
    struct bytes line = end ? bytes_head(*text, (size_t)(end - text->at)) : *text;

    *text = bytes_after(*text, line.len + (end != NULL));
    if (line.len > 0 && line.at[line.len - 1] == '\r')
        line.len--;
    return line;
}

/* Top-level domains of most listed names, below which no registry has a public suffix: to ask is a
 * tenth of the time that compiling takes. A test holds them against the public suffix list. */
static bool is_flat(const char *top)
{
    static const char *const flat[] = {
        "com", "net",  "org",  "ru",  "xyz",     "top", "click", "info", "tk",     "sbs",
        "de",  "shop", "site", "cc",  "digital", "biz", "nl",    "live", "online", "buzz",
        "icu", "cfd",  "app",  "fun", "cyou",    "dev", "eu",    "su",   "space",  "casino"};

    for (size_t i = 0; i < ARRAY_LEN(flat); i++)
        if (flat[i][0] == top[0] && strcmp(top, flat[i]) == 0)
            return true;
    return false;
}

bool compiler_may_list(const char *name)
{
    const char *dot = strrchr(name, '.');

    return (dot && is_flat(dot + 1)) ||
           !psl_is_public_suffix2(psl_builtin(), name, PSL_TYPE_ICANN | PSL_TYPE_NO_STAR_RULE);
}
