/* uses: report insight store policy catalogue base */
/*
 * Any bytes as the names of a child, a platform and a site, through all four forms of the report:
 *  - HTML is well-formed and valid UTF-8, holds no script, no handler, no link and no foreign
 *    element, and no character that turns its neighbours around;
 *  - JSON parses strictly and holds as many platforms as went in;
 *  - CSV has the same number of cells in every row, and no cell is a formula;
 *  - text keeps to its columns and holds no control byte but line ends.
 *
 * The input: one byte of style, then names parted by zero bytes.
 */
#include "insight/week.h"
#include "report/report.h"

#include <assert.h>
#include <jansson.h>
#include <libxml/parser.h>
#include <locale.h>
#include <string.h>
#include <strings.h>
#include <wchar.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { NAMES = 6, NAME_ROOM = 4096 };

enum name { CHILD, ID, TITLE, CARD, SITE, SOURCE };

struct names {
    char at[NAMES][NAME_ROOM];
};

static void split_names(const uint8_t *data, size_t size, struct names *ret_names)
{
    memset(ret_names, 0, sizeof(*ret_names));
    for (size_t i = 0, name = 0, len = 0; i < size && name < NAMES; i++) {
        if (data[i] == 0) {
            name++;
            len = 0;
        } else if (len + 1 < NAME_ROOM)
            ret_names->at[name][len++] = (char)data[i];
    }
}

static char *render(const struct report_input *in, enum report_format format,
                    const struct report_style *style, size_t *ret_len)
{
    char *at = NULL;
    FILE *out = open_memstream(&at, ret_len);
    int r;

    assert(out);
    r = report_write(in, format, out, style);
    assert(r == 0);
    fclose(out);
    return at;
}

/* The width of a line as the C library sees it, which knows nothing of ours; -1 where it is no
 * valid UTF-8 or holds a control character. */
static long columns_of(const char *at, size_t len)
{
    mbstate_t state = {0};
    long columns = 0;

    while (len > 0) {
        wchar_t c;
        size_t n = mbrtowc(&c, at, len, &state);

        if (n == 0 || n > len || c < 0x20 || (c >= 0x7f && c < 0xa0))
            return -1;
        columns += wcwidth(c) < 0 ? 1 : wcwidth(c);
        at += n;
        len -= n;
    }
    return columns;
}

static void check_text(const char *at, size_t len, long width, bool ascii)
{
    while (len > 0) {
        const char *end = memchr(at, '\n', len);
        long columns;

        assert(end); /* the last line ends too */
        columns = columns_of(at, (size_t)(end - at));
        assert(columns >= 0 && columns <= width);
        for (const char *c = at; ascii && c < end; c++)
            assert((unsigned char)*c < 0x80);
        len -= (size_t)(end + 1 - at);
        at = end + 1;
    }
}

/* U+202A to U+202E and U+2066 to U+2069: what follows is shown in another order. */
static bool has_bidi(const char *s)
{
    for (; *s; s++) {
        const unsigned char *b = (const unsigned char *)s;

        if (b[0] == 0xe2 && b[1] == 0x80 && b[2] >= 0xaa && b[2] <= 0xae)
            return true;
        if (b[0] == 0xe2 && b[1] == 0x81 && b[2] >= 0xa6 && b[2] <= 0xa9)
            return true;
    }
    return false;
}

static void check_node(const xmlNode *node)
{
    static const char *const forbidden[] = {"script", "iframe", "object", "embed", "form",
                                            "base",   "link",   "a",      "img",   "foreignObject"};

    for (; node; node = node->next) {
        assert(node->type != XML_PI_NODE && node->type != XML_ENTITY_REF_NODE);
        if (node->type == XML_TEXT_NODE)
            assert(!has_bidi((const char *)node->content));
        if (node->type != XML_ELEMENT_NODE)
            continue;
        for (size_t i = 0; i < ARRAY_LEN(forbidden); i++)
            assert(strcasecmp((const char *)node->name, forbidden[i]) != 0);
        for (const xmlAttr *a = node->properties; a; a = a->next) {
            assert(strncasecmp((const char *)a->name, "on", 2) != 0);
            assert(strcasecmp((const char *)a->name, "href") != 0);
            assert(strcasecmp((const char *)a->name, "src") != 0);
        }
        check_node(node->children);
    }
}

static void check_html(const char *at, size_t len)
{
    xmlDocPtr doc = xmlReadMemory(at, (int)len, NULL, "UTF-8",
                                  XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);

    assert(doc);
    check_node(xmlDocGetRootElement(doc));
    xmlFreeDoc(doc);
}

static void check_json(const char *at, size_t len, size_t n_children, size_t n_platforms)
{
    json_t *top = json_loadb(at, len, JSON_REJECT_DUPLICATES, NULL);
    json_t *report = top;

    assert(top);
    if (n_children != 1) {
        assert(json_array_size(json_object_get(top, "reports")) == n_children);
        report = json_array_get(json_object_get(top, "reports"), 0);
    }
    assert(json_array_size(json_object_get(report, "platforms")) == n_platforms);
    assert(!has_bidi(json_string_value(json_object_get(report, "child"))));
    json_decref(top);
}

