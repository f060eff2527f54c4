/*
 * The page as one HTML file: no script, no reference to anything outside, no live link.
 *
 * Written as XML that is HTML as well: the tree is libxml2's, and an element that HTML does not
 * allow to close itself gets an empty text.
 */
#include "report/render.h"

#include "report/html_page.h"
#include "report/page_words.h"

#include <errno.h>
#include <libxml/xmlsave.h>
#include <string.h>

#define X(s) ((const xmlChar *)(s))

static const char policy[] = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

static void add_meta(struct html *h, xmlNode *head, const char *key, const char *name,
                     const char *content)
{
    xmlNode *meta = html_tag(h, head, "meta", "");

    html_attribute(h, meta, key, name);
    if (content)
        html_attribute(h, meta, "content", content);
}

static void add_head(struct html *h, xmlNode *root, const struct page *const *pages, size_t n)
{
    xmlNode *head = html_tag(h, root, "head", ""), *title;
    char *style = html_style();

    add_meta(h, head, "charset", "utf-8", NULL);
    add_meta(h, head, "http-equiv", "Content-Security-Policy", policy);
    add_meta(h, head, "name", "viewport", "width=device-width, initial-scale=1");
    add_meta(h, head, "name", "referrer", "no-referrer");
    add_meta(h, head, "name", "color-scheme", "light dark");
    title = html_text(h, head, "title", "", "Kindward");
    for (size_t i = 0; i < n; i++) {
        html_add(h, title, i == 0 ? ": " : ", ");
        html_add(h, title, pages[i]->child);
    }
    if (n > 0) {
        html_add(h, title, ", ");
        html_add(h, title, pages[0]->title);
    }
    if (style)
        html_text(h, head, "style", "", style);
    else
        h->failed = true;
    free(style);
}

static void add_paragraphs(struct html *h, xmlNode *parent, const char *const *paragraphs)
{
    for (; *paragraphs; paragraphs++)
        html_text(h, parent, "p", "", *paragraphs);
}

static void add_body(struct html *h, xmlNode *root, const struct page *const *pages, size_t n)
{
    xmlNode *body = html_tag(h, root, "body", n > 1 ? "many" : "");
    xmlNode *main = html_tag(h, body, "main", ""), *header, *section, *list, *footer;

    html_text(h, main, "p", "brand", "Kindward");
    h->level = n > 1 ? 3 : 2;
    if (n != 1)
        html_text(h, main, "h1", "", "The family’s report");
    if (n == 0)
        html_text(h, main, "p", "lead", page_nobody);
    for (size_t i = 0; i < n; i++) {
        xmlNode *article = html_tag(h, main, "article", "");

        header = html_tag(h, article, "header", "");
        html_text(h, header, n > 1 ? "h2" : "h1", "child", pages[i]->child);
        html_text(h, header, "p", "when", pages[i]->title);
        html_add_report(h, article, pages[i]);
    }
    h->level = 2;
    section = html_section(h, main, "unseen", "Never recorded");
    add_paragraphs(h, section, page_never_recorded);
    section = html_section(h, main, "limits", "What Kindward cannot see");
    list = html_tag(h, section, "ul", "");
    for (const char *const *s = page_cannot_see; *s; s++)
        html_text(h, list, "li", "", *s);
    footer = html_tag(h, body, "footer", "");
    add_paragraphs(h, footer, page_privacy);
}

/* HTML has no self-closing elements but the void ones and those of SVG. */
static void close_elements(struct html *h, xmlNode *node)
{
    for (; node; node = node->next) {
        if (node->type != XML_ELEMENT_NODE || strcmp((const char *)node->name, "svg") == 0 ||
            strcmp((const char *)node->name, "meta") == 0)
            continue;
        if (!node->children)
            html_add(h, node, "");
        close_elements(h, node->children);
    }
}

int html_write(struct html *h, struct text *out)
{
    xmlBuffer *buffer = xmlBufferCreate();
    xmlSaveCtxt *save = NULL;
    int r = -ENOMEM;

    close_elements(h, xmlDocGetRootElement(h->doc));
    if (buffer)
        save = xmlSaveToBuffer(buffer, "UTF-8", XML_SAVE_NO_DECL | XML_SAVE_AS_XML);
    if (save && !h->failed && xmlSaveDoc(save, h->doc) >= 0 && xmlSaveClose(TAKE(save)) >= 0) {
        text_add_bytes(out, xmlBufferContent(buffer), (size_t)xmlBufferLength(buffer));
        r = out->failed ? -ENOMEM : 0;
    }
    if (save)
        xmlSaveClose(save);
    if (buffer)
        xmlBufferFree(buffer);
    return r;
}

int html_render(const struct page *const *pages, size_t n, struct text *out)
{
    struct html h = {.doc = xmlNewDoc(X("1.0"))};
    xmlNode *root = h.doc ? xmlNewDocNode(h.doc, NULL, X("html"), NULL) : NULL;
    int r = -ENOMEM;

    if (root) {
        xmlDocSetRootElement(h.doc, root);
        if (!xmlCreateIntSubset(h.doc, X("html"), NULL, NULL))
            h.failed = true;
        html_attribute(&h, root, "lang", "en");
        add_head(&h, root, pages, n);
        add_body(&h, root, pages, n);
        r = html_write(&h, out);
    }
    xmlFreeDoc(h.doc);
    return r;
}
