/*
 * watch — each name as it is seen: of the running agent, or of a capture.
 */
#include "base/log.h"
#include "cli/cli.h"
#include "cli/defaults.h"
#include "cli/options.h"
#include "cli/watch.h"
#include "live/agent_link.h"
#include "live/status.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>

static const char help[] =
    "usage: kindward watch [--child NAME] [--site NAME] [--platform ID] [--category WORD]...\n"
    "                      [--only visits|lookups|blocked] [--answers] [--format text|json]\n"
    "                      [--runtime DIR | --file CAPTURE [--config DIR]]\n\n"
    "Shows each name as it is seen, until you end it with Ctrl-C or the agent ends. What is never\n"
    "recorded is not shown either. \"perhaps\" is a guess: whose an address may be that had no "
    "name.\n\n"
    "      --child NAME      of one child only\n"
    "      --site NAME       a site or host, and all below it: discord.com\n"
    "      --platform ID     of one platform only (`kindward why NAME` says its id)\n"
    "      --category WORD   of this category; may be given more than once\n"
    "      --only WHAT       visits (connections), lookups (questions to a name server) or "
    "blocked\n"
    "      --answers         also the name servers' answers, which repeat the question\n"
    "      --format FORMAT   text (default), or json: one object a line\n"
    "      --runtime DIR     where the agent's socket is (default: /run/kindward)\n"
    "      --file CAPTURE    the same of a capture (pcap, pcapng; \"-\" is standard input), with "
    "its\n"
    "                        own clock; nothing is kept\n"
    "      --config DIR      with --file: say what that policy would do; with --child NAME it is\n"
    "                        that child's, otherwise the first one's\n"
    "      --catalogue FILE  a compiled catalogue instead of the built-in one\n"
    "  -h, --help            this text\n\n"
    "Exit codes: 0 done, 1 failed, 2 usage, 3 done in part (a damaged capture).\n";

static volatile sig_atomic_t must_end;

static void on_signal(int signal)
{
    (void)signal;
    must_end = 1;
}

/* One line of the agent's: 1; 0: nobody reads us any more; or a negative errno. */
static int show(struct watch *w, const char *line)
{
    json_t *json = json_loads(line, 0, NULL);
    int r = json ? watch_show(w, json) : -EBADMSG;

    json_decref(json);
    return r;
}

static int follow(struct watch *w, int fd, const sigset_t *waiting)
{
    AUTO_LINK_LINES struct link_lines lines = {.at = NULL};
    int r = 1;

    while (r > 0 && !must_end) {
        /* Standard output only to hear that its reader has gone. */
        struct pollfd ready[] = {{.fd = fd, .events = POLLIN}, {.fd = STDOUT_FILENO}};
        const char *line;

        if (ppoll(ready, ARRAY_LEN(ready), NULL, waiting) < 0)
            continue;
        if (ready[1].revents & (POLLERR | POLLNVAL))
            return 0;
        r = link_lines_read(&lines, fd);
        if (r == 0)
            log_note("Kindward has ended");
        while (r > 0 && (line = link_lines_next(&lines)))
            r = show(w, line);
        r = r == -EINTR ? 1 : r == -ECONNRESET ? 0 : r;
    }
    return r < 0 ? r : 0;
}

/* A name that nobody has would wait for ever. */
static int find_child(const struct watch *w, const char *runtime_dir, struct text *reterr)
{
    struct status status;
    json_t *json = NULL;
    int r = agent_link_status(runtime_dir, &json, reterr);
    bool is_there = false;

    if (r == 0 && status_read(json, &status)) {
        for (size_t i = 0; i < status.n_children; i++)
            is_there |= strcmp(status.children[i].name, w->filter.child) == 0;
        if (!is_there) {
            text_addf(reterr, "there is no child \"%s\"; `kindward status` says who there is",
                      w->filter.child);
            r = -ENOENT;
        }
    }
    json_decref(json);
    return r;
}

