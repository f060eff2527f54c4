/*
 * platforms — the table of blocklists/platforms.tsv: id, name, kind, domains, strangers, encrypted,
 * age, source of the age, card, question.
 */
#include "catalogue/catalogue.h"
#include "catalogue/compiler_state.h"
#include "catalogue/list_line.h"

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

static uint8_t known_of(const char *cell)
{
    return cell[0] == 'y' ? KNOWN_YES : cell[0] == 'n' ? KNOWN_NO : KNOWN_UNSURE;
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

static int add_domains(struct compiler *c, const char *domains, const struct image_say *like,
                       const char *where, size_t n_line, struct text *reterr)
{
    struct list_line line = {.left = bytes_of(domains, strlen(domains)), .has_begun = true};
    char host[LIST_NAME_ROOM];
    enum list_line_answer answer;
    bool is_allow;
    int r;

    while ((answer = list_line_next(&line, host, &is_allow)) != LIST_LINE_END) {
        if (answer != LIST_LINE_NAME || !compiler_may_list(host)) {
            text_addf(reterr, "%s, line %zu: one of \"%s\" is no domain that a platform can have",
                      where, n_line, domains);
            return -EINVAL;
        }
        r = compiler_entry(c, host, like);
        if (r < 0)
            return r;
    }
    return 0;
}

int compiler_add_platforms(struct compiler *c, const char *name, struct bytes text,
                           struct text *reterr)
{
    static char cells[COLUMNS][CELL_MAX];
    struct image_say like = {.categories = 0};
    size_t n_line = 0;
    int r = compiler_list(c, name, &like.list);

    while (r >= 0 && text.len > 0) {
        struct bytes line = compiler_line(&text);
        struct image_platform p = {.id_at = 0}, *platforms;

        n_line++;
        if (line.len == 0 || line.at[0] == '#')
            continue;
        if (!split(line, cells) || cells[0][0] == '\0' || cells[1][0] == '\0' ||
            !set_kind(cells[2], &p)) {
            text_addf(reterr, "%s, line %zu: id, name or kind cannot be used", name, n_line);
            return -EINVAL;
        }
        p.strangers = known_of(cells[4]);
        p.encrypted = known_of(cells[5]);
        p.age = (uint8_t)atoi(cells[6]);
        p.id_at = compiler_text(c, cells[0]);
        p.name_at = compiler_text(c, cells[1]);
        p.source_at = compiler_text(c, cells[7]);
        p.card_at = compiler_text(c, cells[8]);
        p.question_at = compiler_text(c, cells[9]);
        if (c->n_platforms == c->platforms_room) {
            size_t more = c->platforms_room ? c->platforms_room * 2 : 256;

            platforms = realloc(c->platforms, more * sizeof(*platforms));
            if (!platforms)
                return -ENOMEM;
            c->platforms = platforms;
            c->platforms_room = more;
        }
        c->platforms[c->n_platforms++] = p;
        like.platform = (uint16_t)c->n_platforms;
        like.categories = p.categories;
        r = add_domains(c, cells[3], &like, name, n_line, reterr);
    }
    return r;
}
