/*
 * report_html — the page in a browser: one file, no script, nothing fetched, no link to a site.
 */
#include "base/clock.h"
#include "report/formats.h"
#include "report/html_parts.h"
#include "report/words.h"

#include <errno.h>
#include <inttypes.h>
#include <libxml/xmlsave.h>

enum { SITES_SHOWN = 12, BARS_SHOWN = 12, DAYS_SHOWN = 14 };

static void auto_doc(xmlDocPtr *doc)
{
    if (*doc)
        xmlFreeDoc(*doc);
}

static void auto_buffer(xmlBufferPtr *buffer)
{
    if (*buffer)
        xmlBufferFree(*buffer);
}

static void add_head(xmlNodePtr html, const struct page *page)
{
    static const struct {
        const char *key, *word, *content;
    } metas[] = {
        {"http-equiv", "Content-Type", "text/html; charset=UTF-8"},
        {"http-equiv", "Content-Security-Policy",
         "default-src 'none'; style-src 'unsafe-inline'; img-src data:"},
        {"name", "viewport", "width=device-width, initial-scale=1"},
        {"name", "color-scheme", "light dark"},
        {"name", "referrer", "no-referrer"},
        {"name", "robots", "noindex"},
        {"name", "format-detection", "telephone=no"},
        {"name", "generator", "Kindward"},
    };
    xmlNodePtr head = html_element(html, "head", NULL);
    AUTO_TEXT struct text t = {.at = NULL};

    for (size_t i = 0; i < ARRAY_LEN(metas); i++) {
        xmlNodePtr meta = html_element(head, "meta", NULL);

        html_attribute(meta, metas[i].key, "%s", metas[i].word);
        html_attribute(meta, "content", "%s", metas[i].content);
    }
    html_words(head, "title", NULL, page->title);
    html_add_style(&t);
    html_words(head, "style", NULL, text_string(&t));
}

static void add_figures(xmlNodePtr main, const struct page_child *child)
{
    const struct minutes *exact[PAGE_FIGURES] = {&child->week->total, &child->week->chat, NULL};
    static const char *const keys[PAGE_FIGURES] = {"total", "chat", "new"};
    xmlNodePtr list = html_element(main, "dl", "figures");

    for (size_t i = 0; i < PAGE_FIGURES; i++) {
        xmlNodePtr figure = html_element(list, "div", "figure"), dd;

        html_words(figure, "dt", NULL, child->figures[i].label);
        dd = html_element(figure, "dd", NULL);
        html_words(dd, "b", NULL, child->figures[i].value);
        html_words(dd, "span", NULL, child->figures[i].note);
        html_attribute(figure, "data-key", "%s", keys[i]);
        if (exact[i]) {
            html_attribute(figure, "data-low", "%" PRIu32, exact[i]->low);
            html_attribute(figure, "data-high", "%" PRIu32, exact[i]->high);
        }
    }
}

static void add_topics(xmlNodePtr main, const struct page_child *child, size_t number)
{
    xmlNodePtr section = html_section(main, number, "talk", "Worth a conversation");

    html_attribute(section, "class", "talk");
    if (child->n_topics == 0)
        html_words(section, "p", NULL, "Nothing stood out this time.");
    else
        html_words(section, "p", "quiet",
                   "None of this means that something is wrong. It is what we would ask about.");
    for (size_t i = 0; i < child->n_topics; i++) {
        const struct page_topic *t = &child->topics[i];
        xmlNodePtr topic = html_element(section, "article", "topic"), list, ask;

        html_words(topic, "h3", NULL, t->title);
        list = html_element(topic, "dl", NULL);
        html_words(list, "dt", NULL, "What was seen");
        html_words(list, "dd", NULL, t->seen);
        html_words(list, "dt", NULL, "What is usual");
        html_words(list, "dd", NULL, t->baseline);
        html_words(list, "dt", NULL, "It may well be");
        html_words(list, "dd", NULL, t->innocent);
        ask = html_element(topic, "p", "ask");
        html_words(ask, "b", NULL, "A way to begin");
        html_text(ask, "“");
        html_text(ask, t->question);
        html_text(ask, "”");
    }
}

static void add_cards(xmlNodePtr section, const struct page_rows *rows)
{
    xmlNodePtr list = html_element(section, "ul", "cards");

    for (size_t i = 0; i < rows->n; i++) {
        const struct page_row *row = &rows->at[i];
        xmlNodePtr item = html_element(list, "li", NULL), head;

        head = html_words(item, "h3", NULL, row->name);
        if (row->is_new)
            html_badge(head, "new");
        html_words(item, "p", "hint", row->group);
        if (row->card[0])
            html_words(item, "p", NULL, row->card);
        if (row->strangers[0] || row->age[0]) {
            xmlNodePtr p = html_words(item, "p", NULL, row->strangers);

            html_text(p, " ");
            html_text(p, row->age);
        }
    }
}

