#include "report/mine.h"

#include "base/clock.h"
#include "report/clean.h"
#include "report/html_page.h"
#include "report/notice.h"
#include "report/words.h"

#include <string.h>

#define X(s) ((const xmlChar *)(s))

/* Where the words go: lines of a terminal, or a page. One of the two is there. */
struct sheet {
    const json_t *mine;
    mine_who who;
    struct lines *lines;
    struct html *html;
    xmlNode *at; /* of the page: the section's list */
    struct text *failed;
};

static const char *word(const json_t *o, const char *key)
{
    const char *s = json_string_value(json_object_get(o, key));

    return s ? s : "";
}

static int64_t number(const json_t *o, const char *key)
{
    return json_integer_value(json_object_get(o, key));
}

static void heading(struct sheet *s, xmlNode *body, const char *title)
{
    if (s->lines)
        lines_heading(s->lines, title);
    else
        s->at = html_tag(s->html, html_section(s->html, body, "", title), "ul", "");
}

static void item(struct sheet *s, const struct text *t)
{
    s->failed->failed |= t->failed;
    if (s->lines)
        lines_wrap(s->lines, LOOK_PLAIN, "  ", "  ", text_string(t));
    else
        html_text(s->html, s->at, "li", "", text_string(t));
}

static void say(struct sheet *s, const char *words)
{
    AUTO_TEXT struct text t = {.at = NULL};

    text_add(&t, words);
    item(s, &t);
}

static void add_moment(struct text *t, int64_t when_us)
{
    int offset_s = clock_utc_offset_s(when_us);

    words_day(t, clock_day(when_us, offset_s));
    text_add(t, ", ");
    words_time(t, clock_second_of_day(when_us, offset_s) / 60);
}

/* 2026-11-16 as a person says it. */
static void add_day(struct text *t, const char *day)
{
    int32_t number_of_it;

    if (day_from_text(day, &number_of_it) == 0)
        words_day(t, number_of_it);
    else
        clean_add(t, day);
}

static void add_recorded(struct sheet *s, xmlNode *body)
{
    const json_t *days = json_object_get(s->mine, "days");
    AUTO_TEXT struct text t = {.at = NULL};

    heading(s, body, "What is recorded");
    say(s, "Which sites and services you use, when, and how much goes to and fro. Never what you "
           "write, read or watch there: no pages, no messages, no pictures, no passwords.");
    say(s,
        "Help lines for children, and sites for abuse, health and legal aid, are never recorded. "
        "Whoever looks for help there is not seen.");
    if (json_is_object(days)) {
        text_add(&t, "Something is recorded from ");
        add_day(&t, word(days, "from"));
        text_add(&t, " to ");
        add_day(&t, word(days, "to"));
        text_add(&t, ". `kindward log` shows it to you.");
    } else {
        text_add(&t, "Nothing is recorded of you yet.");
    }
    item(s, &t);
    if (number(s->mine, "detail_days") > 0) {
        AUTO_TEXT struct text kept = {.at = NULL};

        text_addf(&kept, "Sites and times are kept for %lld days, sums of days for %lld.",
                  (long long)number(s->mine, "detail_days"),
                  (long long)number(s->mine, "weeks_days"));
        item(s, &kept);
    }
    text_clear(&t);
    text_add(&t, "It ends by itself: the last day is ");
    add_day(&t, word(s->mine, "monitored_until"));
    text_add(&t, ".");
    item(s, &t);
}

static void add_rules(struct sheet *s, xmlNode *body)
{
    const json_t *rules = json_object_get(s->mine, "rules"), *rule;
    size_t i;

    heading(s, body, "The rules");
    json_array_foreach(rules, i, rule)
    {
        AUTO_TEXT struct text t = {.at = NULL};

        clean_add(&t, word(rule, "text"));
        item(s, &t);
    }
    say(s, json_array_size(rules) > 0 ? "Everything else is recorded, and goes on."
                                      : "There is none: nothing is blocked.");
}

static void add_exceptions(struct sheet *s, xmlNode *body)
{
    const json_t *list = json_object_get(s->mine, "exceptions"), *e;
    size_t i;

    if (json_array_size(list) == 0)
        return;
    heading(s, body, "Let through for a while");
    json_array_foreach(list, i, e)
    {
        AUTO_TEXT struct text t = {.at = NULL};

        clean_add(&t, word(e, "what"));
        text_add(&t, " until ");
        add_moment(&t, number(e, "until_us"));
        text_add(&t, ", by ");
        s->who((uint32_t)number(e, "uid"), &t);
        item(s, &t);
    }
}

