/*
 * cli — what the subcommands of `kindward` share.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* The exit codes that people and scripts rely on. */
enum { EXIT_DONE = 0, EXIT_FAILED = 1, EXIT_USAGE = 2, EXIT_IN_PART = 3 };

/* The three folders of an agent. Each command takes all of them, so that one can be told the same
 * as another; those that it does not read are taken away before it runs. */
enum { READS_CONFIG = 1 << 0, READS_STATE = 1 << 1, READS_RUNTIME = 1 << 2 };

struct command {
    const char *name;
    const char *summary;               /* one line for `kindward --help` */
    int (*run)(int argc, char **argv); /* argv[0] is the command's name; answers an exit code */
    unsigned reads;                    /* which of the folders */
};

int cmd_alerts(int argc, char **argv);
int cmd_doctor(int argc, char **argv);
int cmd_erase(int argc, char **argv);
int cmd_export(int argc, char **argv);
int cmd_inspect(int argc, char **argv);
int cmd_lists(int argc, char **argv);
int cmd_log(int argc, char **argv);
int cmd_mine(int argc, char **argv);
int cmd_platform(int argc, char **argv);
int cmd_policy(int argc, char **argv);
int cmd_replay(int argc, char **argv);
int cmd_report(int argc, char **argv);
int cmd_setup(int argc, char **argv);
int cmd_status(int argc, char **argv);
int cmd_watch(int argc, char **argv);
int cmd_why(int argc, char **argv);

/* Takes away what is not read of --config, --state and --runtime, with the value; the new argc. */
int cli_drop_unread(int argc, char **argv, unsigned reads);

/* A wrong call: says what and how to get help; answers EXIT_USAGE. */
int cli_usage(const char *command, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* What was asked for could not be shown: says why, by @error where it says something, by @r
 * otherwise (-ENOMEM: @no_memory; else @what could not be written); answers EXIT_FAILED. */
struct text;
int cli_failed(const char *command, const char *what, const char *no_memory, int r,
               const struct text *error);
