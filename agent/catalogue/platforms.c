/*
 * platforms — the table of blocklists/platforms.tsv: id, name, kind, domains, strangers, encrypted,
 * age, source of the age, card, question.
 */
#include "catalogue/catalogue.h"
#include "catalogue/compiler_state.h"
#include "catalogue/list_name.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { COLUMNS = 10, CELL_MAX = 2048 };

static const struct {
    const char *word;
    enum platform_kind kind;
    category_set categories;
} kinds[] = {
#define BIT(c) ((category_set)1 << (c))
    {"messaging", PLATFORM_MESSAGING, BIT(CATEGORY_MESSAGING)},
    {"social", PLATFORM_SOCIAL, BIT(CATEGORY_SOCIAL)},
    {"anon-qa", PLATFORM_SOCIAL, BIT(CATEGORY_SOCIAL)},
    {"stranger-chat", PLATFORM_STRANGER_CHAT, BIT(CATEGORY_STRANGER_CHAT)},
    {"ai-companion", PLATFORM_AI_COMPANION, BIT(CATEGORY_AI_COMPANION)},
    {"ai-chatbot", PLATFORM_OTHER, BIT(CATEGORY_OTHER)},
    {"forums", PLATFORM_FORUM, BIT(CATEGORY_FORUMS)},
    {"image-board", PLATFORM_FORUM, BIT(CATEGORY_FORUMS)},
    {"livestream", PLATFORM_LIVESTREAM, BIT(CATEGORY_LIVESTREAM)},
    {"video", PLATFORM_VIDEO, BIT(CATEGORY_VIDEO)},
    {"games", PLATFORM_GAME, BIT(CATEGORY_GAMES)},
    {"dating", PLATFORM_DATING, BIT(CATEGORY_DATING)},
    {"adult", PLATFORM_OTHER, BIT(CATEGORY_ADULT)},
    {"vpn", PLATFORM_OTHER, BIT(CATEGORY_BYPASS)},
    {"web-proxy", PLATFORM_OTHER, BIT(CATEGORY_BYPASS)},
    {"search", PLATFORM_SEARCH, BIT(CATEGORY_OTHER)},
    {"education", PLATFORM_EDUCATION, BIT(CATEGORY_EDUCATION)},
    {"marketplace", PLATFORM_SHOP, BIT(CATEGORY_OTHER)},
    {"music", PLATFORM_MUSIC, BIT(CATEGORY_OTHER)},
    {"file-host", PLATFORM_OTHER, BIT(CATEGORY_OTHER)},
    {"other", PLATFORM_OTHER, BIT(CATEGORY_OTHER)},
#undef BIT
};

/* y, n, or ? and nothing at all for not known. */
static bool known_of(const char *cell, uint8_t *ret)
{
    static const struct {
        const char *word;
        enum known known;
    } words[] = {{"y", KNOWN_YES}, {"n", KNOWN_NO}, {"?", KNOWN_UNSURE}, {"", KNOWN_UNSURE}};

    for (size_t i = 0; i < ARRAY_LEN(words); i++)
        if (strcmp(cell, words[i].word) == 0) {
            *ret = (uint8_t)words[i].known;
            return true;
        }
    return false;
}

/* Years, 0 or nothing where not known. */
static bool age_of(const char *cell, uint8_t *ret)
{
    unsigned age = 0;

    for (; *cell; cell++) {
        if (*cell < '0' || *cell > '9' || age > 9)
            return false;
        age = age * 10 + (unsigned)(*cell - '0');
    }
    *ret = (uint8_t)age;
    return true;
}

static bool set_kind(const char *word, struct image_platform *p)
{
    for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
        if (strcmp(kinds[i].word, word) == 0) {
            p->kind = (uint8_t)kinds[i].kind;
            p->categories = kinds[i].categories;
            return true;
        }
    return false;
}

/* Cells of a line; missing ones are empty. False: one is too long. */
static bool split(struct bytes line, char cells[COLUMNS][CELL_MAX])
{
    for (int i = 0; i < COLUMNS; i++) {
        size_t n = 0;

        while (n < line.len && line.at[n] != '\t')
            n++;
        if (n >= CELL_MAX)
            return false;
        if (n > 0)
            memcpy(cells[i], line.at, n);
        cells[i][n] = '\0';
        line = bytes_after(line, n + 1);
    }
    return true;
}

/* Where a message points to. */
struct place {
    const char *table;
    size_t n_line;
};

