#include "cli/terminal.h"

#include <errno.h>
#include <langinfo.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

struct report_style terminal_style(FILE *out)
{
    const char *no_colour = getenv("NO_COLOR"), *term = getenv("TERM");
    struct report_style style = {.width = 80};
    struct winsize size;

    style.utf8 = strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
    if (isatty(fileno(out))) {
        style.colour = !(no_colour && no_colour[0]) && !(term && strcmp(term, "dumb") == 0);
        if (ioctl(fileno(out), TIOCGWINSZ, &size) == 0 && size.ws_col > 0 && size.ws_col < 80)
            style.width = size.ws_col;
    }
    return style;
}

struct lines terminal_lines(FILE *to, struct text *out)
{
    struct report_style style = terminal_style(to);

    return (struct lines){.out = out,
                          .colour = style.colour,
                          .utf8 = style.utf8,
                          .width = style.width < 40 ? 40 : (size_t)style.width};
}

int terminal_write(FILE *out, const struct text *t)
{
    if (t->failed)
        return -ENOMEM;
    return fputs(text_string(t), out) >= 0 && fflush(out) == 0 ? 0 : -EIO;
}

int terminal_write_json(FILE *out, const json_t *json)
{
    if (!json)
        return -ENOMEM;
    return json_dumpf(json, out, JSON_INDENT(2)) == 0 && fputc('\n', out) == '\n' &&
                   fflush(out) == 0
               ? 0
               : -EIO;
}
