/*
 * inspect — the names in captures: no policy, no store.
 */
#include "base/log.h"
#include "base/text.h"
#include "capture/capture.h"
#include "cli/cli.h"
#include "cli/options.h"
#include "cli/progress.h"
#include "cli/rows.h"
#include "flow/inspector.h"

#include <stdio.h>

static const char help[] =
    "usage: kindward inspect [--format tsv|json] FILE...\n\n"
    "Prints each name that the captures (pcap, pcapng; \"-\" is standard input) hold: DNS\n"
    "questions and answers, TLS and QUIC server names, HTTP hosts, with who asked whom.\n\n"
    "      --format tsv|json  columns separated by tabs (default), or one JSON array\n"
    "  -h, --help             this text\n\n"
    "Exit codes: 0 done, 1 nothing could be read, 2 usage, 3 done in part.\n";

struct work {
    struct inspector *inspector;
    struct progress progress;
    size_t n_good, n_bad; /* files */
};

static void sighting(const struct sighting *s, void *user)
{
    rows_add(user, s);
}

static void inspect_file(struct work *w, const char *path)
{
    AUTO_TEXT struct text error = {.at = NULL};
    AUTO(capture_close) struct capture *capture = NULL;
    struct frame frame;
    enum capture_answer answer;

    if (capture_open(path, &capture, &error) < 0) {
        log_error("%s", text_string(&error));
        w->n_bad++;
        return;
    }
    while ((answer = capture_next(capture, &frame, &error)) == CAPTURE_PACKET) {
        inspector_feed(w->inspector, &frame);
        progress_show(&w->progress, frame.number, capture_at_bytes(capture),
                      capture_size_bytes(capture));
    }
    inspector_finish(w->inspector);
    w->n_good++;
    if (answer == CAPTURE_DAMAGED) {
        log_error("%s", text_string(&error));
        w->n_bad++;
    }
}

int cmd_inspect(int argc, char **argv)
{
    static const char *const formats[] = {[ROWS_TSV] = "tsv", [ROWS_JSON] = "json", NULL};
    AUTO(rows_free) struct rows *rows = NULL;
    AUTO(inspector_free) struct inspector *inspector = NULL;
    struct inspector_options how = {.sighting = sighting};
    struct work w = {.n_good = 0};
    int format = ROWS_TSV, first;
    const struct cli_option options[] = {
        {"format", .chosen = &format, .choices = formats},
    };
    int code = options_walk(help, options, ARRAY_LEN(options), argc, argv, &first);

    if (code != GO_ON)
        return code;
    if (first == argc)
        return cli_usage("inspect", "name at least one capture");

    if (rows_new(&rows) < 0) {
        log_error("inspect: there is no memory to begin with");
        return EXIT_FAILED;
    }
    how.user = rows;
    if (inspector_new(&how, &inspector) < 0) {
        log_error("inspect: there is no memory to begin with");
        return EXIT_FAILED;
    }
    w.inspector = inspector;
    progress_begin(&w.progress);
    for (int i = first; i < argc; i++)
        inspect_file(&w, argv[i]);
    progress_end(&w.progress);
    if (rows_print(rows, (enum rows_format)format, stdout) < 0) {
        log_error("inspect: the names could not all be written; is the disk full, or the pipe "
                  "closed?");
        return EXIT_FAILED;
    }
    if (w.n_bad == 0)
        return EXIT_DONE;
    return w.n_good > 0 ? EXIT_IN_PART : EXIT_FAILED;
}
