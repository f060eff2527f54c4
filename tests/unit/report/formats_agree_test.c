/* uses: report insight store policy catalogue base */
/* All four formats say the same numbers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../../report/rendered.h"
#include "../../report/sample_week.c"

#include "report/words.h"

#include <jansson.h>
#include <libxml/parser.h>
#include <libxml/xpath.h>

struct all {
    json_t *json;
    xmlDoc *html;
    char *csv_text, *text;
    struct csv *csv;
};

static void read_all(const struct week *week, struct all *all)
{
    char *json = rendered(week, REPORT_JSON, NULL), *html = rendered(week, REPORT_HTML, NULL);

    assert_non_null(json);
    assert_non_null(html);
    all->json = json_loads(json, 0, NULL);
    assert_non_null(all->json);
    all->html = xmlReadMemory(html, (int)strlen(html), NULL, "UTF-8", XML_PARSE_NONET);
    assert_non_null(all->html);
    all->csv_text = rendered(week, REPORT_CSV, NULL);
    assert_non_null(all->csv_text);
    all->csv = calloc(1, sizeof(*all->csv));
    assert_non_null(all->csv);
    assert_true(csv_read(all->csv_text, all->csv));
    all->text = rendered(week, REPORT_TEXT, NULL);
    assert_non_null(all->text);
    free(json);
    free(html);
}

static void done_all(struct all *all)
{
    json_decref(all->json);
    xmlFreeDoc(all->html);
    free(all->csv_text);
    free(all->csv);
    free(all->text);
}

static long number(const json_t *o, const char *key)
{
    json_t *value = json_object_get(o, key);

    assert_true(json_is_integer(value));
    return (long)json_integer_value(value);
}

static void assert_number_is(const char *digits, long n)
{
    char *end;

    assert_non_null(digits);
    assert_true(*digits != '\0');
    assert_int_equal(strtol(digits, &end, 10), n);
    assert_int_equal(*end, '\0');
}

static void assert_attribute_is(xmlNode *node, const char *name, long n)
{
    xmlChar *value = xmlGetProp(node, (const xmlChar *)name);

    assert_number_is((const char *)value, n);
    xmlFree(value);
}

/* Element children of a row: its cells. */
static xmlNode *cell(xmlNode *row, unsigned i)
{
    xmlNode *at = xmlFirstElementChild(row);

    while (at && i-- > 0)
        at = xmlNextElementSibling(at);
    assert_non_null(at);
    return at;
}

static xmlNode *html_row(struct all *all, const char *path, const char *key)
{
    xmlXPathContext *context = xmlXPathNewContext(all->html);
    xmlXPathObject *found = xmlXPathEval((const xmlChar *)path, context);
    xmlNode *row = NULL;

    assert_non_null(found);
    for (int i = 0; found->nodesetval && i < found->nodesetval->nodeNr && !row; i++) {
        xmlNode *at = found->nodesetval->nodeTab[i];
        xmlChar *value = xmlGetProp(at, (const xmlChar *)"data-key");

        if (!key || (value && strcmp((const char *)value, key) == 0))
            row = at;
        xmlFree(value);
    }
    xmlXPathFreeObject(found);
    xmlXPathFreeContext(context);
    return row;
}

static void assert_text_row(const struct all *all, const char *name, struct minutes m, long days,
                            const char *latest)
{
    struct text t = {.at = NULL};
    const char *line = all->text;
    bool found = false;
    char shown[16];

    words_minutes_short(&t, m);
    snprintf(shown, sizeof(shown), " %ld ", days);
    while (!found && (line = strstr(line, name))) {
        char *row = strndup(line, strcspn(line, "\n"));

        found = strstr(row, shown) && strstr(row, text_string(&t)) && strstr(row, latest);
        free(row);
        line++;
    }
    if (!found)
        print_error("the text has no row \"%s\" with \"%s\", \"%s\" and \"%s\"\n", name, shown,
                    text_string(&t), latest);
    assert_true(found);
    text_done(&t);
}