static void add_row_bars(xmlNodePtr section, const char *id, size_t number, const char *title,
                         const struct page_rows *rows)
{
    struct html_bar bars[BARS_SHOWN];
    size_t n = rows->n < BARS_SHOWN ? rows->n : BARS_SHOWN;
    char unique[64];

    for (size_t i = 0; i < n; i++)
        bars[i] = (struct html_bar){.name = rows->at[i].name,
                                    .value = rows->at[i].minutes,
                                    .minutes = rows->at[i].use->minutes};
    snprintf(unique, sizeof(unique), "%s-%zu", id, number);
    html_bars(section, unique, title, bars, n);
}

static void add_chat(xmlNodePtr main, const struct page_child *child, size_t number)
{
    xmlNodePtr section = html_section(main, number, "chat", "Chat and social");

    if (child->chat.n == 0) {
        html_words(section, "p", NULL, "No chat or social platform was used.");
        return;
    }
    add_row_bars(section, "chat-bars", number, "Time on each chat and social platform",
                 &child->chat);
    html_rows_table(section, "Chat and social platforms", "Platform", child->chat.at,
                    child->chat.n);
    add_cards(section, &child->chat);
}

static void add_heat_key(xmlNodePtr section)
{
    static const struct {
        const char *class, *words;
    } key[] = {{"heat-0", "none"},
               {"heat-1", "to 5 minutes"},
               {"heat-2", "to 15"},
               {"heat-3", "to 30"},
               {"heat-4", "more of the hour"}};
    xmlNodePtr list = html_element(section, "ul", "key");

    for (size_t i = 0; i < ARRAY_LEN(key); i++) {
        xmlNodePtr item = html_element(list, "li", NULL);
        xmlNodePtr svg = html_element(item, "svg", NULL), rect;

        html_attribute(svg, "width", "14");
        html_attribute(svg, "height", "14");
        html_attribute(svg, "aria-hidden", "true");
        rect = html_element(svg, "rect", key[i].class);
        html_attribute(rect, "width", "14");
        html_attribute(rect, "height", "14");
        html_attribute(rect, "rx", "3");
        html_text(item, key[i].words);
    }
}

static void add_when(xmlNodePtr main, const struct page_child *child, size_t number)
{
    xmlNodePtr section = html_section(main, number, "when", "When");
    char unique[64];

    html_words(section, "p", NULL, child->when);
    snprintf(unique, sizeof(unique), "heat-%zu", number);
    html_heat(section, unique, child);
    add_heat_key(section);
    html_days_table(child->week->n_days > DAYS_SHOWN ? html_details(section, "Each day") : section,
                    child);
    html_heat_table(html_details(section, "The hours as a table"), child);
}

static void add_categories(xmlNodePtr main, const struct page_child *child, size_t number)
{
    xmlNodePtr section = html_section(main, number, "categories", "What it was about");

    add_row_bars(section, "category-bars", number, "Time by category", &child->categories);
    html_rows_table(html_details(section, "The categories as a table"), "Categories", "Category",
                    child->categories.at, child->categories.n);
}

static void add_others(xmlNodePtr main, const struct page_child *child, size_t number)
{
    xmlNodePtr section;

    if (child->others.n == 0)
        return;
    section = html_section(main, number, "others", "Other platforms");
    add_row_bars(section, "other-bars", number, "Time on each other platform", &child->others);
    html_rows_table(html_details(section, "The other platforms as a table"), "Other platforms",
                    "Platform", child->others.at, child->others.n);
}

static void add_sites(xmlNodePtr main, const struct page_child *child, size_t number)
{
    xmlNodePtr section = html_section(main, number, "sites", "Top sites");
    size_t n = child->sites.n < SITES_SHOWN ? child->sites.n : SITES_SHOWN;

    if (n > 0)
        html_rows_table(section, "Sites by time", "Site", child->sites.at, n);
    else
        html_words(section, "p", NULL, "No site was used.");
    if (child->sites.n > n) {
        AUTO_TEXT struct text t = {.at = NULL};

        words_add_count(&t, child->sites.n - n, "more site", "more sites");
        html_rows_table(html_details(section, text_string(&t)), "The other sites", "Site",
                        child->sites.at + n, child->sites.n - n);
    }
    if (child->noise[0])
        html_words(section, "p", "hint", child->noise);
}

