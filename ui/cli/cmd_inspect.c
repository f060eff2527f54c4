/*
 * inspect — the names in captures: no policy, no store.
 */
#include "base/log.h"
#include "base/text.h"
#include "capture/capture.h"
#include "cli/cli.h"
#include "cli/progress.h"
#include "cli/rows.h"
#include "flow/inspector.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>

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
    static const struct option options[] = {
        {"format", required_argument, NULL, 'f'}, {"help", no_argument, NULL, 'h'}, {0}};
    AUTO(rows_free) struct rows *rows = NULL;
    AUTO(inspector_free) struct inspector *inspector = NULL;
    enum rows_format format = ROWS_TSV;
    struct inspector_options how = {.sighting = sighting};
    struct work w = {.n_good = 0};
    int c;

    optind = 0;
    opterr = 0;
    while ((c = getopt_long(argc, argv, "h", options, NULL)) != -1) {
        switch (c) {
        case 'h':
            fputs(help, stdout);
            return EXIT_DONE;
        case 'f':
            if (strcmp(optarg, "json") == 0)
                format = ROWS_JSON;
            else if (strcmp(optarg, "tsv") != 0)
                return cli_usage("inspect", "there is no format \"%s\", only tsv and json", optarg);
            break;
        default:
            return cli_usage("inspect", "\"%s\" is no option, or lacks its value",
                             argv[optind - 1]);
        }
    }
    if (optind == argc)
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
    for (int i = optind; i < argc; i++)
        inspect_file(&w, argv[i]);
    progress_end(&w.progress);
    if (rows_print(rows, format, stdout) < 0) {
        log_error("inspect: the names could not all be written; is the disk full, or the pipe "
                  "closed?");
        return EXIT_FAILED;
    }
    if (w.n_bad == 0)
        return EXIT_DONE;
    return w.n_good > 0 ? EXIT_IN_PART : EXIT_FAILED;
}