static void assert_use_agrees(struct all *all, const json_t *use, const char *key, const char *name,
                              const char *section, const char *path, bool is_shown)
{
    const json_t *minutes = json_object_get(use, "minutes");
    const char *latest = json_string_value(json_object_get(use, "latest"));
    struct minutes m = {(uint32_t)number(minutes, "low"), (uint32_t)number(minutes, "high")};
    char **row = csv_find(all->csv, section, key);
    xmlNode *tr = html_row(all, path, key);
    long days = number(use, "days");
    xmlChar *content;

    assert_true(m.low <= m.high);
    assert_non_null(row);
    assert_number_is(row[CSV_LOW], m.low);
    assert_number_is(row[CSV_HIGH], m.high);
    assert_number_is(row[CSV_DAYS], days);
    assert_string_equal(row[CSV_LATEST], latest ? latest : "");
    if (json_object_get(use, "new"))
        assert_string_equal(row[CSV_NEW], json_is_true(json_object_get(use, "new")) ? "yes" : "no");
    if (!is_shown) {
        assert_null(tr);
        return;
    }
    assert_non_null(tr);
    assert_attribute_is(cell(tr, 1), "data-low", m.low);
    assert_attribute_is(cell(tr, 1), "data-high", m.high);
    content = xmlNodeGetContent(cell(tr, 2));
    assert_number_is((const char *)content, days);
    xmlFree(content);
    content = xmlNodeGetContent(cell(tr, 3));
    assert_string_equal((const char *)content, latest ? latest : "–");
    xmlFree(content);
    assert_text_row(all, name, m, days, latest ? latest : "–");
}

/* Names are cut to 28 columns of the text; these samples' first 20 bytes tell them apart. */
static void head_of(const char *name, char ret_head[21])
{
    snprintf(ret_head, 21, "%s", name);
}

static void assert_uses_agree(struct all *all, const char *list, const char *key_name,
                              const char *section, const char *path, size_t n_shown)
{
    size_t i;
    json_t *use;

    json_array_foreach(json_object_get(all->json, list), i, use)
    {
        const char *key = json_string_value(json_object_get(use, key_name));
        const char *name = json_string_value(json_object_get(use, "name"));
        char head[21];

        head_of(name ? name : key, head);
        assert_use_agrees(all, use, key, head, section, path, i < n_shown);
    }
}

static void assert_total_agrees(struct all *all)
{
    const json_t *total = json_object_get(json_object_get(all->json, "total"), "minutes");
    const json_t *chat = json_object_get(json_object_get(all->json, "chat"), "minutes");
    struct minutes m = {(uint32_t)number(total, "low"), (uint32_t)number(total, "high")};
    char **row = csv_find(all->csv, "total", NULL);
    xmlNode *tr = html_row(all, "//table[@class='spans']/tbody/tr[1]", NULL);
    struct text words = {.at = NULL};

    assert_non_null(row);
    assert_number_is(row[CSV_LOW], m.low);
    assert_number_is(row[CSV_HIGH], m.high);
    assert_number_is(row[CSV_DAYS], number(json_object_get(all->json, "total"), "days"));
    row = csv_find(all->csv, "chat", NULL);
    assert_number_is(row[CSV_LOW], number(chat, "low"));
    assert_number_is(row[CSV_HIGH], number(chat, "high"));
    assert_non_null(tr);
    if (m.high == 0)
        return;
    assert_attribute_is(cell(tr, 1), "data-low", m.low);
    assert_attribute_is(cell(tr, 1), "data-high", m.high);
    words_minutes(&words, m);
    assert_non_null(strstr(all->text, text_string(&words) +
                                          (strncmp(text_string(&words), "about ", 6) ? 0 : 6)));
    text_done(&words);
}

static void assert_coverage_agrees(struct all *all)
{
    const json_t *coverage = json_object_get(all->json, "coverage"), *unnamed;
    long n = number(coverage, "connections"), named = number(coverage, "named");
    xmlNode *p = html_row(all, "//p[@data-connections]", NULL);
    const char *word;
    json_t *value;
    char words[64];

    assert_number_is(csv_find(all->csv, "coverage", "connections")[CSV_COUNT], n);
    assert_number_is(csv_find(all->csv, "coverage", "named")[CSV_COUNT], named);
    assert_number_is(csv_find(all->csv, "coverage", "days-watched")[CSV_COUNT],
                     number(coverage, "days_watched"));
    assert_non_null(p);
    assert_attribute_is(p, "data-connections", n);
    assert_attribute_is(p, "data-named", named);
    snprintf(words, sizeof(words), "%ld of %ld connections", named, n);
    if (n > 0)
        assert_non_null(strstr(all->text, words));

    unnamed = json_object_get(coverage, "unnamed");
    json_object_foreach((json_t *)unnamed, word, value)
    {
        long count = (long)json_integer_value(value);
        xmlNode *tr = html_row(all, "//table[@class='reasons']/tbody/tr", word);
        xmlChar *content;

        assert_number_is(csv_find(all->csv, "coverage", word)[CSV_COUNT], count);
        assert_non_null(tr);
        content = xmlNodeGetContent(cell(tr, 1));
        assert_number_is((const char *)content, count);
        xmlFree(content);
        snprintf(words, sizeof(words), "\n  %ld: ", count);
        assert_non_null(strstr(all->text, words));
        named += count;
    }
    assert_int_equal(named, n); /* each connection is named or explained, once */
}

