/*
 * kindward — the command for parents and tinkerers; one file a subcommand.
 */
#include "base/log.h"
#include "base/scope.h"
#include "cli/cli.h"

#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

static const struct command commands[] = {
    {"inspect", "print the names in captures", cmd_inspect, 0},
#ifdef KINDWARD_WHOLE
    {"alerts", "show what a guardian should hear of, until someone was told", cmd_alerts,
     READS_STATE},
    {"doctor", "say what stands in Kindward's way, and what to do", cmd_doctor,
     READS_CONFIG | READS_STATE | READS_RUNTIME},
    {"erase", "erase what was recorded, so that no byte is left", cmd_erase,
     READS_STATE | READS_RUNTIME},
    {"export", "write all that is recorded about a child, as JSON", cmd_export, READS_STATE},
    {"lists", "fetch the lists of names, look at them, and write them for others", cmd_lists,
     READS_CONFIG | READS_STATE},
    {"log", "show and search what was used and what was blocked", cmd_log, READS_STATE},
    {"mine", "for a child: what is recorded about me, and who looked", cmd_mine, 0},
    {"platform", "say what a platform is, and how to talk about it", cmd_platform, 0},
    {"policy", "check a policy, and show what holds", cmd_policy, READS_CONFIG},
    {"replay", "run captures the whole way, into a store", cmd_replay, 0},
    {"report", "show a child's week from a store", cmd_report, READS_STATE},
    {"setup", "say which accounts are children", cmd_setup, READS_CONFIG | READS_RUNTIME},
    {"status", "say whether Kindward is on, and all is well", cmd_status, READS_RUNTIME},
    {"watch", "show each name as it is seen, live or of a capture", cmd_watch,
     READS_CONFIG | READS_RUNTIME},
    {"why", "say what is known about a name, and what would happen", cmd_why, READS_CONFIG},
#endif
};

static void help(FILE *out)
{
    fputs("usage: kindward COMMAND [OPTION...]\n\n"
          "What a child's account does online, by the names of sites, never by content.\n\n",
          out);
    for (size_t i = 0; i < ARRAY_LEN(commands); i++)
        fprintf(out, "  %-10s %s\n", commands[i].name, commands[i].summary);
    fputs("\nEach command takes --help, and --config, --state and --runtime, the agent's folders,\n"
          "whether it reads them or not. Exit codes: 0 done, 1 failed, 2 usage, 3 done in part.\n",
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
            return commands[i].run(cli_drop_unread(argc - 1, argv + 1, commands[i].reads),
                                   argv + 1);
    log_error("there is no command \"%s\"; `kindward --help` lists them", argv[1]);
    return EXIT_USAGE;
}
