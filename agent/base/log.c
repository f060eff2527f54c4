#include "base/log.h"

#include "base/text.h"

#include <stdio.h>

__attribute__((format(printf, 1, 0))) static void say(const char *format, va_list args)
{
    AUTO_TEXT struct text message = {.at = NULL};
    AUTO_TEXT struct text visible = {.at = NULL};

    text_vaddf(&message, format, args);
    text_add_visible(&visible, text_string(&message));
    fflush(stdout);
    fprintf(stderr, "kindward: %s\n", text_string(&visible));
}

void log_error(const char *format, ...)
{
    va_list args;

    va_start(args, format);
    say(format, args);
    va_end(args);
}

void log_note(const char *format, ...)
{
    va_list args;

    va_start(args, format);
    say(format, args);
    va_end(args);
}