static void assert_days_agree(struct all *all)
{
    size_t i;
    json_t *day;

    json_array_foreach(json_object_get(all->json, "by_day"), i, day)
    {
        const char *date = json_string_value(json_object_get(day, "date"));
        const json_t *minutes = json_object_get(day, "minutes");
        char **row = csv_find(all->csv, "day", date);
        char path[64];

        assert_non_null(row);
        if (json_is_true(json_object_get(day, "watched"))) {
            assert_number_is(row[CSV_LOW], number(minutes, "low"));
            assert_number_is(row[CSV_HIGH], number(minutes, "high"));
        }
        snprintf(path, sizeof(path), "//table[@class='by-day']/tbody/tr[%zu]", i + 1);
        assert_attribute_is(cell(html_row(all, path, NULL), 1), "data-high",
                            number(minutes, "high"));
    }
}

static void assert_text_holds(const struct all *all, const char *words)
{
    AUTO_TEXT struct text unwrapped = {.at = NULL};

    for (const char *c = all->text; *c; c++) /* a wrapped line goes on behind two blanks */
        if (*c != '\n')
            text_add_char(&unwrapped, *c);
        else if (strncmp(c + 1, "  ", 2) == 0)
            text_add_char(&unwrapped, (c += 2, ' '));
        else
            text_add_char(&unwrapped, ' ');
    if (!strstr(text_string(&unwrapped), words))
        fail_msg("the text does not hold \"%s\"", words);
}

static void assert_gaps_agree(struct all *all)
{
    const json_t *gaps = json_object_get(json_object_get(all->json, "coverage"), "gaps");
    size_t i, n_shown = 0;
    json_t *gap;

    json_array_foreach((json_t *)gaps, i, gap)
    {
        const char *from = json_string_value(json_object_get(gap, "from"));
        const char *sentence = json_string_value(json_object_get(gap, "sentence"));
        char **row = csv_find(all->csv, "gap", from);
        xmlNode *item = html_row(all, "//ul[@class='gaps']/li", from);
        xmlChar *content;

        assert_non_null(row);
        assert_string_equal(row[CSV_NAME], json_string_value(json_object_get(gap, "to")));
        assert_string_equal(row[CSV_KIND], json_string_value(json_object_get(gap, "kind")));
        assert_number_is(row[CSV_LOW], number(gap, "minutes"));
        assert_number_is(row[CSV_COUNT], number(gap, "lost"));
        if (!item)
            continue;
        n_shown++;
        content = xmlNodeGetContent(item);
        assert_string_equal((const char *)content, sentence);
        xmlFree(content);
        assert_text_holds(all, sentence);
    }
    assert_int_equal(n_shown, json_array_size(gaps) < 5 ? json_array_size(gaps) : 5);
}

static void assert_blocks_agree(struct all *all)
{
    size_t i;
    json_t *block;

    json_array_foreach(json_object_get(all->json, "blocks"), i, block)
    {
        const char *site = json_string_value(json_object_get(block, "site"));
        char **row = csv_find(all->csv, "block", site), head[21];
        xmlNode *tr = html_row(all, "//table[@class='blocks']/tbody/tr", site);

        assert_non_null(row);
        assert_number_is(row[CSV_COUNT], number(block, "times"));
        assert_number_is(row[CSV_DAYS], number(block, "days"));
        assert_non_null(tr);
        assert_attribute_is(cell(tr, 2), "data-times", number(block, "times"));
        head_of(site, head);
        assert_non_null(strstr(strstr(all->text, "\nBlocked\n"), head));
    }
}

static void assert_agree(const struct week *week)
{
    struct all all;

    read_all(week, &all);
    assert_total_agrees(&all);
    assert_coverage_agrees(&all);
    assert_uses_agree(&all, "platforms", "id", "platform", "//table[@class='platforms']/tbody/tr",
                      SIZE_MAX);
    assert_uses_agree(&all, "sites", "site", "site", "//table[@class='sites']/tbody/tr", 15);
    assert_uses_agree(&all, "categories", "id", "category", "//table[@class='categories']/tbody/tr",
                      SIZE_MAX);
    assert_days_agree(&all);
    assert_gaps_agree(&all);
    assert_blocks_agree(&all);
    done_all(&all);
}

static void a_rich_week_says_the_same_numbers_in_every_format(void **state)
{
    (void)state;
    assert_agree(sample_week_rich());
}

