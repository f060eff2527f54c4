#include "report/csv.h"

#include "report/clean.h"

#include <string.h>

void csv_add_text(struct text *t, const char *s)
{
    text_add_char(t, ',');
    if (!s || !*s)
        return;
    text_add_char(t, '"');
    if (strchr("=+-@\t\r", s[0]))
        text_add_char(t, '\'');
    for (; *s; s++) {
        if (*s == '"')
            text_add_char(t, '"');
        text_add_char(t, *s);
    }
    text_add_char(t, '"');
}

void csv_add_foreign(struct text *t, const char *s)
{
    AUTO_TEXT struct text clean = {.at = NULL};

    clean_add(&clean, s);
    csv_add_text(t, text_string(&clean));
    t->failed |= clean.failed;
}

void csv_add_number(struct text *t, bool has, uint64_t n)
{
    text_add_char(t, ',');
    if (has)
        text_add_number(t, n);
}
