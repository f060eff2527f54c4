/* uses: base catalogue catalogue_default policy record store insight report live */
/*
 * A line of the running agent's, whatever stands in it, read as a status and as a look. What is
 * shown of it is text: no control character but the line end, no line wider than 80 columns.
 */
#include "live/look.h"
#include "live/status.h"
#include "property.h"
#include "report/clean.h"

enum { WIDTH = 80 };

static const struct catalogue *lists(void)
{
    static struct catalogue *c;
    AUTO_TEXT struct text error = {.at = NULL};

    HOLDS(c || catalogue_of_memory(catalogue_default_image(), &c, &error) == 0);
    return c;
}

static void is_shown(struct text *t)
{
    char *at = t->at;

    HOLDS(!t->failed);
    while (at && *at) {
        char *end = strchr(at, '\n');

        HOLDS(end);
        *end = '\0';
        HOLDS(clean_width(at) <= WIDTH);
        for (const char *c = at; *c; c++)
            HOLDS((unsigned char)*c >= 0x20 && *c != 0x7f);
        at = end + 1;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    AUTO_TEXT struct text out = {.at = NULL};
    struct lines l = {.out = &out, .width = WIDTH, .utf8 = true};
    json_t *json = json_loadb((const char *)data, size, 0, NULL);
    struct status status;
    struct look look;

    if (!json)
        return 0;
    if (status_read(json, &status)) {
        AUTO_STATUS_PROBLEMS struct status_problems problems = {.n = 0};

        status_judge(&status, &problems);
        status_text(&status, &problems, &l);
        HOLDS(status.connections_named <= status.connections_today);
        is_shown(&out);
        text_clear(&out);
    }
    if (look_read(json, &look)) {
        look_line(&look, lists(), &l);
        is_shown(&out);
        text_clear(&out);
    }
    json_decref(json);
    return 0;
}
