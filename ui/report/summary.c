#include "report/summary.h"

#include "report/html_page.h"
#include "report/words.h"

enum { NAMED_MAX = 5 };

/* Where the lines go. */
struct sheet {
    struct text *out;
    struct html *html; /* NULL: to text */
    xmlNode *body;
};

static void heading(struct sheet *s, const char *words)
{
    if (s->html)
        html_text(s->html, s->body, "h2", "", words);
    else
        text_addf(s->out, "%s%s\n\n", s->out->len > 0 ? "\n" : "", words);
}

static void say(struct sheet *s, const char *words)
{
    if (words[0] == '\0')
        return;
    if (s->html)
        html_text(s->html, s->body, "p", "", words);
    else
        text_addf(s->out, "%s\n", words);
}

static void say_platforms(struct sheet *s, const struct page *p)
{
    AUTO_TEXT struct text most = {.at = NULL};

    for (size_t i = 0; i < p->n_platforms && i < NAMED_MAX; i++) {
        text_addf(&most, "%s%s (", i > 0 ? ", " : "Most: ", p->platforms[i].name);
        words_minutes(&most, p->platforms[i].minutes);
        text_add_char(&most, ')');
    }
    say(s, text_string(&most));
    s->out->failed |= most.failed;
}

static void say_child(struct sheet *s, const struct page *p)
{
    AUTO_TEXT struct text t = {.at = NULL};

    text_addf(&t, "%s, %s", p->child, p->title);
    heading(s, text_string(&t));
    say(s, p->sentence);
    say(s, p->empty_reason);
    say_platforms(s, p);
    text_clear(&t);
    if (p->n_talks > 0) {
        words_many(&t, p->n_talks, "thing", "things");
        text_add(&t, " might be worth a talk; the page at home says which, and how to begin.");
    } else if (!p->is_empty) {
        text_add(&t, "Nothing stood out.");
    }
    say(s, text_string(&t));
    say(s, p->coverage.sentence);
    s->out->failed |= t.failed;
}

static void say_all(struct sheet *s, const struct page *const *pages, size_t n)
{
    for (size_t i = 0; i < n; i++)
        say_child(s, pages[i]);
    say(s, "This is a summary only. The whole page is on the computer at home: `kindward report "
           "--open`. Each child's own page names who gets this.");
}

void summary_text(const struct page *const *pages, size_t n, struct text *out)
{
    struct sheet s = {.out = out};

    say_all(&s, pages, n);
}

void summary_html(const struct page *const *pages, size_t n, struct text *out)
{
    struct html h = {.doc = xmlNewDoc((const xmlChar *)"1.0")};
    xmlNode *root = h.doc ? xmlNewDocNode(h.doc, NULL, (const xmlChar *)"html", NULL) : NULL;
    struct sheet s = {.out = out, .html = &h};

    if (root) {
        xmlDocSetRootElement(h.doc, root);
        (void)xmlCreateIntSubset(h.doc, (const xmlChar *)"html", NULL, NULL);
        html_attribute(&h, root, "lang", "en");
        html_text(&h, html_tag(&h, root, "head", ""), "title", "", "Kindward: a week");
        s.body = html_tag(&h, root, "body", "");
        say_all(&s, pages, n);
        if (!h.failed && html_write(&h, out) < 0)
            h.failed = true;
    }
    out->failed |= !root || h.failed;
    xmlFreeDoc(h.doc);
}