/* Reads RFC 4180 by its own rules, so that the writer is not checked with its own idea of them. */
static void check_csv(const char *at, size_t len)
{
    size_t cells = 0, first_row = 0, rows = 0;

    for (size_t i = 0; i < len;) {
        bool quoted = at[i] == '"';
        char first;

        i += quoted;
        first = i < len ? at[i] : '\n';
        assert(first == '\0' || !strchr("=+-@\t", first));
        for (; i < len; i++) {
            if (quoted && at[i] == '"' && i + 1 < len && at[i + 1] == '"')
                i++;
            else if (quoted ? at[i] == '"' : strchr(",\r\n", at[i]) != NULL)
                break;
            else
                assert(quoted || at[i] != '"');
        }
        if (quoted) {
            assert(i < len);
            i++;
        }
        cells++;
        assert(i < len && strchr(",\r\n", at[i]));
        if (at[i] == ',') {
            i++;
            continue;
        }
        assert(at[i] == '\r' && i + 1 < len && at[i + 1] == '\n');
        i += 2;
        first_row = rows++ == 0 ? cells : first_row;
        assert(cells == first_row);
        cells = 0;
    }
    assert(rows > 1 && cells == 0);
}

/* Most inputs go through one format, by their sum, and one in eight through all (-1): a page is
 * dear to make, and an input's neighbours meet the other formats. */
static int one_format(const uint8_t *data, size_t size)
{
    unsigned sum = 0;

    for (size_t i = 0; i < size; i++)
        sum = sum * 31 + data[i];
    return sum % 8 == 0 ? -1 : (int)(sum / 8 % 4);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct names names;
    uint8_t choice = size > 0 ? data[0] : 0;
    struct platform known = {.index = 1,
                             .id = names.at[ID],
                             .name = names.at[TITLE],
                             .kind = (enum platform_kind)(choice % PLATFORM_KIND_COUNT),
                             .strangers_can_write = KNOWN_YES,
                             .minimum_age = 13,
                             .age_source = names.at[SOURCE],
                             .card = names.at[CARD],
                             .question = names.at[CARD],
                             .categories = category_bit(CATEGORY_MESSAGING)};
    struct use use = {.minutes = {3, 9}, .n_days = 2, .last_day = 1, .latest_minute = 1470};
    struct week_platform platforms[] = {
        {.platform = &known, .id = names.at[ID], .use = use, .is_new = true},
        {.id = names.at[TITLE], .use = use},
    };
    struct week_site sites[] = {
        {.site = names.at[SITE], .platform_id = names.at[ID], .use = use, .is_new = true},
    };
    struct week_day days[] = {
        {.day = 0, .minutes = {3, 9}, .latest_minute = 1470, .was_watched = true}};
    struct week_signal signals[SIGNAL_CATEGORY + 1];
    struct week week = {.child = names.at[CHILD],
                        .to_day = 7,
                        .total = {3, 9},
                        .chat = {3, 9},
                        .had_earlier = {choice % 2},
                        .latest_minute = 1470,
                        .platforms = platforms,
                        .n_platforms = ARRAY_LEN(platforms),
                        .sites = sites,
                        .n_sites = ARRAY_LEN(sites),
                        .days = days,
                        .n_days = ARRAY_LEN(days),
                        .signals = signals,
                        .n_signals = ARRAY_LEN(signals)};
    const struct week *weeks[] = {&week, &week};
    struct report_input in = {.weeks = weeks, .n_weeks = 1 + choice / 2 % 2};
    struct report_style style = {.utf8 = choice & 4, .width = choice & 8 ? 80 : 60};
    int only = one_format(data, size);
    char *at;
    size_t len;

    setlocale(LC_CTYPE, "C.UTF-8");
    split_names(data + (size > 0), size > 0 ? size - 1 : 0, &names);
    week.categories[CATEGORY_MESSAGING].use = use;
    for (size_t i = 0; i < ARRAY_LEN(signals); i++)
        signals[i] = (struct week_signal){.kind = (enum signal_kind)i,
                                          .platform = &platforms[i % 2],
                                          .other = &platforms[0],
                                          .site = i % 3 ? &sites[0] : NULL,
                                          .minutes = {3, 9},
                                          .minute_of_day = -1,
                                          .n_days = 1};

    for (int format = REPORT_TEXT; format <= REPORT_CSV; format++) {
        if (only >= 0 && only != format)
            continue;
        at = render(&in, (enum report_format)format, &style, &len);
        switch ((enum report_format)format) {
        case REPORT_TEXT:
            check_text(at, len, style.width, !style.utf8);
            break;
        case REPORT_HTML:
            check_html(at, len);
            break;
        case REPORT_JSON:
            check_json(at, len, in.n_weeks, ARRAY_LEN(platforms));
            break;
        case REPORT_CSV:
            check_csv(at, len);
            break;
        }
        free(at);
    }
    return 0;
}
