/*
 * sample_report — write a sample week: `sample_report rich html`, for the eye and for scripts.
 */
#include "report/report.h"

#include "sample_week.h"

#include <string.h>

int main(int argc, char **argv)
{
    struct {
        const char *word;
        const struct week *(*week)(void);
    } samples[] = {{"rich", sample_week_rich},
                   {"calm", sample_week_calm},
                   {"empty", sample_week_empty},
                   {"day", sample_week_day},
                   {"year", sample_week_year}};
    const struct week *weeks[4];
    struct report_input in = {.weeks = weeks};
    struct report_style style = {.utf8 = true, .width = 80};
    enum report_format format = REPORT_HTML;

    for (int i = 1; i < argc; i++) {
        if (report_format_from_name(argv[i], &format))
            continue;
        style.utf8 &= strcmp(argv[i], "ascii") != 0;
        style.colour |= strcmp(argv[i], "colour") == 0;
        for (size_t s = 0; s < ARRAY_LEN(samples); s++)
            if (strcmp(samples[s].word, argv[i]) == 0 && in.n_weeks < ARRAY_LEN(weeks))
                weeks[in.n_weeks++] = samples[s].week();
        if (strncmp(argv[i], "name=", 5) == 0 && in.n_weeks < ARRAY_LEN(weeks))
            weeks[in.n_weeks++] = sample_week_named(argv[i] + 5);
    }
    return report_write(&in, format, stdout, &style) < 0;
}
