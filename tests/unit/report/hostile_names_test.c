/* uses: report insight store policy catalogue base */
/* OUT-1: a name may be any bytes; in each format it is shown and does nothing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../../report/rendered.h"
#include "../../report/sample_week.c"

#include "report/clean.h"

#include <jansson.h>
#include <libxml/parser.h>

/* As it comes, and as a person sees it. */
static const struct {
    const char *name, *seen;
} hostile[] = {
    {"<script>alert(1)</script>", "<script>alert(1)</script>"},
    {"\"><img src=x onerror=alert(1)>", "\"><img src=x onerror=alert(1)>"},
    {"a&amp;b&lt;", "a&amp;b&lt;"},
    {"]]>--><!--", "]]>--><!--"},
    {"\x1b[31mred\x1b]0;title\x07", "\\x1b[31mred\\x1b]0;title\\x07"},
    {"gro\xe2\x80\xaemoc.elpmaxe", "gro\\u202Emoc.elpmaxe"},
    {"zero\xe2\x80\x8bwidth\xe2\x81\xa6", "zero\\u200Bwidth\\u2066"},
    {"=cmd|' /C calc'!A0", "=cmd|' /C calc'!A0"},
    {"+1+1", "+1+1"},
    {"-1", "-1"},
    {"@SUM(A1)", "@SUM(A1)"},
    {"\tTab", "\\x09Tab"},
    {"two\r\nlines", "two\\x0d\\x0alines"},
    {"comma,\"quote\"", "comma,\"quote\""},
    {"bad\xff\xc0\xaf utf8", "bad\\xff\\xc0\\xaf utf8"},
    {"half\xe2\x80", "half\\xe2\\x80"},
    {"surrogate\xed\xa0\x80", "surrogate\\xed\\xa0\\x80"},
    {"c1\xc2\x9b"
     "31m",
     "c1\\u009B31m"},
    {"none\xef\xbf\xbf", "none\\uFFFF"},
    {"tag\xf3\xa0\x81\x81", "tag\\U000E0041"},
    {"Zoë Łukasz 美咲", "Zoë Łukasz 美咲"},
};

static void json_has_it_whole(const char *name, const char *seen)
{
    char *at = rendered(sample_week_named(name), REPORT_JSON, NULL);
    json_t *root = json_loads(at, 0, NULL), *platform;

    assert_non_null(root);
    assert_string_equal(json_string_value(json_object_get(root, "child")), seen);
    platform = json_array_get(json_object_get(root, "platforms"), 0);
    assert_string_equal(json_string_value(json_object_get(platform, "id")), seen);
    assert_string_equal(json_string_value(json_object_get(platform, "name")), seen);
    assert_string_equal(json_string_value(json_object_get(
                            json_array_get(json_object_get(root, "blocks"), 0), "site")),
                        seen);
    json_decref(root);
    free(at);
}

static void csv_has_it_as_text(const char *name, const char *seen)
{
    static struct csv csv;
    char *at = rendered(sample_week_named(name), REPORT_CSV, NULL), **row;
    char expected[256];

    snprintf(expected, sizeof(expected), "%s%s", strchr("=+-@", seen[0]) ? "'" : "", seen);
    assert_non_null(at);
    assert_true(csv_read(at, &csv));
    row = csv_find(&csv, "platform", expected);
    assert_non_null(row);
    assert_string_equal(row[CSV_CHILD], expected);
    assert_string_equal(row[CSV_NAME], expected);
    assert_non_null(csv_find(&csv, "block", expected));
    for (size_t r = 0; r < csv.n_rows; r++)
        for (size_t c = 0; c < CSV_COLUMNS; c++)
            assert_true(csv.cells[r][c][0] == '\0' || !strchr("=+-@\t\r", csv.cells[r][c][0]));
    free(at);
}

static const char *const elements[] = {
    "html",  "head",  "meta",    "title",   "style",   "body",    "main",   "article", "header",
    "p",     "h1",    "h2",      "h3",      "h4",      "ul",      "li",     "span",    "strong",
    "div",   "table", "tr",      "th",      "td",      "svg",     "rect",   "text",    "desc",
    "thead", "tbody", "caption", "section", "details", "summary", "footer",
};

static const char *const attributes[] = {
    "lang",
    "charset",
    "http-equiv",
    "content",
    "name",
    "class",
    "id",
    "scope",
    "data-key",
    "data-low",
    "data-high",
    "data-named",
    "data-connections",
    "data-guessed",
    "data-times",
    "viewBox",
    "aria-hidden",
    "aria-labelledby",
    "preserveAspectRatio",
    "role",
    "x",
    "y",
    "width",
    "height",
};

static bool is_one_of(const xmlChar *word, const char *const *words, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp((const char *)word, words[i]) == 0)
            return true;
    return false;
}