static int watch_agent(struct watch *w, const char *runtime_dir)
{
    AUTO_TEXT struct text error = {.at = NULL};
    AUTO(close_fd) int fd = -1;
    struct sigaction act = {.sa_handler = on_signal};
    sigset_t ends, waiting;
    int r = w->filter.child ? find_child(w, runtime_dir, &error) : 0;

    sigemptyset(&ends);
    sigaddset(&ends, SIGINT);
    sigaddset(&ends, SIGTERM);
    sigprocmask(SIG_BLOCK, &ends, &waiting);
    sigdelset(&waiting, SIGINT);
    sigdelset(&waiting, SIGTERM);
    sigaction(SIGINT, &act, NULL);
    sigaction(SIGTERM, &act, NULL);
    if (r == 0)
        r = agent_link_open(runtime_dir, "watch", &fd, &error);
    if (r == 0)
        r = follow(w, fd, &waiting);
    if (r == 0)
        return EXIT_DONE;
    log_error("watch: %s", error.len > 0   ? error.at
                           : r == -EBADMSG ? "what the agent says is not understood; is it of "
                                             "another version?"
                                           : strerror(-r));
    return EXIT_FAILED;
}

struct ask {
    const char *runtime_dir, *catalogue_path;
    struct watch_file file;
    int format;
    struct watch watch;
};

static int take_only(void *to, const char *word)
{
    struct look_filter *f = to;

    f->only_visits = strcmp(word, "visits") == 0;
    f->only_lookups = strcmp(word, "lookups") == 0;
    f->only_blocked = strcmp(word, "blocked") == 0;
    if (f->only_visits || f->only_lookups || f->only_blocked)
        return GO_ON;
    return cli_usage("watch", "--only wants visits, lookups or blocked, not \"%s\"", word);
}

static int take_category(void *to, const char *word)
{
    struct look_filter *f = to;
    enum category category;

    if (!category_from_name(word, &category))
        return cli_usage("watch", "there is no category \"%s\"; docs/lists.md lists them", word);
    f->categories |= category_bit(category);
    return GO_ON;
}

static int watch(struct ask *a)
{
    AUTO_TEXT struct text error = {.at = NULL};
    AUTO(catalogue_close) struct catalogue *catalogue = NULL;

    if (default_catalogue(a->catalogue_path, &catalogue, &error) < 0) {
        log_error("watch: %s", text_string(&error));
        return EXIT_FAILED;
    }
    if (a->watch.filter.platform && !catalogue_platform_by_id(catalogue, a->watch.filter.platform))
        return cli_usage("watch", "there is no platform \"%s\"; `kindward why NAME` says the id",
                         a->watch.filter.platform);
    a->watch.catalogue = catalogue;
    a->watch.as_json = a->format == AS_JSON;
    watch_begin(&a->watch);
    return a->file.path ? watch_capture(&a->watch, &a->file)
                        : watch_agent(&a->watch, a->runtime_dir);
}

int cmd_watch(int argc, char **argv)
{
    struct ask a = {.runtime_dir = DEFAULT_RUNTIME_DIR};
    struct look_filter *f = &a.watch.filter;
    const struct cli_option options[] = {
        {"child", .word = &f->child},
        {"site", .word = &a.watch.site},
        {"platform", .word = &f->platform},
        {"category", .take = take_category, .to = f},
        {"only", .take = take_only, .to = f},
        {"answers", .flag = &f->wants_answers},
        {"format", .chosen = &a.format, .choices = text_or_json},
        {"runtime", .word = &a.runtime_dir},
        {"file", .word = &a.file.path, .not_with = "runtime"},
        {"config", .word = &a.file.config_dir},
        {"catalogue", .word = &a.catalogue_path},
    };
    int code = options_walk(help, options, ARRAY_LEN(options), argc, argv, NULL);

    return code == GO_ON ? watch(&a) : code;
}
