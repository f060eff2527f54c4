#include "report/card.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* The lines of a card that stand as they are; what follows each is one paragraph. */
static const char *const headings[] = {"## What it is", "## Who can write to a child",
                                       "## Where its safety settings are",
                                       "## Questions to begin with"};

/* Lines, blank ones left out; each ends in a NUL that was its line end. */
struct card_lines {
    char *left;
    size_t n; /* of the line that was taken */
};

static char *take_line(struct card_lines *in)
{
    while (in->left) {
        char *line = strsep(&in->left, "\n");

        in->n++;
        if (line[0] != '\0')
            return line;
    }
    return NULL;
}

static int refuse(const struct card_lines *in, const char *wanted, struct text *reterr)
{
    text_addf(reterr, "line %zu: here should be %s", in->n, wanted);
    return -EINVAL;
}

/* The rest of the line after what it has to begin with; NULL where it begins otherwise. */
static const char *after(const char *line, const char *begin)
{
    size_t len = strlen(begin);

    return line && strncmp(line, begin, len) == 0 && line[len] != '\0' ? line + len : NULL;
}

static bool is_date(const char *s)
{
    static const char form[] = "0000-00-00";

    for (size_t i = 0; i < sizeof(form); i++)
        if (form[i] == '0' ? s[i] < '0' || s[i] > '9' : s[i] != form[i])
            return false;
    return true;
}

static int read_lines(struct card_lines *in, struct card *c, struct text *reterr)
{
    const char **paragraphs[] = {&c->what, &c->who, &c->settings};
    const char *line;

    c->name = after(take_line(in), "# ");
    if (!c->name)
        return refuse(in, "\"# \" and the name of the platform", reterr);
    for (size_t i = 0; i < ARRAY_LEN(headings); i++) {
        line = take_line(in);
        if (!line || strcmp(line, headings[i]) != 0)
            return refuse(in, headings[i], reterr);
        if (i == ARRAY_LEN(paragraphs))
            break;
        *paragraphs[i] = take_line(in);
        if (!*paragraphs[i] || (*paragraphs[i])[0] == '#')
            return refuse(in, "a paragraph in one line", reterr);
    }
    for (size_t i = 0; i < CARD_QUESTIONS; i++) {
        c->questions[i] = after(take_line(in), "- ");
        if (!c->questions[i])
            return refuse(in, "\"- \" and one of three questions", reterr);
    }
    line = take_line(in);
    c->date = after(line, "Checked: ");
    c->is_checked = c->date != NULL;
    if (!c->date)
        c->date = after(line, "Written: ");
    if (!c->date || !is_date(c->date))
        return refuse(in, "\"Checked: \" or \"Written: \" and a date as in 2026-11-27", reterr);
    c->source = after(take_line(in), "Source: ");
    if (!c->source)
        return refuse(in, "\"Source: \" and where the facts are from", reterr);
    return take_line(in) ? refuse(in, "the end of the card", reterr) : 0;
}

int card_read(struct bytes bytes, struct card *ret_card, struct text *reterr)
{
    AUTO_CARD struct card c = {.bytes = NULL};
    struct card_lines in = {.n = 0};
    int r;

    if (bytes.len > CARD_MAX) {
        text_addf(reterr, "it is longer than %d bytes", CARD_MAX);
        return -E2BIG;
    }
    c.bytes = malloc(bytes.len + 1);
    if (!c.bytes)
        return -ENOMEM;
    if (bytes.len > 0)
        memcpy(c.bytes, bytes.at, bytes.len);
    c.bytes[bytes.len] = '\0';
    if (strlen(c.bytes) != bytes.len) {
        text_add(reterr, "it holds a zero byte; a card is plain text");
        return -EINVAL;
    }
    in.left = c.bytes;
    r = read_lines(&in, &c, reterr);
    if (r < 0)
        return r;
    *ret_card = c;
    c = (struct card){.bytes = NULL};
    return 0;
}

void card_done(struct card *card)
{
    free(card->bytes);
    *card = (struct card){.bytes = NULL};
}

const char *card_folder(void)
{
    const char *folder = getenv("KINDWARD_CARDS");

    return folder && folder[0] ? folder : CARDS_DIR;
}

/* Ids come from stores and lists: none may lead out of the folder. */
static bool is_plain(const char *id)
{
    return id[0] != '\0' && strspn(id, "abcdefghijklmnopqrstuvwxyz0123456789-") == strlen(id);
}

int card_load(const char *folder, const char *id, struct card *ret_card, struct text *reterr)
{
    __attribute__((cleanup(auto_close_stream))) FILE *in = NULL;
    AUTO_TEXT struct text path = {.at = NULL};
    AUTO_TEXT struct text wrong = {.at = NULL};
    uint8_t bytes[CARD_MAX + 1];
    size_t len;
    int r;

    if (!is_plain(id))
        return -ENOENT;
    text_addf(&path, "%s/%s.md", folder, id);
    if (path.failed)
        return -ENOMEM;
    in = fopen(path.at, "re");
    if (!in && errno == ENOENT)
        return -ENOENT;
    len = in ? fread(bytes, 1, sizeof(bytes), in) : 0;
    if (!in || ferror(in)) {
        r = errno > 0 ? -errno : -EIO;
        text_addf(reterr, "%s: cannot be read: %s", path.at, strerror(-r));
        return r;
    }
    r = card_read(bytes_of(bytes, len), ret_card, &wrong);
    if (r < 0)
        text_addf(reterr, "%s: %s; docs/lists.md shows the form of a card", path.at,
                  text_string(&wrong));
    return r;
}
