/*
 * replay — captures run the whole way, as the live agent would, with the capture's own clock.
 */
#include "base/log.h"
#include "base/text.h"
#include "capture/capture.h"
#include "cli/cli.h"
#include "cli/defaults.h"
#include "cli/options.h"
#include "cli/progress.h"
#include "daemon/pipeline.h"
#include "store/store.h"

#include <stdio.h>

static const char help[] =
    "usage: kindward replay [--store DB] [--child NAME=ADDRESS[,ADDRESS...]]... FILE...\n\n"
    "Runs captures (pcap, pcapng; \"-\" is standard input) the whole way: names, meanings, visits\n"
    "in a store, from which `kindward report` reads.\n\n"
    "      --store DB           the store; made where it is missing (default: your own, under\n"
    "                           ~/.local/state/kindward)\n"
    "      --child NAME=ADDR,.. a child, and the addresses or prefixes of its device; traffic of\n"
    "                           others leaves nothing. Without it all clients are one \"child\"\n"
    "      --catalogue FILE     a compiled catalogue instead of the built-in one\n"
    "  -h, --help               this text\n\n"
    "Exit codes: 0 done, 1 failed, 2 usage, 3 done in part.\n";

struct work {
    struct pipeline *pipeline;
    struct progress progress;
    size_t n_good, n_bad;
};

/* 0, or the store's error, which ends the work. */
static int replay_file(struct work *w, const char *path)
{
    AUTO_TEXT struct text error = {.at = NULL};
    AUTO(capture_close) struct capture *capture = NULL;
    struct frame frame;
    enum capture_answer answer;
    int r;

    if (capture_open(path, &capture, &error) < 0) {
        log_error("%s", text_string(&error));
        w->n_bad++;
        return 0;
    }
    while ((answer = capture_next(capture, &frame, &error)) == CAPTURE_PACKET) {
        r = pipeline_feed(w->pipeline, &frame, &error);
        if (r < 0) {
            progress_end(&w->progress);
            log_error("%s", text_string(&error));
            return r;
        }
        progress_show(&w->progress, frame.number, capture_at_bytes(capture),
                      capture_size_bytes(capture));
    }
    w->n_good++;
    if (answer == CAPTURE_DAMAGED) {
        log_error("%s", text_string(&error));
        w->n_bad++;
        text_clear(&error);
    }
    r = pipeline_end_capture(w->pipeline, &error);
    if (r < 0)
        log_error("%s", text_string(&error));
    return r;
}

static int replay_all(struct work *w, char **files, int n_files)
{
    AUTO_TEXT struct text error = {.at = NULL};
    struct pipeline_counts counts;

    progress_begin(&w->progress);
    for (int i = 0; i < n_files; i++)
        if (replay_file(w, files[i]) < 0)
            return EXIT_FAILED;
    if (pipeline_finish(w->pipeline, &error) < 0) {
        progress_end(&w->progress);
        log_error("%s", text_string(&error));
        return EXIT_FAILED;
    }
    progress_end(&w->progress);
    counts = pipeline_counts(w->pipeline);
    if (w->n_good > 0)
        printf("%llu packets, %llu connections (%llu with a name), %llu visits kept\n",
               (unsigned long long)counts.packets, (unsigned long long)counts.connections,
               (unsigned long long)counts.named, (unsigned long long)counts.visits);
    if (counts.losses.flows_forgotten + counts.losses.streams_dropped > 0)
        log_note("%llu connections were more than the memory holds, and %llu streams; they count "
                 "as not named",
                 (unsigned long long)counts.losses.flows_forgotten,
                 (unsigned long long)counts.losses.streams_dropped);
    if (w->n_bad == 0)
        return EXIT_DONE;
    return w->n_good > 0 ? EXIT_IN_PART : EXIT_FAILED;
}

static int replay(struct monitored_list *of, const char *store_path, const char *catalogue_path,
                  char **files, int n_files)
{
    AUTO_TEXT struct text error = {.at = NULL};
    AUTO(catalogue_close) struct catalogue *catalogue = NULL;
    AUTO(store_close) struct store *store = NULL;
    AUTO(pipeline_free) struct pipeline *pipeline = NULL;
    __attribute__((cleanup(auto_free_memory))) char *own = NULL;
    struct pipeline_options options = {.catalogue = NULL};
    struct work w = {.n_good = 0};

    if (of->n_children == 0) {
        log_note("no --child was named: all clients are taken for one, \"child\"");
        if (monitored_add_everyone(of) < 0)
            return EXIT_FAILED;
    }
    if (!store_path)
        store_path = own = default_store_path(true, &error);
    if (!store_path || default_catalogue(catalogue_path, &catalogue, &error) < 0 ||
        store_open(store_path, STORE_WRITE, &store, &error) < 0) {
        log_error("%s", text_string(&error));
        return EXIT_FAILED;
    }
    options = (struct pipeline_options){
        .catalogue = catalogue,
        .store = store,
        .children = (const char *const *)of->children,
        .n_children = of->n_children,
        .monitored = of->at,
        .n_monitored = of->n,
    };
    if (pipeline_new(&options, &pipeline) < 0) {
        log_error("replay: there is no memory to begin with");
        return EXIT_FAILED;
    }
    w.pipeline = pipeline;
    return replay_all(&w, files, n_files);
}

static int take_child(void *to, const char *value)
{
    AUTO_TEXT struct text error = {.at = NULL};

    if (monitored_add(to, value, &error) < 0)
        return cli_usage("replay", "%s", text_string(&error));
    return GO_ON;
}

int cmd_replay(int argc, char **argv)
{
    AUTO_MONITORED struct monitored_list of = {.n = 0};
    const char *store_path = NULL, *catalogue_path = NULL;
    const struct cli_option options[] = {
        {"store", .word = &store_path},
        {"child", .take = take_child, .to = &of},
        {"catalogue", .word = &catalogue_path},
    };
    int first, code = options_walk(help, options, ARRAY_LEN(options), argc, argv, &first);

    if (code != GO_ON)
        return code;
    if (first == argc)
        return cli_usage("replay", "name at least one capture");
    return replay(&of, store_path, catalogue_path, argv + first, argc - first);
}
