/*
 * lists export — the listed names, for programs of others.
 *
 * Names are written that mean one of the chosen categories after all lists had their say; a name
 * that an exception takes out of a listed one above it is written as an exception, where the form
 * has a word for that. So are help lines below a written name.
 */
#include "base/log.h"
#include "base/text.h"
#include "catalogue/catalogue.h"
#include "cli/cli.h"
#include "cli/defaults.h"
#include "cli/lists.h"
#include "cli/options.h"

#include <errno.h>
#include <string.h>

static const char help[] =
    "usage: kindward lists export --format hosts|domains|rpz|unbound|dnsmasq|abp\n"
    "                             [--category NAME]... [--catalogue FILE]\n\n"
    "Writes the listed names in a form that name servers and filters read; of one that is listed\n"
    "alone, as by a hosts file, with www. before it, too. Help lines are never written but as\n"
    "exceptions. hosts and domains have no word for an exception: those are left out, and counted\n"
    "in the first line.\n\n"
    "  --format FORMAT   the form; without it, domains\n"
    "  --category NAME   only names of this category; may be given more than once\n"
    "  --catalogue FILE  other lists than those built in\n\n"
    "Exit codes: 0 done, 1 failed, 2 usage.\n";

enum role { ROLE_SUFFIX, ROLE_EXACT, ROLE_EXCEPTION, ROLE_COUNT };

/* How each form says each role; "*" stands for the name. NULL: it has no word for it. */
static const struct {
    const char *comment, *head, *before, *line[ROLE_COUNT]; /* head: its first line of all */
} forms[] = {
    {"#", "", "", {"0.0.0.0 *\n", "0.0.0.0 *\n", NULL}},
    {"#", "", "", {"*\n", "*\n", NULL}},
    {";",
     "",
     "$TTL 300\n@ SOA localhost. root.localhost. 1 3600 600 86400 300\n@ NS localhost.\n",
     {"* CNAME .\n*.* CNAME .\n", "* CNAME .\n",
      "* CNAME rpz-passthru.\n*.* CNAME rpz-passthru.\n"}},
    {"#",
     "",
     "server:\n",
     {"local-zone: \"*.\" always_nxdomain\n", "local-data: \"*. A 0.0.0.0\"\n",
      "local-zone: \"*.\" always_transparent\n"}},
    {"#", "", "", {"local=/*/\n", "host-record=*,0.0.0.0,::\n", "server=/*/#\n"}},
    {"!", "[Adblock Plus]\n", "", {"||*^\n", "|*^\n", "@@||*^\n"}},
};
/* In the order of the table. */
static const char *const form_names[] = {"hosts",   "domains", "rpz", "unbound",
                                         "dnsmasq", "abp",     NULL};

enum { FORM_DOMAINS = 1, NAME_MAX_BYTES = 253 };

struct export_walk {
    const struct catalogue *catalogue;
    category_set wanted;
    int form;
    bool is_counting; /* the first of two walks: how many of each */
    size_t n[ROLE_COUNT], n_www;
    char name[256]; /* whose entries are gathered */
    bool has_suffix, has_exact, has_exception;
    size_t n_hashed; /* entries that are left out */
};

/* RPZ's wildcard is written with an asterisk of its own, "*.*": the first one stays. */
static void write_line(const char *line, const char *name)
{
    for (; *line; line++) {
        if (*line != '*')
            putchar(*line);
        else if (line[1] == '.' && line[2] == '*')
            putchar('*');
        else
            fputs(name, stdout);
    }
}

/* Is what is right above the name written, so that the name needs an exception? */
static bool is_below_written(const struct export_walk *x)
{
    const char *dot = strchr(x->name, '.');
    struct meaning above;

    if (!dot)
        return false;
    above = catalogue_find(x->catalogue, dot + 1, strlen(dot + 1));
    return !above.never_recorded && (above.categories & x->wanted) != 0;
}

/* A name alone holds for www. before it, too (catalogue_compile.h), which other programs have to be
 * told. Nothing where that is listed by itself. */
