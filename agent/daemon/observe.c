#include "daemon/observe.h"

#include "base/clock.h"
#include "base/log.h"
#include "capture/tap.h"
#include "daemon/confine.h"
#include "daemon/look_json.h"
#include "daemon/meanings.h"
#include "daemon/pipeline.h"
#include "daemon/role.h"
#include "daemon/startup.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#define SAVE_EACH_US (5 * SECOND_US)

struct observe {
    const struct observe_options *options;
    struct meanings meanings;
    struct store *store;
    struct pipeline *pipeline;
    struct tap *tap;
    struct text error; /* of the first thing that failed */
    int failed;
};

static volatile sig_atomic_t must_stop;

static void on_signal(int signal)
{
    (void)signal;
    must_stop = 1;
}

static void print_line(const struct observation *o, const char *child)
{
    int32_t second = clock_second_of_day(o->when_us, clock_utc_offset_s(o->when_us));

    printf("%02d:%02d:%02d  %s  %-4s  %s", second / 3600, second / 60 % 60, second % 60, child,
           protocol_name(o->protocol), o->name);
    if (o->platform_id[0])
        printf("  (%s)", o->platform_id);
    for (enum category c = 0; c < CATEGORY_COUNT; c++)
        if (o->categories & category_bit(c))
            printf("  %s", category_name(c));
    putchar('\n');
}

static void print_json(const struct observation *o, const char *child, bool is_answer)
{
    json_t *line = look_json(o, child, is_answer);

    if (line) {
        json_dumpf(line, stdout, JSON_COMPACT);
        putchar('\n');
    }
    json_decref(line);
}

/* Who reads the lines may go: then none are written, and looking goes on. */
static void look(const struct observation *o, bool is_answer, void *user)
{
    const struct observe *s = user;
    const struct monitored_list *of = s->options->of;

    if (o->child >= of->n_children || ferror(stdout) || (is_answer && !s->options->json))
        return;
    if (s->options->json)
        print_json(o, of->children[o->child], is_answer);
    else
        print_line(o, of->children[o->child]);
}

static void on_frame(const struct frame *frame, void *user)
{
    struct observe *s = user;

    if (s->failed == 0)
        s->failed = pipeline_feed(s->pipeline, frame, &s->error);
}

static void receive(struct observe *s, int wait_ms)
{
    struct pollfd ready = {.fd = tap_fd(s->tap), .events = POLLIN};
    int r;

    (void)poll(&ready, 1, wait_ms);
    r = tap_receive(s->tap, on_frame, s, &s->error);
    if (s->failed == 0 && r < 0)
        s->failed = r;
    fflush(stdout);
}

/* The kernel still gathers the last packets: a page that was just opened is in them. */
static void receive_the_last(struct observe *s)
{
    int64_t until_us = role_steady_us() + 2 * TAP_FLUSH_MS * 1000, left_us;

    while (s->failed == 0 && (left_us = until_us - role_steady_us()) > 0)
        receive(s, (int)(left_us / 1000) + 1);
}

static void run(struct observe *s)
{
    int64_t save_us = role_steady_us() + SAVE_EACH_US;
    uint64_t n_told = 0, n_lost;

    while (!must_stop && s->failed == 0) {
        receive(s, ROLE_TICK_MS);
        if (s->failed < 0 || role_steady_us() < save_us)
            continue;
        save_us = role_steady_us() + SAVE_EACH_US;
        s->failed = pipeline_advance(s->pipeline, role_now_us(), &s->error);
        n_lost = tap_n_lost(s->tap);
        if (n_lost > n_told)
            log_error("%llu packets came faster than they could be read",
                      (unsigned long long)(n_lost - n_told));
        n_told = n_lost;
    }
    receive_the_last(s);
}

static void catch_signals(void)
{
    struct sigaction act = {.sa_handler = on_signal}; /* no SA_RESTART: a write that waits ends */

    sigaction(SIGTERM, &act, NULL);
    sigaction(SIGINT, &act, NULL);
    signal(SIGPIPE, SIG_IGN);
    signal(SIGHUP, SIG_IGN);
}

/* Everything that takes a privilege or a file, and then neither may be had any more. */
static int prepare(struct observe *s, struct text *reterr)
{
    const struct observe_options *o = s->options;
    struct confinement what = {.role = ROLE_RECORDER, /* files of one folder, no packet socket */
                               .account = o->account,
                               .writable = {o->state_dir},
                               .time_zones = true};
    struct meanings_file lists = {.folder = o->lists_dir, .fd = -1};
    int r = meanings_init(&s->meanings, reterr);

    if (r == 0)
        (void)meanings_look(&s->meanings, &lists);
    auto_close_fd(&lists.fd);
    if (r == 0)
        r = startup_make_dir(o->state_dir, o->account, reterr);
    if (r == 0)
        r = tap_open(o->interface, o->of->n > 0, &s->tap, reterr);
    (void)clock_utc_offset_s(role_now_us()); /* whatever they load, they load now */
    (void)catalogue_site("www.example.com");
    return r < 0 ? r : confine(&what, reterr);
}

static int open_store(struct observe *s, struct text *reterr)
{
    const struct observe_options *o = s->options;
    AUTO_TEXT struct text path = {.at = NULL};
    struct pipeline_options how = {
        .catalogue = s->meanings.catalogue,
        .children = (const char *const *)o->of->children,
        .n_children = o->of->n_children,
        .monitored = o->of->at,
        .n_monitored = o->of->n,
        .look = look,
        .look_user = s,
    };
    int r;

    text_addf(&path, "%s/kindward.db", o->state_dir);
    if (path.failed)
        return -ENOMEM;
    r = store_open(path.at, STORE_WRITE, &s->store, reterr);
    how.store = s->store;
    return r < 0 ? r : pipeline_new(&how, &s->pipeline);
}

/* The tap stays open: closing it takes calls that were given up, and our end does as well. */
static int finish(struct observe *s)
{
    AUTO_TEXT struct text error = {.at = NULL};
    int status = 0;

    if (s->failed < 0)
        log_error("%s: %s", s->options->interface, text_string(&s->error));
    if (pipeline_advance(s->pipeline, role_now_us(), &error) < 0 ||
        pipeline_finish(s->pipeline, &error) < 0) {
        log_error("the last visits could not be kept: %s", text_string(&error));
        status = 1;
    }
    s->pipeline = pipeline_free(s->pipeline);
    s->store = store_close(s->store);
    meanings_done(&s->meanings);
    return s->failed < 0 ? 1 : status;
}

int observe_main(const struct observe_options *options)
{
    static struct observe s;
    AUTO_TEXT struct text error = {.at = NULL};
    int status;

    s = (struct observe){.options = options};
    catch_signals();
    if (prepare(&s, &error) < 0 || open_store(&s, &error) < 0) {
        log_error("%s", error.len ? error.at : "there is no memory to begin with");
        return 1;
    }
    log_note("ready: looking at %s, holding nothing; names as they come", options->interface);
    run(&s);
    status = finish(&s);
    text_done(&s.error);
    return status;
}