static void add_change(xmlNodePtr main, const struct page_child *child, size_t number)
{
    xmlNodePtr section = html_section(main, number, "change", "Against earlier weeks");
    struct html_bar bars[WEEK_EARLIER + 1];
    struct text values[WEEK_EARLIER] = {{.at = NULL}};
    size_t n = 1;
    char unique[64];

    html_words(section, "p", NULL, child->change);
    bars[0] = (struct html_bar){.name = "This time",
                                .value = child->figures[0].value,
                                .minutes = child->week->total,
                                .is_marked = true};
    for (size_t i = 0; i < WEEK_EARLIER; i++) {
        if (!child->earlier[i].was_looked_at)
            continue;
        words_add_minutes_short(&values[i], child->earlier[i].minutes);
        bars[n++] = (struct html_bar){.name = child->earlier[i].label,
                                      .value = text_string(&values[i]),
                                      .minutes = child->earlier[i].minutes};
    }
    snprintf(unique, sizeof(unique), "change-bars-%zu", number);
    if (n > 1)
        html_bars(section, unique, "Time online, now and before", bars, n);
    html_earlier_table(html_details(section, "The change as a table"), child);
    for (size_t i = 0; i < WEEK_EARLIER; i++)
        text_done(&values[i]);
}

static void add_coverage(xmlNodePtr main, const struct page_child *child, size_t number)
{
    xmlNodePtr section = html_section(main, number, "coverage", "How much Kindward could name");

    html_words(section, "p", NULL, child->coverage.sentence);
    html_words(section, "p", NULL, child->coverage.days);
    html_coverage_table(section, child);
}

static void add_child(xmlNodePtr main, const struct page *page, size_t number)
{
    const struct page_child *child = &page->children[number];
    xmlNodePtr part = html_element(main, "div", "child"), section;

    html_attribute(part, "data-child", "%s", child->name);
    html_words(part, "h1", NULL, page->n_children == 1 ? page->title : child->name);
    html_words(part, "p", "span", child->span);
    html_words(part, "p", "lead", child->sentence);
    if (!child->is_empty) {
        add_figures(part, child);
        add_topics(part, child, number);
        section = html_section(part, number, "new", "New");
        html_words(section, "p", NULL, child->new_things);
        add_chat(part, child, number);
        add_when(part, child, number);
        add_categories(part, child, number);
        add_others(part, child, number);
        add_sites(part, child, number);
        add_change(part, child, number);
    }
    add_coverage(part, child, number);
}

static void add_footer(xmlNodePtr body, const struct page *page)
{
    xmlNodePtr footer = html_element(body, "footer", NULL);

    html_words(footer, "h2", NULL, "What is never recorded");
    html_words(footer, "p", NULL, page->never_recorded);
    html_words(footer, "h2", NULL, "What Kindward cannot see");
    html_words(footer, "p", NULL, page->cannot_see);
    html_words(footer, "h2", NULL, "How to read the times");
    html_words(footer, "p", NULL, page->how_minutes);
    html_words(footer, "h2", NULL, "Whose this page is");
    html_words(footer, "p", NULL, page->privacy);
}

int report_html(const struct page *page, struct text *ret_text)
{
    __attribute__((cleanup(auto_doc))) xmlDocPtr doc = xmlNewDoc((const xmlChar *)"1.0");
    __attribute__((cleanup(auto_buffer))) xmlBufferPtr buffer = xmlBufferCreate();
    xmlNodePtr html, body, main;
    xmlSaveCtxtPtr save;

    if (!doc || !buffer || !(html = xmlNewNode(NULL, (const xmlChar *)"html")))
        return -ENOMEM;
    xmlResetLastError();
    xmlDocSetRootElement(doc, html);
    xmlCreateIntSubset(doc, (const xmlChar *)"html", NULL, NULL);
    html_attribute(html, "lang", "en");
    add_head(html, page);
    body = html_element(html, "body", NULL);
    main = html_element(body, "main", NULL);
    for (size_t i = 0; i < page->n_children; i++)
        add_child(main, page, i);
    if (page->n_children == 0) {
        html_words(main, "h1", NULL, page->title);
        html_words(main, "p", "lead", "There is no child to report on yet.");
    }
    add_footer(body, page);

    save = xmlSaveToBuffer(buffer, "UTF-8", XML_SAVE_XHTML | XML_SAVE_NO_DECL);
    if (!save || xmlSaveDoc(save, doc) < 0 || xmlSaveClose(save) < 0 || xmlGetLastError())
        return -ENOMEM;
    text_add_bytes(ret_text, xmlBufferContent(buffer), (size_t)xmlBufferLength(buffer));
    return ret_text->failed ? -ENOMEM : 0;
}