static void add_www(struct export_walk *x)
{
    AUTO_TEXT struct text www = {.at = NULL};
    struct meaning m;

    text_addf(&www, "www.%s", x->name);
    if (www.failed || www.len > NAME_MAX_BYTES || strncmp(x->name, "www.", 4) == 0)
        return;
    m = catalogue_find(x->catalogue, www.at, www.len);
    if (m.suffix_len != strlen(x->name) || m.never_recorded || !(m.categories & x->wanted))
        return;
    x->n_www++;
    if (!x->is_counting)
        write_line(forms[x->form].line[ROLE_EXACT], www.at);
}

/* All that is said of a name is known: write it, if it is to be written. */
static void finish_name(struct export_walk *x)
{
    enum role role = x->has_suffix ? ROLE_SUFFIX : ROLE_EXACT;
    struct meaning m;

    if (!x->has_suffix && !x->has_exact && !x->has_exception)
        return;
    m = catalogue_find(x->catalogue, x->name, strlen(x->name));
    if (m.never_recorded || !(m.categories & x->wanted)) {
        if (!x->has_exception || !is_below_written(x))
            return;
        role = ROLE_EXCEPTION;
    } else if (!x->has_suffix && !x->has_exact) {
        return;
    }
    x->n[role]++;
    if (!x->is_counting && forms[x->form].line[role])
        write_line(forms[x->form].line[role], x->name);
    if (role == ROLE_EXACT)
        add_www(x);
}

static bool take(const struct list_entry *e, void *user)
{
    struct export_walk *x = user;
    bool is_wanted = (e->categories & x->wanted) != 0;

    if (e->is_hashed) { /* nobody knows the name */
        x->n_hashed += is_wanted && !x->is_counting;
        return true;
    }
    if (strcmp(e->suffix, x->name) != 0) {
        finish_name(x);
        memcpy(x->name, e->suffix, strlen(e->suffix) + 1);
        x->has_suffix = x->has_exact = x->has_exception = false;
    }
    if (e->is_allow || e->never_recorded)
        x->has_exception |= is_wanted || e->categories == 0;
    else if (is_wanted)
        *(e->is_exact ? &x->has_exact : &x->has_suffix) = true;
    return !ferror(stdout);
}

static void walk(struct export_walk *x, bool is_counting)
{
    x->is_counting = is_counting;
    x->name[0] = '\0';
    x->has_suffix = x->has_exact = x->has_exception = false;
    memset(x->n, 0, sizeof(x->n));
    x->n_www = 0;
    catalogue_each(x->catalogue, take, x);
    finish_name(x);
}

static int take_category(void *to, const char *word)
{
    category_set *wanted = to;
    enum category category;

    if (!category_from_name(word, &category))
        return cli_usage("lists", "there is no category \"%s\"", word);
    *wanted |= category_bit(category);
    return GO_ON;
}

int lists_export(int argc, char **argv)
{
    AUTO(catalogue_close) struct catalogue *catalogue = NULL;
    AUTO_TEXT struct text error = {.at = NULL};
    struct export_walk x = {.form = FORM_DOMAINS};
    const char *path = NULL;
    const struct cli_option options[] = {
        {"catalogue", .word = &path},
        {"category", .take = take_category, .to = &x.wanted},
        {"format", .chosen = &x.form, .choices = form_names},
    };
    int code = options_walk(help, options, ARRAY_LEN(options), argc, argv, NULL);

    if (code != GO_ON)
        return code;
    if (default_catalogue(path, &catalogue, &error) < 0)
        return cli_failed("lists", "the names", "there is no memory", -EINVAL, &error);
    x.catalogue = catalogue;
    if (x.wanted == 0)
        x.wanted = category_bit(CATEGORY_COUNT) - 1;
    walk(&x, true);
    fputs(forms[x.form].head, stdout);
    printf("%s Kindward: names and what is below them: %zu; names alone: %zu, with www. before "
           "them: %zu; exceptions%s: %zu\n",
           forms[x.form].comment, x.n[ROLE_SUFFIX], x.n[ROLE_EXACT], x.n_www,
           forms[x.form].line[ROLE_EXCEPTION] ? "" : " (left out)", x.n[ROLE_EXCEPTION]);
    fputs(forms[x.form].before, stdout);
    walk(&x, false);
    if (fflush(stdout) != 0)
        return cli_failed("lists", "the names", "there is no memory", -EIO, &error);
    if (x.n_hashed > 0)
        log_note(
            "%zu entries are left out: their lists have the SHA-256 of a name, and not the name",
            x.n_hashed);
    return EXIT_DONE;
}
