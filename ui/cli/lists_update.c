/*
 * lists update — hands over to kindward-update, which fetches (update_main.c).
 */
#include "base/log.h"
#include "base/text.h"
#include "cli/cli.h"
#include "cli/lists.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

/* Beside this program, as in a build folder; else where it is installed. */
static void find_program(struct text *to)
{
    char own[4096];
    ssize_t n = readlink("/proc/self/exe", own, sizeof(own));
    const char *slash = n > 0 ? memrchr(own, '/', (size_t)n) : NULL;

    if (slash && n < (ssize_t)sizeof(own))
        text_addf(to, "%.*s/kindward-update", (int)(slash - own), own);
    if (access(text_string(to), X_OK) < 0) {
        text_clear(to);
        text_addf(to, "%s", UPDATE_PROGRAM);
    }
}

int lists_update(int argc, char **argv)
{
    AUTO_TEXT struct text program = {.at = NULL};

    (void)argc;
    find_program(&program);
    execv(text_string(&program), argv);
    log_error("lists: %s, which fetches lists, cannot be started: %s; install Kindward again",
              text_string(&program), strerror(errno));
    return EXIT_FAILED;
}
