/* uses: report insight store policy catalogue base */
/* The HTML report: one file, no script, nothing outside, readable by everyone. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../../report/rendered.h"
#include "../../report/sample_week.c"

#include "report/palette.h"

#include <libxml/parser.h>
#include <libxml/xpath.h>

static xmlDoc *html_of(const struct week *week)
{
    char *at = rendered(week, REPORT_HTML, NULL);
    xmlDoc *doc = xmlReadMemory(at, (int)strlen(at), NULL, "UTF-8", XML_PARSE_NONET);

    assert_non_null(doc);
    free(at);
    return doc;
}

static int count_of(xmlDoc *doc, const char *path)
{
    xmlXPathContext *context = xmlXPathNewContext(doc);
    xmlXPathObject *found = xmlXPathEval((const xmlChar *)path, context);
    int n;

    assert_non_null(found);
    n = found->nodesetval ? found->nodesetval->nodeNr : 0;
    xmlXPathFreeObject(found);
    xmlXPathFreeContext(context);
    return n;
}

static void nothing_in_it_runs_or_reaches_out(void **state)
{
    static const char *const never[] = {"<script", "http:",   "https:", "//",
                                        "url(",    "@import", "<a ",    "<img",
                                        "<link",   "<iframe", "<form",  "javascript:"};
    char *at = rendered(sample_week_rich(), REPORT_HTML, NULL);

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(never); i++)
        if (strstr(at, never[i]))
            fail_msg("the report holds %s", never[i]);
    assert_non_null(strstr(at, "<!DOCTYPE html>"));
    assert_non_null(strstr(at, "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src "
                               "'none'; style-src 'unsafe-inline'; img-src data:\"/>"));
    free(at);
}

static void no_element_has_an_event_handler_or_a_target(void **state)
{
    xmlDoc *doc = html_of(sample_week_rich());

    (void)state;
    assert_int_equal(count_of(doc, "//@*[starts-with(name(),'on')]"), 0);
    assert_int_equal(count_of(doc, "//@href | //@src | //@action | //@style"), 0);
    xmlFreeDoc(doc);
}

/* An HTML parser ignores "/" at the end of a tag it does not know to be void. */
static void no_element_but_void_ones_closes_itself(void **state)
{
    char *at = rendered(sample_week_rich(), REPORT_HTML, NULL);

    (void)state;
    for (const char *end = strstr(at, "/>"); end; end = strstr(end + 2, "/>")) {
        const char *begin = end;

        while (*begin != '<')
            begin--;
        if (strncmp(begin, "<meta ", 6) != 0 && strncmp(begin, "<rect ", 6) != 0)
            fail_msg("closes itself: %.20s", begin);
    }
    free(at);
}

static void the_style_sheet_reads_the_same_as_xml_and_as_html(void **state)
{
    char *at = rendered(sample_week_rich(), REPORT_HTML, NULL);
    char *sheet = strstr(at, "<style>"), *end = strstr(at, "</style>");

    (void)state;
    assert_non_null(sheet);
    assert_non_null(end);
    for (sheet += strlen("<style>"); sheet < end; sheet++)
        assert_true(*sheet != '&' && *sheet != '<' && *sheet != '>');
    free(at);
}

static void a_screen_reader_finds_its_way(void **state)
{
    xmlDoc *doc = html_of(sample_week_rich());

    (void)state;
    assert_int_equal(count_of(doc, "/html[@lang='en']"), 1);
    assert_int_equal(count_of(doc, "//h1"), 1);
    assert_true(count_of(doc, "//h2") >= 9);
    assert_int_equal(count_of(doc, "//h4"), 0);
    assert_int_equal(count_of(doc, "//h3[not(preceding::h2)]"), 0);
    assert_true(count_of(doc, "//table") >= 8);
    assert_int_equal(count_of(doc, "//table[not(caption)]"), 0);
    assert_int_equal(count_of(doc, "//th[not(@scope)]"), 0);
    assert_int_equal(count_of(doc, "//tbody/tr[not(th[@scope='row'])]"), 0);
    assert_int_equal(count_of(doc, "//svg[@role='img'][title and desc]"), 1);
    assert_int_equal(count_of(doc, "//svg[not(@role='img') and not(@aria-hidden='true')]"), 0);
    assert_int_equal(count_of(doc, "//section[not(@aria-labelledby=.//@id)]"), 0);
    assert_int_equal(count_of(doc, "//*[@id = following::*/@id]"), 0);
    assert_int_equal(count_of(doc, "//table[@class='hours']//td"), 7 * 24);
    xmlFreeDoc(doc);
}

