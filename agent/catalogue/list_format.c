#include "catalogue/list_format.h"

#include "catalogue/list_reading.h"

#include <ctype.h>
#include <errno.h>
#include <string.h>

enum { LINES_TRIED = 5000 };

static const struct {
    const char *name;
    void (*line)(struct list_reading *r, struct bytes line); /* NULL: it is not read by lines */
} formats[FORMAT_COUNT] = {
    [FORMAT_HOSTS] = {"hosts", list_read_hosts},
    [FORMAT_PLAIN] = {"plain", list_read_plain},
    [FORMAT_WILDCARD] = {"wildcard", list_read_plain},
    [FORMAT_ABP] = {"abp", list_read_abp},
    [FORMAT_DNSMASQ] = {"dnsmasq", list_read_dnsmasq},
    [FORMAT_UNBOUND] = {"unbound", list_read_unbound},
    [FORMAT_RPZ] = {"rpz", list_read_rpz},
    [FORMAT_BIND] = {"bind", list_read_bind},
    [FORMAT_V2FLY] = {"v2fly", list_read_v2fly},
    [FORMAT_CLASH] = {"clash", list_read_clash},
    [FORMAT_CSV] = {"csv", list_read_csv},
    [FORMAT_JSON] = {"json", NULL},
    [FORMAT_HASHED] = {"hashed", list_read_hashed},
};

const char *list_format_name(enum list_format format)
{
    return formats[format].name;
}

bool list_format_of_name(const char *name, enum list_format *ret)
{
    for (int f = 0; f < FORMAT_COUNT; f++)
        if (strcmp(name, formats[f].name) == 0) {
            *ret = (enum list_format)f;
            return true;
        }
    return false;
}

static const struct {
    const char *name, *why;
} left_words[LEFT_COUNT] = {
    [LEFT_INVALID] = {"invalid", "is no name"},
    [LEFT_ADDRESS] = {"address", "is an IP address"},
    [LEFT_LOCAL] = {"local", "is a name of this machine"},
    [LEFT_CONDITIONAL] = {"conditional", "holds for some pages or clients only"},
    [LEFT_PATTERN] = {"pattern", "is a pattern for addresses of pages"},
    [LEFT_COSMETIC] = {"cosmetic", "hides parts of pages"},
    [LEFT_PAGE] = {"page", "is one page of a site"},
    [LEFT_OTHER] = {"other", "lists nothing"},
    [LEFT_INCLUDE] = {"include", "is the name of another list"},
};

const char *list_left_name(enum list_left why)
{
    return left_words[why].name;
}

const char *list_left_why(enum list_left why)
{
    return left_words[why].why;
}

/* ---- a whole list -------------------------------------------------------------------------- */

static struct bytes take_line(struct bytes *text)
{
    const uint8_t *end = memchr(text->at, '\n', text->len);
    struct bytes line = end ? bytes_head(*text, (size_t)(end - text->at)) : *text;

    *text = bytes_after(*text, line.len + (end != NULL));
    return list_trim(line);
}

static struct bytes without_mark(struct bytes text)
{
    return text.len >= 3 && memcmp(text.at, "\xef\xbb\xbf", 3) == 0 ? bytes_after(text, 3) : text;
}

int list_read(enum list_format format, struct bytes text, const struct list_taker *taker,
              struct list_facts *ret_facts)
{
    struct list_facts facts = {.lines = 0};
    struct list_reading r = {.to = taker, .facts = &facts};

    text = without_mark(text);
    if (format == FORMAT_JSON && !list_read_json(&r, text))
        return -EBADMSG;
    if (format == FORMAT_CSV) {
        r.column = list_csv_column(text, &r.separator);
        if (r.column < 0)
            r.column = 0;
    }
    while (formats[format].line && text.len > 0 && r.failed == 0) {
        struct bytes line = take_line(&text);

        r.line = ++facts.lines;
        if (line.len == 0)
            facts.blank++;
        else
            formats[format].line(&r, line);
    }
    if (ret_facts)
        *ret_facts = facts;
    return r.failed;
}

/* ---- which form ---------------------------------------------------------------------------- */

static bool is_hash(struct bytes word)
{
    for (size_t i = 0; i < word.len; i++)
        if (!isxdigit(word.at[i]))
            return false;
    return word.len == 64;
}

static bool starts_with_one(struct bytes line, const char *const *words, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (list_starts(line, words[i]))
            return true;
    return false;
}

static bool has_word(struct bytes line, const char *word)
{
    struct bytes w;

    while ((w = list_take_word(&line)).len > 0)
        if (w.len == strlen(word) && list_starts(w, word))
            return true;
    return false;
}

static bool has_cosmetic_mark(struct bytes line)
{
    return memmem(line.at, line.len, "##", 2) || memmem(line.at, line.len, "#@#", 3) ||
           memmem(line.at, line.len, "#?#", 3);
}

#define STARTS(line, ...)                                                                          \
    starts_with_one(line, (const char *const[]){__VA_ARGS__},                                      \
                    ARRAY_LEN(((const char *const[]){__VA_ARGS__})))

/* Which form a line is of, FORMAT_COUNT: of none in particular. Those that leave no doubt first. */
static enum list_format form_of(struct bytes line)
{
    struct bytes rest = line, word = list_take_word(&rest), second;
    char name[LIST_NAME_ROOM];
    enum word_kind kind;