/* "A summary of each week goes by mail to mum@example.org and dad@example.org, without sites." */
static void say_mail(struct sheet *s)
{
    const json_t *list = json_object_get(s->mine, "mail"), *address;
    AUTO_TEXT struct text t = {.at = NULL};
    size_t i, n = json_array_size(list);

    if (n == 0)
        return;
    text_add(&t, "A summary of each week goes by mail to ");
    json_array_foreach(list, i, address)
    {
        text_add(&t, i == 0 ? "" : i + 1 == n ? " and " : ", ");
        clean_add(&t, json_is_string(address) ? json_string_value(address) : "");
    }
    text_add(&t, ": how much, and which services; no sites.");
    item(s, &t);
}

static void add_looks(struct sheet *s, xmlNode *body)
{
    static const char *const kinds[][2] = {
        {"log", "which sites you used"},
        {"blocks", "what was blocked"},
        {"alerts", "alerts"},
        {"records", "the record, for a log or a report"},
        {"export", "all of it, to take along"},
    };
    const json_t *list = json_object_get(s->mine, "looks"), *look;
    size_t i;

    heading(s, body, "Who looked");
    json_array_foreach(list, i, look)
    {
        AUTO_TEXT struct text t = {.at = NULL};

        add_moment(&t, number(look, "to_us"));
        text_add(&t, ": ");
        s->who((uint32_t)number(look, "uid"), &t);
        text_add(&t, ", ");
        for (size_t k = 0; k < ARRAY_LEN(kinds); k++)
            if (strcmp(kinds[k][0], word(look, "kind")) == 0)
                text_add(&t, kinds[k][1]);
        if (number(look, "count") > 1)
            text_addf(&t, " (%lld times within the hour)", (long long)number(look, "count"));
        item(s, &t);
    }
    if (json_array_size(list) == 0)
        say(s, "Nobody yet.");
    say_mail(s);
    say(s, "Each look of a parent through Kindward stands here, and nothing can take it away but "
           "erasing all of your record.");
}

static void add_all(struct sheet *s, xmlNode *body)
{
    add_recorded(s, body);
    add_rules(s, body);
    add_exceptions(s, body);
    add_looks(s, body);
}

/* "Mia, Kindward is on: it sees which sites you visit, not what you write." */
static void add_title(struct text *t, const json_t *mine)
{
    clean_add(t, word(mine, "name"));
    text_add(t, ", Kindward is on: it sees which sites you visit, not what you write");
}

void mine_text(const json_t *mine, mine_who who, struct lines *l)
{
    AUTO_TEXT struct text title = {.at = NULL};
    struct sheet s = {.mine = mine, .who = who, .lines = l, .failed = l->out};

    add_title(&title, mine);
    lines_wrap(l, LOOK_STRONG, "", "", text_string(&title));
    add_all(&s, NULL);
}

static void add_meta(struct html *h, xmlNode *head, const char *key, const char *value,
                     const char *content)
{
    xmlNode *meta = html_tag(h, head, "meta", "");

    html_attribute(h, meta, key, value);
    if (content)
        html_attribute(h, meta, "content", content);
}

static void add_page(struct html *h, xmlNode *root, const json_t *mine, mine_who who,
                     struct text *out)
{
    AUTO(free_memory) char *style = html_style();
    AUTO_TEXT struct text title = {.at = NULL};
    struct sheet s = {.mine = mine, .who = who, .html = h, .failed = out};
    xmlNode *head = html_tag(h, root, "head", ""), *body = html_tag(h, root, "body", ""), *main;

    add_title(&title, mine);
    add_meta(h, head, "charset", "utf-8", NULL);
    add_meta(h, head, "http-equiv", "Content-Security-Policy",
             "default-src 'none'; style-src 'unsafe-inline'");
    add_meta(h, head, "name", "viewport", "width=device-width, initial-scale=1");
    add_meta(h, head, "name", "color-scheme", "light dark");
    html_text(h, head, "title", "", "Kindward: my page");
    if (style)
        html_text(h, head, "style", "", style);
    main = html_tag(h, body, "main", "");
    html_text(h, main, "h1", "", text_string(&title));
    add_all(&s, main);
    h->failed |= !style || title.failed;
}

void mine_html(const json_t *mine, mine_who who, struct text *out)
{
    struct html h = {.doc = xmlNewDoc(X("1.0")), .level = 2};
    xmlNode *root = h.doc ? xmlNewDocNode(h.doc, NULL, X("html"), NULL) : NULL;

    if (root) {
        xmlDocSetRootElement(h.doc, root);
        (void)xmlCreateIntSubset(h.doc, X("html"), NULL, NULL);
        html_attribute(&h, root, "lang", "en");
        add_page(&h, root, mine, who, out);
        if (!h.failed && html_write(&h, out) < 0)
            h.failed = true;
    }
    out->failed |= !root || h.failed;
    xmlFreeDoc(h.doc);
}
