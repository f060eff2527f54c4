#include "report/html_page.h"

#include "report/words.h"

#include <string.h>

#define X(s) ((const xmlChar *)(s))

xmlNode *html_tag(struct html *h, xmlNode *parent, const char *name, const char *class)
{
    xmlNode *node = parent ? xmlNewChild(parent, NULL, X(name), NULL) : NULL;

    if (!node) {
        h->failed = true;
        return NULL;
    }
    if (class[0])
        html_attribute(h, node, "class", class);
    return node;
}

void html_add(struct html *h, xmlNode *node, const char *text)
{
    xmlNode *content = node ? xmlNewDocText(h->doc, X(text)) : NULL;

    if (!content || !xmlAddChild(node, content))
        h->failed = true;
}

xmlNode *html_text(struct html *h, xmlNode *parent, const char *name, const char *class,
                   const char *text)
{
    xmlNode *node = html_tag(h, parent, name, class);

    html_add(h, node, text);
    return node;
}

void html_attribute(struct html *h, xmlNode *node, const char *name, const char *value)
{
    if (!node || !xmlNewProp(node, X(name), X(value)))
        h->failed = true;
}

void html_number(struct html *h, xmlNode *node, const char *name, uint64_t value)
{
    char digits[24];

    snprintf(digits, sizeof(digits), "%llu", (unsigned long long)value);
    html_attribute(h, node, name, digits);
}

xmlNode *html_section(struct html *h, xmlNode *parent, const char *class, const char *title)
{
    xmlNode *section = html_tag(h, parent, "section", class), *heading;
    char level[] = {'h', (char)('0' + h->level), '\0'};
    char id[24];

    snprintf(id, sizeof(id), "part-%u", ++h->n_ids);
    html_attribute(h, section, "aria-labelledby", id);
    heading = html_text(h, section, level, "title", title);
    html_attribute(h, heading, "id", id);
    return section;
}

xmlNode *html_table(struct html *h, xmlNode *parent, const char *class, const char *caption,
                    const char *const *heads, size_t n_heads)
{
    xmlNode *table = html_tag(h, parent, "table", class), *row;

    html_text(h, table, "caption", "", caption);
    row = html_tag(h, html_tag(h, table, "thead", ""), "tr", "");
    for (size_t i = 0; i < n_heads; i++)
        html_attribute(h, html_text(h, row, "th", "", heads[i]), "scope", "col");
    return html_tag(h, table, "tbody", "");
}

void html_minutes(struct html *h, xmlNode *row, struct minutes m)
{
    AUTO_TEXT struct text t = {.at = NULL};
    xmlNode *cell;

    words_minutes_short(&t, m);
    cell = html_text(h, row, "td", "", text_string(&t));
    html_number(h, cell, "data-low", m.low);
    html_number(h, cell, "data-high", m.high);
    h->failed |= t.failed;
}
