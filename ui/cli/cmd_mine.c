/*
 * mine — a child's own page: what is recorded of it, by which rules, and who looked.
 */
#include "base/log.h"
#include "cli/cli.h"
#include "cli/options.h"
#include "cli/terminal.h"
#include "live/agent_bus.h"
#include "report/mine.h"

#include <errno.h>
#include <pwd.h>
#include <string.h>

static const char help[] =
    "usage: kindward mine [--format text|json|html] [--output FILE]\n"
    "       kindward mine --open\n\n"
    "For a child: what Kindward records about me, since when and for how long, the rules, what is\n"
    "let through for a while, and who looked at it and when. Nobody has to be asked for it, and\n"
    "nothing can turn it off.\n\n"
    "      --format FORMAT   text (default), json or html: a page for the browser\n"
    "  -o, --output FILE     write it there, not to standard output\n"
    "      --open            as a page, in the browser\n"
    "  -h, --help            this text\n\n"
    "`kindward log` and `kindward report` show the child's own record, too.\n\n"
    "Exit codes: 0 done, 1 failed, 2 usage.\n";

enum { MINE_TEXT, MINE_JSON, MINE_HTML };

static const char *const formats[] = {
    [MINE_TEXT] = "text", [MINE_JSON] = "json", [MINE_HTML] = "html", NULL};

/* The bus says numbers of accounts; their names are this machine's to say. */
static void name_of(uint32_t uid, struct text *out)
{
    const struct passwd *who = getpwuid(uid);

    if (who)
        text_add(out, who->pw_name);
    else
        text_addf(out, "account %u", uid);
}

static int print(const json_t *mine, int format, FILE *out)
{
    AUTO_TEXT struct text text = {.at = NULL};
    struct lines l;

    if (format == MINE_JSON)
        return terminal_write_json(out, mine);
    if (format == MINE_HTML) {
        mine_html(mine, name_of, &text);
    } else {
        l = terminal_lines(out, &text);
        mine_text(mine, name_of, &l);
    }
    return terminal_write(out, &text);
}

/* The session's own folder ends with the session, and nobody else reads in it. */
static bool page_in_session(struct text *ret_path)
{
    const char *dir = getenv("XDG_RUNTIME_DIR");

    if (!dir || !dir[0]) {
        log_error("mine: there is no XDG_RUNTIME_DIR, so no desktop session; `kindward mine` shows "
                  "the same as text");
        return false;
    }
    text_addf(ret_path, "%s/kindward-mine.html", dir);
    return !ret_path->failed;
}

static int open_page(const char *path)
{
    execlp("xdg-open", "xdg-open", path, (char *)NULL);
    log_error("mine: xdg-open cannot be started (%s); the page is %s", strerror(errno), path);
    return EXIT_FAILED;
}

int cmd_mine(int argc, char **argv)
{
    AUTO_TEXT struct text error = {.at = NULL};
    AUTO_TEXT struct text page = {.at = NULL};
    bool opens = false;
    const char *output = NULL;
    int format = MINE_TEXT;
    const struct cli_option options[] = {
        {"format", .chosen = &format, .choices = formats},
        {"output", .letter = 'o', .word = &output},
        {"open", .flag = &opens, .not_with = "output"},
    };
    int code = options_walk(help, options, ARRAY_LEN(options), argc, argv, NULL), r;
    json_t *mine = NULL;
    FILE *out;

    if (code != GO_ON)
        return code;
    if (opens) {
        if (!page_in_session(&page))
            return EXIT_FAILED;
        output = page.at;
        format = MINE_HTML;
    }
    r = agent_bus_json("Mine", &mine, &error);
    if (r < 0)
        return cli_failed("mine", "it", "there is no memory left", r, &error);
    out = output ? fopen(output, "wb") : stdout;
    if (!out) {
        log_error("%s: cannot be written: %s; name another file with --output", output,
                  strerror(errno));
        json_decref(mine);
        return EXIT_FAILED;
    }
    r = print(mine, format, out);
    if (output && fclose(out) != 0 && r == 0)
        r = -errno;
    json_decref(mine);
    if (r < 0)
        log_error("mine: not all could be written; is the disk full, or the pipe closed?");
    if (r < 0)
        return EXIT_FAILED;
    return opens ? open_page(output) : EXIT_DONE;
}