    if (STARTS(line, "address=/", "server=/", "local=/", "--address=/", "--server=/"))
        return FORMAT_DNSMASQ;
    if (STARTS(line, "local-zone:", "local-data:"))
        return FORMAT_UNBOUND;
    if (STARTS(line, "zone \"", "zone '"))
        return FORMAT_BIND;
    if (STARTS(line, "$TTL", "$ORIGIN") || has_word(rest, "CNAME") || has_word(rest, "SOA"))
        return FORMAT_RPZ;
    if (STARTS(line, "payload:", "- ", "DOMAIN-SUFFIX,", "DOMAIN-KEYWORD,", "+.") ||
        (line.len > 7 && memcmp(line.at, "DOMAIN,", 7) == 0)) /* "domain," is a column of CSV */
        return FORMAT_CLASH;
    if (STARTS(line, "||", "@@") || has_cosmetic_mark(line))
        return FORMAT_ABP;
    if (STARTS(line, "domain:", "full:", "regexp:", "keyword:", "include:"))
        return FORMAT_V2FLY;
    second = list_take_word(&rest);
    if (list_is_address(word) && second.len > 0 && second.at[0] != '#')
        return FORMAT_HOSTS;
    if (is_hash(word))
        return FORMAT_HASHED;
    kind = list_word(word, name);
    if (second.len > 0 && second.at[0] == '@' && kind == WORD_NAME)
        return FORMAT_V2FLY;
    if (list_starts(word, "*.") && kind == WORD_NAME)
        return FORMAT_WILDCARD;
    if (kind == WORD_NAME || kind == WORD_LABEL || kind == WORD_ADDRESS)
        return second.len == 0 || strchr("#!;", second.at[0]) ? FORMAT_PLAIN : FORMAT_COUNT;
    if (STARTS(line, "|", "/") || memchr(line.at, '^', line.len))
        return FORMAT_ABP;
    if (memchr(line.at, ',', line.len) || memchr(line.at, ';', line.len) ||
        memchr(line.at, '\t', line.len))
        return FORMAT_CSV;
    return FORMAT_COUNT;
}

static bool is_web_page(struct bytes line)
{
    return STARTS(line, "<!doctype", "<html", "<head", "<body", "<?xml", "<!--");
}

static bool is_comment_line(struct bytes line)
{
    return line.at[0] == '!' || line.at[0] == ';' || list_starts(line, "//") ||
           (line.at[0] == '#' && !has_cosmetic_mark(line)) || list_starts(line, "[adblock");
}

/* RFC 8259 §2: of other white space before it none is JSON's. */
static bool is_json_space(uint8_t c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static bool is_json(struct bytes text)
{
    struct list_facts facts = {.lines = 0};
    struct list_reading r = {
        .to = &(const struct list_taker){.item = NULL}, .facts = &facts, .failed = -1};

    while (text.len > 0 && is_json_space(text.at[0]))
        text = bytes_after(text, 1);
    return text.len > 0 && (text.at[0] == '{' || text.at[0] == '[') &&
           !list_starts(text, "[adblock") && list_read_json(&r, text);
}

/* Forms whose lines are names alone for the most part are outvoted by few lines of their own; a
 * line such as "full:name" is in no other list of names at all, but may be in a cell of a table. */
static enum list_format winner(const size_t votes[FORMAT_COUNT + 1])
{
    static const enum list_format marked[] = {FORMAT_DNSMASQ, FORMAT_UNBOUND, FORMAT_BIND,
                                              FORMAT_RPZ,     FORMAT_CLASH,   FORMAT_ABP,
                                              FORMAT_V2FLY,   FORMAT_HOSTS};
    enum list_format best = FORMAT_COUNT;
    size_t most = 0;

    for (int f = 0; f < FORMAT_COUNT; f++)
        if (votes[f] > most) {
            most = votes[f];
            best = (enum list_format)f;
        }
    if (best == FORMAT_PLAIN || best == FORMAT_WILDCARD || best == FORMAT_CSV ||
        best == FORMAT_COUNT) {
        size_t most_marked = 0;
        bool is_table = best == FORMAT_CSV;

        for (size_t i = 0; i < ARRAY_LEN(marked); i++)
            if (votes[marked[i]] > most_marked &&
                (marked[i] == FORMAT_V2FLY ? !is_table : votes[marked[i]] * 50 >= most)) {
                most_marked = votes[marked[i]];
                best = marked[i];
            }
    }
    return best;
}

int list_recognise(struct bytes text, enum list_format *ret)
{
    size_t votes[FORMAT_COUNT + 1] = {0}, n = 0;
    struct bytes left;
    char separator;

    text = without_mark(text);
    if (is_json(text)) {
        *ret = FORMAT_JSON;
        return 0;
    }
    for (left = text; left.len > 0 && n < LINES_TRIED;) {
        struct bytes line = take_line(&left);

        if (list_starts(line, "[adblock"))
            votes[FORMAT_ABP]++;
        if (line.len == 0 || is_comment_line(line))
            continue;
        if (n == 0 && is_web_page(line))
            return -EBADMSG;
        votes[form_of(line)]++;
        n++;
    }
    if (n == 0 && votes[FORMAT_ABP] == 0)
        return -ENODATA;
    *ret = winner(votes);
    if (*ret == FORMAT_CSV && list_csv_column(text, &separator) < 0)
        *ret = FORMAT_COUNT;
    return *ret == FORMAT_COUNT ? -EINVAL : 0;
}
