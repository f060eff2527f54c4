#include "report/html_page.h"
#include "report/page_words.h"

#include "report/words.h"

enum { BAR_WIDTH = 1000, BAR_HEIGHT = 10 };
enum { HEAT_LEFT = 32, HEAT_TOP = 16, HEAT_CELL = 13, HEAT_ROW = 15, HEAT_GAP = 1 };

static xmlNode *add_svg(struct html *h, xmlNode *parent, const char *class, unsigned width,
                        unsigned height)
{
    xmlNode *svg = html_tag(h, parent, "svg", class);
    char box[48];

    snprintf(box, sizeof(box), "0 0 %u %u", width, height);
    html_attribute(h, svg, "viewBox", box);
    return svg;
}

static void add_rect(struct html *h, xmlNode *svg, const char *class, unsigned x, unsigned y,
                     unsigned width, unsigned height)
{
    xmlNode *rect = html_tag(h, svg, "rect", class);

    html_number(h, rect, "x", x);
    html_number(h, rect, "y", y);
    html_number(h, rect, "width", width);
    html_number(h, rect, "height", height);
}

/* The numbers stand beside it in the row, so a screen reader passes over it. */
void html_bar(struct html *h, xmlNode *parent, struct minutes m, uint32_t most)
{
    xmlNode *svg = add_svg(h, parent, "bar", BAR_WIDTH, BAR_HEIGHT);
    uint64_t room = BAR_WIDTH - 4; /* for the outline */
    unsigned low = most > 0 ? (unsigned)(m.low * room / most) : 0;
    unsigned high = most > 0 ? (unsigned)(m.high * room / most) : 0;

    html_attribute(h, svg, "aria-hidden", "true");
    html_attribute(h, svg, "preserveAspectRatio", "none");
    if (high > low)
        add_rect(h, svg, "high", low + 1, 1, high - low, BAR_HEIGHT - 2);
    if (low > 0)
        add_rect(h, svg, "low", 0, 0, low, BAR_HEIGHT);
}

static unsigned heat_step(unsigned minutes)
{
    return minutes == 0 ? 0 : minutes < 10 ? 1 : minutes < 25 ? 2 : minutes < 45 ? 3 : 4;
}

static void add_label(struct html *h, xmlNode *svg, unsigned x, unsigned y, const char *text)
{
    xmlNode *label = html_text(h, svg, "text", "", text);

    html_number(h, label, "x", x);
    html_number(h, label, "y", y);
}

static void add_heat_picture(struct html *h, xmlNode *parent, const struct page *p)
{
    static const char *const steps[] = {"h0", "h1", "h2", "h3", "h4"};
    xmlNode *svg =
        add_svg(h, parent, "chart heat", HEAT_LEFT + 24 * HEAT_CELL, HEAT_TOP + 7 * HEAT_ROW);
    char ids[64], title[32], about[32];
    xmlNode *node;

    snprintf(title, sizeof(title), "heat-title-%u", ++h->n_ids);
    snprintf(about, sizeof(about), "heat-about-%u", h->n_ids);
    snprintf(ids, sizeof(ids), "%s %s", title, about);
    html_attribute(h, svg, "role", "img");
    html_attribute(h, svg, "aria-labelledby", ids);
    node = html_text(h, svg, "title", "", "Use by weekday and hour");
    html_attribute(h, node, "id", title);
    node = html_text(h, svg, "desc", "", p->heat_sentence);
    html_attribute(h, node, "id", about);

    for (unsigned hour = 0; hour < 24; hour += 6) {
        char text[8];

        snprintf(text, sizeof(text), "%02u:00", hour);
        add_label(h, svg, HEAT_LEFT + hour * HEAT_CELL, HEAT_TOP - 5, text);
    }
    for (unsigned d = 0; d < 7; d++) {
        add_label(h, svg, 0, HEAT_TOP + d * HEAT_ROW + 11, page_weekday_short[d]);
        for (unsigned hour = 0; hour < 24; hour++)
            add_rect(h, svg, steps[heat_step(p->heat[d][hour])], HEAT_LEFT + hour * HEAT_CELL,
                     HEAT_TOP + d * HEAT_ROW, HEAT_CELL - HEAT_GAP, HEAT_ROW - HEAT_GAP);
    }
}

static void add_heat_key(struct html *h, xmlNode *parent)
{
    static const struct {
        const char *class, *words;
    } key[] = {{"h0", "none"},
               {"h1", "under 10 minutes"},
               {"h2", "10 to 24"},
               {"h3", "25 to 44"},
               {"h4", "45 and more"}};
    xmlNode *list = html_tag(h, parent, "ul", "key");

    for (size_t i = 0; i < ARRAY_LEN(key); i++) {
        xmlNode *item = html_tag(h, list, "li", ""), *svg = add_svg(h, item, "", 10, 10);

        html_attribute(h, svg, "aria-hidden", "true");
        add_rect(h, svg, key[i].class, 0, 0, 10, 10);
        html_add(h, item, key[i].words);
    }
}

static void add_heat_table(struct html *h, xmlNode *parent, const struct page *p)
{
    const char *heads[8] = {"hour"};
    xmlNode *details = html_tag(h, parent, "details", ""), *body;

    for (size_t d = 0; d < 7; d++)
        heads[d + 1] = page_weekday_short[d];
    html_text(h, details, "summary", "", "The same as a table");
    body = html_table(h, details, "hours", "Minutes of use in each hour", heads, ARRAY_LEN(heads));
    for (size_t hour = 0; hour < 24; hour++) {
        xmlNode *row = html_tag(h, body, "tr", "");
        char text[8];

        snprintf(text, sizeof(text), "%02zu:00", hour);
        html_attribute(h, html_text(h, row, "th", "", text), "scope", "row");
        for (size_t d = 0; d < 7; d++) {
            snprintf(text, sizeof(text), "%u", p->heat[d][hour]);
            html_text(h, row, "td", "", text);
        }
    }
}

void html_heat(struct html *h, xmlNode *parent, const struct page *p)
{
    add_heat_picture(h, parent, p);
    add_heat_key(h, parent);
    add_heat_table(h, parent, p);
}