static void a_calm_week_does_too(void **state)
{
    (void)state;
    assert_agree(sample_week_calm());
}

static void an_empty_week_does_too_and_says_why_it_may_be_empty(void **state)
{
    char *text = rendered(sample_week_empty(), REPORT_TEXT, NULL);

    (void)state;
    assert_agree(sample_week_empty());
    assert_non_null(strstr(text, "Nothing was seen of Mia on these days."));
    assert_non_null(strstr(text, "Kindward was not looking at that time"));
    free(text);
}

static void a_single_day_and_a_year_do_too(void **state)
{
    (void)state;
    assert_agree(sample_week_day());
    assert_agree(sample_week_year());
}

static void a_rich_week_has_the_numbers_that_went_in(void **state)
{
    struct all all;
    const json_t *third;

    (void)state;
    read_all(sample_week_rich(), &all);
    third = json_array_get(json_object_get(all.json, "platforms"), 2);
    assert_string_equal(json_string_value(json_object_get(third, "id")), "discord");
    assert_int_equal(number(json_object_get(third, "minutes"), "low"), 118);
    assert_int_equal(number(json_object_get(third, "minutes"), "high"), 147);
    assert_int_equal(number(third, "days"), 4);
    assert_string_equal(json_string_value(json_object_get(third, "latest")), "00:30");
    assert_true(json_is_true(json_object_get(third, "new")));
    assert_string_equal(json_string_value(json_object_get(third, "strangers_can_write")), "yes");
    assert_int_equal(number(third, "minimum_age"), 13);
    assert_int_equal(number(json_object_get(json_object_get(all.json, "total"), "minutes"), "low"),
                     860);
    assert_int_equal(number(json_object_get(all.json, "coverage"), "named"), 310 + 3934);
    assert_string_equal(json_string_value(json_object_get(all.json, "week")), "2026-W47");
    assert_string_equal(json_string_value(json_object_get(all.json, "to")), "2026-11-22");
    done_all(&all);
}

static void gaps_and_blocks_are_said_in_plain_words(void **state)
{
    struct all all;

    (void)state;
    read_all(sample_week_rich(), &all);
    assert_text_holds(&all, "- Kindward did not see anything on Tuesday 17 November, 14:02–14:09: "
                            "it had been stopped.");
    assert_text_holds(&all, "There were 2 more such times, none longer than these and 1 minute in "
                            "all.");
    assert_text_holds(&all, "bet.example");
    assert_text_holds(&all, "4 times on 2 days");
    done_all(&all);
    read_all(sample_week_calm(), &all);
    assert_null(strstr(all.text, "did not see"));
    assert_null(strstr(all.text, "Blocked"));
    done_all(&all);
}

static void a_guess_is_one_sentence_and_said_to_be_one(void **state)
{
    static const char sentence[] =
        "Of 411 connections without a name, 46 probably went to: amazonaws.com, cloud.example, "
        "one.example, two.example, three.example and others. That is a guess from the address, and "
        "counts as use of nothing.";
    const json_t *guess;
    struct all all;

    (void)state;
    read_all(sample_week_rich(), &all);
    guess = json_object_get(json_object_get(all.json, "coverage"), "guess");
    assert_string_equal(json_string_value(json_object_get(guess, "sentence")), sentence);
    assert_int_equal(number(guess, "nameless"), 411);
    assert_int_equal(number(guess, "guessed"), 46);
    assert_int_equal(json_array_size(json_object_get(guess, "sites")), 5);
    assert_text_holds(&all, sentence);
    assert_number_is(csv_find(all.csv, "coverage", "guessed")[CSV_COUNT], 46);
    assert_string_equal(csv_find(all.csv, "coverage", "guessed")[CSV_WORDS], sentence);
    assert_non_null(html_row(&all, "//p[@data-guessed='46']", NULL));
    done_all(&all);
    read_all(sample_week_calm(), &all);
    assert_true(json_is_null(json_object_get(json_object_get(all.json, "coverage"), "guess")));
    assert_null(strstr(all.text, "guess"));
    done_all(&all);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_rich_week_says_the_same_numbers_in_every_format),
        cmocka_unit_test(a_calm_week_does_too),
        cmocka_unit_test(an_empty_week_does_too_and_says_why_it_may_be_empty),
        cmocka_unit_test(a_single_day_and_a_year_do_too),
        cmocka_unit_test(a_rich_week_has_the_numbers_that_went_in),
        cmocka_unit_test(gaps_and_blocks_are_said_in_plain_words),
        cmocka_unit_test(a_guess_is_one_sentence_and_said_to_be_one),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
