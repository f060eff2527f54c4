#include "report/html_parts.h"

#include <string.h>

static const xmlChar *x(const char *s)
{
    return (const xmlChar *)s;
}

xmlNodePtr html_element(xmlNodePtr parent, const char *name, const char *class)
{
    xmlNodePtr node = parent ? xmlNewChild(parent, NULL, x(name), NULL) : NULL;

    if (node && class)
        xmlNewProp(node, x("class"), x(class));
    return node;
}

void html_text(xmlNodePtr node, const char *words)
{
    if (node)
        xmlNodeAddContent(node, x(words));
}

xmlNodePtr html_words(xmlNodePtr parent, const char *name, const char *class, const char *words)
{
    xmlNodePtr node = html_element(parent, name, class);

    html_text(node, words);
    return node;
}

void html_attribute(xmlNodePtr node, const char *name, const char *format, ...)
{
    AUTO_TEXT struct text t = {.at = NULL};
    va_list args;

    va_start(args, format);
    text_vaddf(&t, format, args);
    va_end(args);
    if (node)
        xmlNewProp(node, x(name), x(text_string(&t)));
}

xmlNodePtr html_section(xmlNodePtr parent, size_t child, const char *id, const char *heading)
{
    xmlNodePtr section = html_element(parent, "section", NULL), h2;

    html_attribute(section, "aria-labelledby", "%s-%zu", id, child);
    html_attribute(section, "data-part", "%s", id);
    h2 = html_words(section, "h2", NULL, heading);
    html_attribute(h2, "id", "%s-%zu", id, child);
    return section;
}

void html_badge(xmlNodePtr parent, const char *words)
{
    html_text(parent, " ");
    html_words(parent, "span", "badge", words);
}

xmlNodePtr html_details(xmlNodePtr parent, const char *summary)
{
    xmlNodePtr details = html_element(parent, "details", NULL);

    html_words(details, "summary", NULL, summary);
    return details;
}
