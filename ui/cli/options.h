/*
 * options — what a command is told: one table of its options, and the one walk along it.
 *
 *     const char *child = NULL;
 *     bool wants_all = false;
 *     const struct cli_option options[] = {{"child", .word = &child}, {"all", .flag = &wants_all}};
 *     int code = options_walk(help, options, ARRAY_LEN(options), argc, argv, NULL);
 *
 *     if (code != GO_ON)
 *         return code;
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

enum { GO_ON = -1 }; /* no exit code: nothing was wrong, and the command goes on */

/* One option, --name. One of flag, word, chosen and take is set, and says where it goes. */
struct cli_option {
    const char *name;
    char letter;                              /* the same as -o; NUL: none */
    bool *flag;                               /* set where it is given; it has no value */
    const char **word;                        /* the value as it stands, borrowed from argv */
    int *chosen;                              /* which of the choices the value is */
    const char *const *choices;               /* NULL after the last */
    int (*take)(void *to, const char *value); /* reads it; GO_ON, or says what is wrong with it */
    void *to;
    const char *not_with; /* the name of an option that excludes this one; NULL: none */
};

/* A whole number from 1 to @most: GO_ON, or says what is wrong with it. */
int options_number(const char *command, const char *word, unsigned most, unsigned *ret);

/* The choices of most a --format. */
enum { AS_TEXT, AS_JSON };
extern const char *const text_or_json[];

/**
 * options_walk() - take the options of a command
 * @help:     of --help
 * @list:     its options; --help is not among them
 * @argv:     argv[0] is the command's name; put in order, options first
 * @ret_rest: where in argv the rest begins; NULL: there may be none
 *
 * Return: GO_ON, or an exit code, after --help or when it was said what is wrong.
 */
int options_walk(const char *help, const struct cli_option *list, size_t n, int argc, char **argv,
                 int *ret_rest);
