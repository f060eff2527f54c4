#include "cli/cli.h"

#include "base/log.h"
#include "base/scope.h"
#include "base/text.h"

#include <errno.h>
#include <stdarg.h>
#include <string.h>

int cli_usage(const char *command, const char *format, ...)
{
    AUTO_TEXT struct text message = {.at = NULL};
    va_list args;

    va_start(args, format);
    text_vaddf(&message, format, args);
    va_end(args);
    log_error("%s: %s; see `kindward %s --help`", command, text_string(&message), command);
    return EXIT_USAGE;
}

int cli_failed(const char *command, const char *what, const char *no_memory, int r,
               const struct text *error)
{
    if (error->len > 0)
        log_error("%s: %s", command, text_string(error));
    else if (r == -ENOMEM)
        log_error("%s: %s", command, no_memory);
    else
        log_error("%s: %s could not all be written; is the disk full, or the pipe closed?", command,
                  what);
    return EXIT_FAILED;
}

int cli_drop_unread(int argc, char **argv, unsigned reads)
{
    static const struct {
        const char *option;
        unsigned bit;
    } folders[] = {
        {"--config", READS_CONFIG}, {"--state", READS_STATE}, {"--runtime", READS_RUNTIME}};
    int n = 0, i = 0;

    for (; i < argc && strcmp(argv[i], "--") != 0; i++) {
        size_t f = 0, len = 0;

        for (; f < ARRAY_LEN(folders); f++) {
            len = strlen(folders[f].option);
            if (strncmp(argv[i], folders[f].option, len) == 0 &&
                (argv[i][len] == '=' || (argv[i][len] == '\0' && i + 1 < argc)))
                break;
        }
        if (f == ARRAY_LEN(folders) || (reads & folders[f].bit))
            argv[n++] = argv[i];
        else
            i += argv[i][len] == '\0';
    }
    for (; i < argc; i++)
        argv[n++] = argv[i];
    argv[n] = NULL;
    return n;
}
