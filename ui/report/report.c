#include "report/report.h"

#include "report/page.h"
#include "report/render.h"

#include <errno.h>
#include <string.h>

static const char *const formats[] = {
    [REPORT_TEXT] = "text",
    [REPORT_HTML] = "html",
    [REPORT_JSON] = "json",
    [REPORT_CSV] = "csv",
};

bool report_format_from_name(const char *word, enum report_format *ret_format)
{
    for (size_t i = 0; i < ARRAY_LEN(formats); i++)
        if (strcmp(formats[i], word) == 0) {
            *ret_format = (enum report_format)i;
            return true;
        }
    return false;
}

/* The pages of one report, released together. */
struct pages {
    struct page **at;
    size_t n;
};

static void pages_done(struct pages *pages)
{
    for (size_t i = 0; i < pages->n; i++)
        page_free(pages->at[i]);
    free(pages->at);
}

static int render(const struct pages *pages, enum report_format format,
                  const struct report_style *style, struct text *out)
{
    static const struct report_style plain = {.utf8 = true, .width = 80};
    const struct page *const *at = (const struct page *const *)pages->at;

    switch (format) {
    case REPORT_TEXT:
        return text_render(at, pages->n, style ? style : &plain, out);
    case REPORT_HTML:
        return html_render(at, pages->n, out);
    case REPORT_JSON:
        return json_render(at, pages->n, out);
    case REPORT_CSV:
        return csv_render(at, pages->n, out);
    }
    return -EINVAL;
}

int report_write(const struct report_input *in, enum report_format format, FILE *out,
                 const struct report_style *style)
{
    __attribute__((cleanup(pages_done))) struct pages pages = {.at = NULL};
    AUTO_TEXT struct text t = {.at = NULL};
    int r;

    pages.at = calloc(in->n_weeks > 0 ? in->n_weeks : 1, sizeof(struct page *));
    if (!pages.at)
        return -ENOMEM;
    for (; pages.n < in->n_weeks; pages.n++) {
        r = page_make(in->weeks[pages.n], in->cards, &pages.at[pages.n]);
        if (r < 0)
            return r;
    }
    r = render(&pages, format, style, &t);
    if (r < 0)
        return r;
    errno = 0;
    if (fwrite(text_string(&t), 1, t.len, out) != t.len || fflush(out) != 0)
        return errno > 0 ? -errno : -EIO;
    return 0;
}
