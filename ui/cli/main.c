/*
 * kindward — the command for parents and tinkerers; one file a subcommand.
 */
#include "base/log.h"
#include "base/scope.h"
#include "base/text.h"
#include "cli/cli.h"

#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

static const struct command commands[] = {
    {"inspect", "print the names in captures", cmd_inspect},
#ifdef KINDWARD_WHOLE
    {"alerts", "show what a guardian should hear of, until someone was told", cmd_alerts},
    {"doctor", "say what stands in Kindward's way, and what to do", cmd_doctor},
    {"log", "show and search what was used and what was blocked", cmd_log},
    {"policy", "check a policy, and show what holds", cmd_policy},
    {"replay", "run captures the whole way, into a store", cmd_replay},
    {"report", "show a child's week from a store", cmd_report},
    {"status", "say whether Kindward is on, and all is well", cmd_status},
    {"watch", "show each name as it is seen, live or of a capture", cmd_watch},
    {"why", "say what is known about a name, and what would happen", cmd_why},
#endif
};

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

static void help(FILE *out)
{
    fputs("usage: kindward COMMAND [OPTION...]\n\n"
          "What a child's account does online, by the names of sites, never by content.\n\n",
          out);
    for (size_t i = 0; i < ARRAY_LEN(commands); i++)
        fprintf(out, "  %-10s %s\n", commands[i].name, commands[i].summary);
    fputs("\nEach command takes --help. Exit codes: 0 done, 1 failed, 2 usage, 3 done in part.\n",
          out);
}

int main(int argc, char **argv)
{
    setlocale(LC_ALL, "");
    signal(SIGPIPE, SIG_IGN);
    if (argc < 2) {
        help(stderr);
        return EXIT_USAGE;
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0) {
        help(stdout);
        return EXIT_DONE;
    }
    if (strcmp(argv[1], "--version") == 0) {
        puts("kindward " KINDWARD_VERSION);
        return EXIT_DONE;
    }
    for (size_t i = 0; i < ARRAY_LEN(commands); i++)
        if (strcmp(argv[1], commands[i].name) == 0)
            return commands[i].run(argc - 1, argv + 1);
    log_error("there is no command \"%s\"; `kindward --help` lists them", argv[1]);
    return EXIT_USAGE;
}