/* Only what the report is made of: no script, no link, no image, no on*, no style attribute. */
static void assert_plain_tree(const xmlNode *node)
{
    for (; node; node = node->next) {
        assert_int_not_equal(node->type, XML_COMMENT_NODE);
        assert_int_not_equal(node->type, XML_PI_NODE);
        assert_int_not_equal(node->type, XML_CDATA_SECTION_NODE);
        if (node->type != XML_ELEMENT_NODE)
            continue;
        if (!is_one_of(node->name, elements, ARRAY_LEN(elements)))
            fail_msg("unexpected element %s", (const char *)node->name);
        for (const xmlAttr *a = node->properties; a; a = a->next)
            if (!is_one_of(a->name, attributes, ARRAY_LEN(attributes)))
                fail_msg("unexpected attribute %s", (const char *)a->name);
        assert_plain_tree(node->children);
    }
}

static void html_has_it_as_text(const char *name, const char *seen)
{
    char *at = rendered(sample_week_named(name), REPORT_HTML, NULL);
    xmlDoc *doc = xmlReadMemory(at, (int)strlen(at), NULL, "UTF-8", XML_PARSE_NONET);
    xmlChar *content;

    assert_non_null(doc);
    assert_plain_tree(xmlDocGetRootElement(doc));
    content = xmlNodeGetContent(xmlDocGetRootElement(doc));
    assert_non_null(strstr((const char *)content, seen));
    xmlFree(content);
    xmlFreeDoc(doc);
    free(at);
}

/* Whole lines of the width, no control but the line end. */
static void assert_calm_text(const char *at, size_t width)
{
    while (*at) {
        size_t len = strcspn(at, "\n");
        char *line = strndup(at, len);

        for (size_t i = 0; i < len; i++)
            assert_true((unsigned char)line[i] >= 0x20 && line[i] != 0x7f);
        assert_true(clean_width(line) <= width);
        free(line);
        at += len + (at[len] == '\n');
    }
}

static void text_stays_whole(const char *name, const char *seen)
{
    static const struct report_style styles[] = {
        {.utf8 = true, .width = 80}, {.utf8 = true, .width = 40}, {.utf8 = false, .width = 80}};

    for (size_t i = 0; i < ARRAY_LEN(styles); i++) {
        char *at = rendered(sample_week_named(name), REPORT_TEXT, &styles[i]);

        assert_non_null(at);
        assert_calm_text(at, (size_t)styles[i].width);
        if (i == 0)
            assert_non_null(strstr(at, seen));
        for (const char *c = at; i == 2 && *c; c++)
            assert_true((unsigned char)*c < 0x80);
        free(at);
    }
}

static void hostile_names_are_shown_and_do_nothing(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(hostile); i++) {
        json_has_it_whole(hostile[i].name, hostile[i].seen);
        csv_has_it_as_text(hostile[i].name, hostile[i].seen);
        html_has_it_as_text(hostile[i].name, hostile[i].seen);
        text_stays_whole(hostile[i].name, hostile[i].seen);
    }
}

static void a_name_of_no_bytes_is_said_to_be_none(void **state)
{
    char *at = rendered(sample_week_named(""), REPORT_TEXT, NULL);

    (void)state;
    assert_non_null(strstr(at, "(no name)"));
    free(at);
}

static void long_and_wide_names_are_cut_with_a_mark(void **state)
{
    char name[1201];
    char *at;

    (void)state;
    for (size_t i = 0; i < 1200; i += 3)
        memcpy(name + i, "美", 3);
    name[1200] = '\0';
    at = rendered(sample_week_named(name), REPORT_TEXT, NULL);
    assert_calm_text(at, 80);
    assert_non_null(strstr(at, "…"));
    free(at);
}

static void colour_is_only_there_when_told(void **state)
{
    const struct report_style style = {.colour = true, .utf8 = true, .width = 80};
    char *plain = rendered(sample_week_rich(), REPORT_TEXT, NULL);
    char *coloured = rendered(sample_week_rich(), REPORT_TEXT, &style), *to = coloured;

    (void)state;
    assert_null(strchr(plain, 0x1b));
    assert_non_null(strchr(coloured, 0x1b));
    for (const char *from = coloured; *from;) { /* without the colours it is the same */
        if (*from == 0x1b)
            from += strcspn(from, "m") + 1;
        else
            *to++ = *from++;
    }
    *to = '\0';
    assert_string_equal(plain, coloured);
    free(plain);
    free(coloured);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hostile_names_are_shown_and_do_nothing),
        cmocka_unit_test(a_name_of_no_bytes_is_said_to_be_none),
        cmocka_unit_test(long_and_wide_names_are_cut_with_a_mark),
        cmocka_unit_test(colour_is_only_there_when_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