static int refuse(const struct place *place, struct text *reterr, const char *what,
                  const char *cell)
{
    text_addf(reterr, "%s, line %zu: %s: \"", place->table, place->n_line, what);
    text_add_visible(reterr, cell);
    text_add(reterr, "\"");
    return -EINVAL;
}

/* Does a domain of this table belong to a platform already? */
static bool is_taken(const struct compiler *c, const char *host, uint16_t list)
{
    size_t len = strlen(host);

    for (size_t i = 0; i < c->n_entries; i++) {
        const struct compiler_entry *e = &c->entries[i];
        const char *reversed = c->names.at + e->name_at;
        size_t same = 0;

        if (c->says[e->say].list != list || e->len != len)
            continue;
        while (same < len && reversed[same] == host[len - 1 - same])
            same++;
        if (same == len)
            return true;
    }
    return false;
}

static int add_domains(struct compiler *c, const char *domains, const struct image_say *like,
                       const struct place *place, struct text *reterr)
{
    struct bytes left = bytes_of(domains, strlen(domains)), word;
    char host[LIST_NAME_ROOM];
    int r = 0;

    while (r >= 0 && (word = list_take_word(&left)).len > 0) {
        if (list_word(word, host) != WORD_NAME || !compiler_may_list(host))
            return refuse(place, reterr, "one of these is no domain that a platform can have",
                          domains);
        if (is_taken(c, host, like->list))
            return refuse(place, reterr, "a platform has this domain already", host);
        r = compiler_entry(c, host, like);
    }
    return r;
}

static bool has_id(const struct compiler *c, const char *id)
{
    for (size_t i = 0; i < c->n_platforms; i++)
        if (strcmp(c->text.at + c->platforms[i].id_at, id) == 0)
            return true;
    return false;
}

/* The cells of a row as a platform; 0 or -EINVAL with *reterr. */
static int read_row(struct compiler *c, char cells[COLUMNS][CELL_MAX], const struct place *place,
                    struct image_platform *ret, struct text *reterr)
{
    struct image_platform p = {.id_at = 0};

    if (cells[0][0] == '\0' || has_id(c, cells[0]))
        return refuse(place, reterr, "the id is missing or was used before", cells[0]);
    if (cells[1][0] == '\0')
        return refuse(place, reterr, "there is no name for", cells[0]);
    if (!set_kind(cells[2], &p))
        return refuse(place, reterr, "this is no kind (docs/lists.md has them)", cells[2]);
    if (!known_of(cells[4], &p.strangers) || !known_of(cells[5], &p.encrypted))
        return refuse(place, reterr, "strangers and encrypted are y, n or ?, for", cells[0]);
    if (!age_of(cells[6], &p.age))
        return refuse(place, reterr, "this is no age in years", cells[6]);
    p.id_at = compiler_text(c, cells[0]);
    p.name_at = compiler_text(c, cells[1]);
    p.source_at = compiler_text(c, cells[7]);
    p.card_at = compiler_text(c, cells[8]);
    p.question_at = compiler_text(c, cells[9]);
    *ret = p;
    return c->text.failed ? -ENOMEM : 0;
}

int compiler_add_platforms(struct compiler *c, const char *name, struct bytes text,
                           struct text *reterr)
{
    __attribute__((cleanup(auto_free_memory))) char(*cells)[CELL_MAX] = malloc(COLUMNS * CELL_MAX);
    struct place place = {.table = name};
    struct image_say like = {.categories = 0};
    int r = cells ? compiler_list(c, name, text, &like.list) : -ENOMEM;

    while (r >= 0 && text.len > 0) {
        struct bytes line = compiler_line(&text);
        struct image_platform p, *platforms;

        place.n_line++;
        if (line.len == 0 || line.at[0] == '#')
            continue;
        if (!split(line, cells))
            return refuse(&place, reterr, "a cell is longer than 2,047 bytes", "");
        r = read_row(c, cells, &place, &p, reterr);
        if (r < 0)
            return r;
        platforms = compiler_room(c->platforms, c->n_platforms, &c->platforms_room, sizeof(p));
        if (!platforms || c->n_platforms >= UINT16_MAX - 1)
            return -ENOMEM;
        c->platforms = platforms;
        platforms[c->n_platforms++] = p;
        like.platform = (uint16_t)c->n_platforms;
        like.categories = p.categories;
        r = add_domains(c, cells[3], &like, &place, reterr);
    }
    return r;
}
