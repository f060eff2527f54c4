#include "cli/options.h"

#include "base/text.h"
#include "cli/cli.h"

#include <assert.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>

enum { OPTIONS_MAX = 24, LONG_FIRST = 256 /* past all letters */ };

const char *const text_or_json[] = {[AS_TEXT] = "text", [AS_JSON] = "json", NULL};

int options_number(const char *command, const char *word, unsigned most, unsigned *ret)
{
    char *end = NULL;
    unsigned long n = word[0] >= '0' && word[0] <= '9' ? strtoul(word, &end, 10) : 0;

    if (n == 0 || n > most || *end != '\0')
        return cli_usage(command, "\"%s\" is no whole number from 1 to %u", word, most);
    *ret = (unsigned)n;
    return GO_ON;
}

/* The table as getopt wants it: a long option answers LONG_FIRST and its place in the list. */
struct told {
    struct option longs[OPTIONS_MAX + 2];
    char letters[2 * OPTIONS_MAX + 2];
};

static void tell_getopt(struct told *t, const struct cli_option *list, size_t n)
{
    char *letter = t->letters;

    assert(n <= OPTIONS_MAX);
    *t = (struct told){.letters = ""};
    *letter++ = 'h';
    for (size_t i = 0; i < n; i++) {
        int has_arg = list[i].flag ? no_argument : required_argument;

        t->longs[i] = (struct option){list[i].name, has_arg, NULL, LONG_FIRST + (int)i};
        if (!list[i].letter)
            continue;
        *letter++ = list[i].letter;
        if (has_arg == required_argument)
            *letter++ = ':';
    }
    t->longs[n] = (struct option){"help", no_argument, NULL, 'h'};
}

/* The place in the list of what getopt answered; @n: none. */
static size_t find(const struct cli_option *list, size_t n, int answer)
{
    size_t i = 0;

    if (answer >= LONG_FIRST)
        return (size_t)(answer - LONG_FIRST);
    while (i < n && (!list[i].letter || list[i].letter != answer))
        i++;
    return i;
}

/* "there is no format "tsv", only text, json and csv" */
static int choose(const char *command, const struct cli_option *o, const char *word)
{
    AUTO_TEXT struct text words = {.at = NULL};

    for (int i = 0; o->choices[i]; i++) {
        if (strcmp(word, o->choices[i]) == 0) {
            *o->chosen = i;
            return GO_ON;
        }
        text_addf(&words, "%s%s", i == 0 ? "" : o->choices[i + 1] ? ", " : " and ", o->choices[i]);
    }
    return cli_usage(command, "there is no %s \"%s\", only %s", o->name, word, text_string(&words));
}

static int take(const char *command, const struct cli_option *o, const char *value)
{
    if (o->take)
        return o->take(o->to, value);
    if (o->chosen)
        return choose(command, o, value);
    if (o->flag)
        *o->flag = true;
    else
        *o->word = value;
    return GO_ON;
}

/* That no two were given of which one excludes the other. */
static int check_pairs(const char *command, const struct cli_option *list, size_t n,
                       const bool *given)
{
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; given[i] && list[i].not_with && j < n; j++)
            if (given[j] && strcmp(list[j].name, list[i].not_with) == 0)
                return cli_usage(command, "give either --%s or --%s", list[i].name, list[j].name);
    return GO_ON;
}

/* Is each option in the help? */
static bool tells_all(const char *help, const struct cli_option *list, size_t n)
{
    bool all = true;

    for (size_t i = 0; i < n; i++) {
        char option[64];

        snprintf(option, sizeof(option), "--%s", list[i].name);
        all &= strstr(help, option) != NULL;
    }
    return all;
}

int options_walk(const char *help, const struct cli_option *list, size_t n, int argc, char **argv,
                 int *ret_rest)
{
    bool given[OPTIONS_MAX] = {false};
    struct told told;
    int answer;

    tell_getopt(&told, list, n);
    optind = 0;
    opterr = 0;
    while ((answer = getopt_long(argc, argv, told.letters, told.longs, NULL)) != -1) {
        size_t i = find(list, n, answer);
        int code;

        if (answer == 'h') {
            assert(tells_all(help, list, n)); /* and the manual page, which is made of it */
            fputs(help, stdout);
            return EXIT_DONE;
        }
        if (i == n)
            return cli_usage(argv[0], "\"%s\" is no option, or lacks its value", argv[optind - 1]);
        code = take(argv[0], &list[i], optarg);
        if (code != GO_ON)
            return code;
        given[i] = true;
    }
    if (!ret_rest && optind != argc)
        return cli_usage(argv[0], "\"%s\" is not understood", argv[optind]);
    if (ret_rest)
        *ret_rest = optind;
    return check_pairs(argv[0], list, n, given);
}