static void several_children_have_headings_in_order(void **state)
{
    const struct week *weeks[] = {sample_week_rich(), sample_week_calm()};
    const struct report_input in = {.weeks = weeks, .n_weeks = 2};
    char *at = NULL;
    size_t len = 0;
    FILE *out = open_memstream(&at, &len);
    xmlDoc *doc;

    (void)state;
    assert_int_equal(report_write(&in, REPORT_HTML, out, NULL), 0);
    fclose(out);
    doc = xmlReadMemory(at, (int)len, NULL, "UTF-8", XML_PARSE_NONET);
    assert_int_equal(count_of(doc, "//h1"), 1);
    assert_int_equal(count_of(doc, "//article/header/h2"), 2);
    assert_int_equal(count_of(doc, "//article//section/h2"), 0);
    assert_int_equal(count_of(doc, "//*[@id = following::*/@id]"), 0);
    xmlFreeDoc(doc);
    free(at);
}

/* x to the power of 2.4, for x from 0 to 1: x² times the fifth root of x², by Newton. */
static double power_2_4(double x)
{
    double square = x * x, root = 1;

    for (int i = 0; i < 60; i++)
        root -= (root * root * root * root * root - square) / (5 * root * root * root * root);
    return square * root;
}

static double channel(uint32_t byte)
{
    double c = (byte & 0xff) / 255.0;

    return c <= 0.04045 ? c / 12.92 : power_2_4((c + 0.055) / 1.055);
}

/* WCAG 2.1, relative luminance and contrast ratio. */
static double luminance(uint32_t rgb)
{
    return 0.2126 * channel(rgb >> 16) + 0.7152 * channel(rgb >> 8) + 0.0722 * channel(rgb);
}

static double contrast(uint32_t a, uint32_t b)
{
    double x = luminance(a), y = luminance(b);

    return x > y ? (x + 0.05) / (y + 0.05) : (y + 0.05) / (x + 0.05);
}

static void colours_have_the_contrast_of_wcag_aa(void **state)
{
    static const struct {
        enum colour front, back;
        double least; /* 4.5 text, 3 what must be told apart */
    } pairs[] = {
        {COLOUR_INK, COLOUR_PAPER, 4.5},     {COLOUR_INK, COLOUR_CARD, 4.5},
        {COLOUR_INK, COLOUR_WARM_BED, 4.5},  {COLOUR_SOFT, COLOUR_PAPER, 4.5},
        {COLOUR_SOFT, COLOUR_CARD, 4.5},     {COLOUR_SOFT, COLOUR_WARM_BED, 4.5},
        {COLOUR_ACCENT, COLOUR_PAPER, 4.5},  {COLOUR_ACCENT, COLOUR_CARD, 4.5},
        {COLOUR_WARM, COLOUR_WARM_BED, 4.5}, {COLOUR_CARD, COLOUR_BADGE, 4.5},
        {COLOUR_LOW, COLOUR_CARD, 3},        {COLOUR_LOW, COLOUR_HIGH, 3},
        {COLOUR_HEAT_4, COLOUR_HEAT_0, 3},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(pairs); i++) {
        const struct palette_colour *front = &palette[pairs[i].front];
        const struct palette_colour *back = &palette[pairs[i].back];

        if (contrast(front->light, back->light) < pairs[i].least)
            fail_msg("light: %s on %s is %.2f", front->name, back->name,
                     contrast(front->light, back->light));
        if (contrast(front->dark, back->dark) < pairs[i].least)
            fail_msg("dark: %s on %s is %.2f", front->name, back->name,
                     contrast(front->dark, back->dark));
    }
    assert_true(contrast(0x000000, 0xffffff) > 20.99);
    assert_true(contrast(0x767676, 0xffffff) > 4.5 && contrast(0x777777, 0xffffff) < 4.5);
}

static void each_step_of_the_heat_map_is_darker_or_lighter_than_the_one_before(void **state)
{
    (void)state;
    for (int c = COLOUR_HEAT_0; c < COLOUR_HEAT_4; c++) {
        assert_true(luminance(palette[c].light) > luminance(palette[c + 1].light));
        assert_true(luminance(palette[c].dark) < luminance(palette[c + 1].dark));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_in_it_runs_or_reaches_out),
        cmocka_unit_test(no_element_has_an_event_handler_or_a_target),
        cmocka_unit_test(no_element_but_void_ones_closes_itself),
        cmocka_unit_test(the_style_sheet_reads_the_same_as_xml_and_as_html),
        cmocka_unit_test(a_screen_reader_finds_its_way),
        cmocka_unit_test(several_children_have_headings_in_order),
        cmocka_unit_test(colours_have_the_contrast_of_wcag_aa),
        cmocka_unit_test(each_step_of_the_heat_map_is_darker_or_lighter_than_the_one_before),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
