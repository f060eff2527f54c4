/*
 * policy — check what a guardian wrote, and show what holds.
 */
#include "base/clock.h"
#include "base/log.h"
#include "base/text.h"
#include "cli/cli.h"
#include "cli/defaults.h"
#include "cli/options.h"
#include "cli/policy_show.h"
#include "cli/policy_source.h"

#include <errno.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>

static const char help[] =
    "usage: kindward policy check [--config DIR] [--catalogue FILE]\n"
    "       kindward policy show [--child NAME] [--format text|json] [--config DIR]\n"
    "                            [--catalogue FILE]\n\n"
    "check reads kindward.conf and children.d/*.conf as a whole and says what is wrong with them:\n"
    "FILE:LINE: what; write ... instead. show says what holds: who is monitored until when, and\n"
    "which rules there are. docs/policy.md is the form of the files.\n\n"
    "  --config DIR      the folder of the configuration (usually /etc/kindward)\n"
    "  --child NAME      only this child, by name or account\n"
    "  --format FORMAT   text, or json\n"
    "  --catalogue FILE  other lists than those built in\n\n"
    "Exit codes: 0 done (there may be warnings), 1 refused or failed, 2 usage.\n";

enum { FORMAT_UNSAID = -1 };

struct ask {
    const char *dir, *child, *catalogue_path;
    int format; /* FORMAT_UNSAID: as text */
};

/* What is true of the policy on this machine and today, and is no fault of its text. */
static void note_the_world(const struct policy_source *s)
{
    for (uint32_t c = 0; c < policy_n_children(s->policy); c++) {
        const struct child *child = policy_child(s->policy, c);

        errno = 0;
        if (!getpwnam(child->account) && (errno == 0 || errno == ENOENT))
            log_note("%s: there is no account \"%s\" on this machine; nothing is monitored",
                     child->name, child->account);
        if (!child_is_monitored(child, clock_today()))
            log_note("%s is grown up: nothing is monitored any more, and the file can go",
                     child->name);
    }
}

static int check(const struct policy_source *s)
{
    size_t n_rules = 0, n;

    for (uint32_t c = 0; c < policy_n_children(s->policy); c++) {
        (void)policy_rules(s->policy, c, &n);
        n_rules += n;
    }
    note_the_world(s);
    n = policy_n_children(s->policy);
    printf("%s: good: %zu %s, %zu %s", s->dir, n, n == 1 ? "child" : "children", n_rules,
           n_rules == 1 ? "rule" : "rules");
    if (s->n_warnings > 0)
        printf(", %zu %s", s->n_warnings, s->n_warnings == 1 ? "warning" : "warnings");
    putchar('\n');
    return fflush(stdout) == 0 ? EXIT_DONE : EXIT_FAILED;
}

static int show(const struct policy_source *s, const struct ask *a)
{
    struct shown_children shown = {0, (uint32_t)policy_n_children(s->policy)};

    if (a->child) {
        if (!policy_source_child(s, a->child, &shown.from))
            return EXIT_FAILED;
        shown.to = shown.from + 1;
    }
    if (a->format == AS_JSON) {
        if (!policy_show_json(s, shown, stdout))
            return EXIT_FAILED;
    } else {
        policy_show_text(s, shown, stdout);
    }
    return fflush(stdout) == 0 ? EXIT_DONE : EXIT_FAILED;
}

static int run(const struct ask *a, bool is_check)
{
    AUTO(catalogue_close) struct catalogue *catalogue = NULL;
    AUTO_POLICY_SOURCE struct policy_source source = {.policy = NULL};
    AUTO_TEXT struct text error = {.at = NULL};
    int r;

    if (default_catalogue(a->catalogue_path, &catalogue, &error) < 0) {
        log_error("%s", text_string(&error));
        return EXIT_FAILED;
    }
    r = policy_source_read(a->dir, catalogue, is_check, &source);
    if (r == -EINVAL)
        log_error("%s: refused, %zu %s; while it is so, the last good policy holds", a->dir,
                  source.n_errors, source.n_errors == 1 ? "mistake" : "mistakes");
    if (r < 0)
        return EXIT_FAILED;
    return is_check ? check(&source) : show(&source, a);
}

int cmd_policy(int argc, char **argv)
{
    struct ask a = {.dir = DEFAULT_CONFIG_DIR, .format = FORMAT_UNSAID};
    const struct cli_option options[] = {
        {"config", .word = &a.dir},
        {"child", .word = &a.child},
        {"format", .chosen = &a.format, .choices = text_or_json},
        {"catalogue", .word = &a.catalogue_path},
    };
    int first, code = options_walk(help, options, ARRAY_LEN(options), argc, argv, &first);
    bool is_check;

    if (code != GO_ON)
        return code;
    if (first + 1 != argc)
        return cli_usage("policy", "say what to do, check or show");
    is_check = strcmp(argv[first], "check") == 0;
    if (!is_check && strcmp(argv[first], "show") != 0)
        return cli_usage("policy", "\"%s\" is neither check nor show", argv[first]);
    if (is_check && (a.child || a.format != FORMAT_UNSAID))
        return cli_usage("policy", "--child and --format are for show");
    return run(&a, is_check);
}
