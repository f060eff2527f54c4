/*
 * rendered — a report as a string, and a reader of its CSV, for the tests.
 *
 * Included whole by each test that needs it.
 */
#pragma once

#include "report/report.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CSV_COLUMNS = 16, CSV_ROWS_MAX = 2000 };

/* The caller's; NULL where it could not be rendered. */
static inline char *rendered(const struct week *week, enum report_format format,
                             const struct report_style *style)
{
    const struct report_input in = {.weeks = &week, .n_weeks = 1};
    char *at = NULL;
    size_t len = 0;
    FILE *out = open_memstream(&at, &len);
    int r = out ? report_write(&in, format, out, style) : -1;

    if (out)
        fclose(out);
    if (r < 0 || strlen(at) != len) { /* no NUL inside */
        free(at);
        return NULL;
    }
    return at;
}

/* Cells point into the text, which is changed. */
struct csv {
    char *cells[CSV_ROWS_MAX][CSV_COLUMNS];
    size_t n_rows;
};

/* RFC 4180, strictly: each row has CSV_COLUMNS cells and ends in CR LF. */
static inline bool csv_read(char *at, struct csv *csv)
{
    csv->n_rows = 0;
    while (*at) {
        if (csv->n_rows == CSV_ROWS_MAX)
            return false;
        for (size_t c = 0; c < CSV_COLUMNS; c++) {
            char *to, end;

            if (*at == '"') {
                csv->cells[csv->n_rows][c] = to = ++at;
                while (*at && !(at[0] == '"' && at[1] != '"')) {
                    if (*at == '"')
                        at++;
                    *to++ = *at++;
                }
                if (*at != '"')
                    return false;
                at++;
            } else {
                csv->cells[csv->n_rows][c] = at;
                at += strcspn(at, ",\r\n\"");
                to = at;
            }
            end = *at;
            if (end != (c + 1 < CSV_COLUMNS ? ',' : '\r'))
                return false;
            at++;
            if (end == '\r' && *at++ != '\n')
                return false;
            *to = '\0';
        }
        csv->n_rows++;
    }
    return true;
}

enum csv_column {
    CSV_SECTION,
    CSV_CHILD,
    CSV_KEY,
    CSV_NAME,
    CSV_KIND,
    CSV_CATEGORIES,
    CSV_LOW,
    CSV_HIGH,
    CSV_BASELINE_LOW,
    CSV_BASELINE_HIGH,
    CSV_DAYS,
    CSV_LATEST,
    CSV_NEW,
    CSV_STRANGERS,
    CSV_COUNT,
    CSV_WORDS,
};

/* The row of a section and key, NULL where there is none. */
static inline char **csv_find(struct csv *csv, const char *section, const char *key)
{
    for (size_t r = 0; r < csv->n_rows; r++)
        if (strcmp(csv->cells[r][CSV_SECTION], section) == 0 &&
            (!key || strcmp(csv->cells[r][CSV_KEY], key) == 0))
            return csv->cells[r];
    return NULL;
}
