#include "cli/watch.h"

#include "base/clock.h"
#include "base/log.h"
#include "capture/capture.h"
#include "cli/cli.h"
#include "cli/history.h"
#include "cli/policy_source.h"
#include "cli/terminal.h"
#include "daemon/look_json.h"
#include "daemon/pipeline.h"

#include <errno.h>
#include <string.h>

#define REPEATED_US (2 * SECOND_US)

void watch_begin(struct watch *w)
{
    w->lines = terminal_lines(stdout, NULL);
    w->key = siphash_key_random();
}

static bool is_repeated(struct watch *w, const struct look *look)
{
    uint64_t hash = siphash13(w->key, look->name, strlen(look->name)) ^
                    siphash13(w->key, look->child, strlen(look->child)) * 3;
    struct watch_recent *r = &w->recent[hash % WATCH_RECENT_MAX];
    int64_t since_us = look->when_us - r->when_us;
    bool is_same = r->name_hash == hash && since_us >= 0 && since_us < REPEATED_US;

    if (look->kind != LOOK_KIND_LOOKUP || look->is_answer)
        return false;
    if (!is_same)
        *r = (struct watch_recent){.name_hash = hash, .when_us = look->when_us};
    return is_same;
}

static int write_json(const json_t *json)
{
    char *text = json_dumps(json, JSON_COMPACT);
    int r = !text ? -ENOMEM : puts(text) < 0 || fflush(stdout) != 0 ? -errno : 1;

    free(text);
    return r;
}

static int write_line(struct watch *w, const struct look *look)
{
    AUTO_TEXT struct text out = {.at = NULL};

    w->lines.out = &out;
    look_line(look, w->catalogue, &w->lines);
    w->lines.out = NULL;
    if (out.failed)
        return -ENOMEM;
    return fputs(text_string(&out), stdout) < 0 || fflush(stdout) != 0 ? -errno : 1;
}

int watch_show(struct watch *w, const json_t *json)
{
    struct look look;
    int r;

    if (!look_read(json, &look))
        return -EBADMSG;
    if (w->site && !history_is_at_or_below(look.name, w->site))
        return 1;
    if (!look_passes(&look, &w->filter) || (!w->as_json && is_repeated(w, &look)))
        return 1;
    r = w->as_json ? write_json(json) : write_line(w, &look);
    return r == -EPIPE ? 0 : r;
}

struct capture_view {
    struct watch *watch;
    const char *child;
    int r; /* as watch_show() */
};

static void on_look(const struct observation *o, bool is_answer, void *user)
{
    struct capture_view *v = user;
    json_t *json;

    if (v->r <= 0)
        return;
    json = look_json(o, v->child, is_answer);
    v->r = json ? watch_show(v->watch, json) : -ENOMEM;
    json_decref(json);
}

/* All clients are one child, by that policy the one who was asked for, or else the first. */
static int choose_child(struct watch *w, const struct policy_source *source, const char **names,
                        uint32_t *ret_child)
{
    uint32_t n = (uint32_t)policy_n_children(source->policy);

    *ret_child = 0;
    if (w->filter.child && !policy_source_child(source, w->filter.child, ret_child))
        return -ENOENT;
    if (n == 0) {
        log_error("%s names no child, so there is no policy to show", source->dir);
        return -ENOENT;
    }
    for (uint32_t c = 0; c < n; c++)
        names[c] = policy_child(source->policy, c)->name;
    w->filter.child = NULL;
    return 0;
}

static int feed_all(struct capture *capture, struct pipeline *pipeline, struct capture_view *v)
{
    AUTO_TEXT struct text error = {.at = NULL};
    struct frame frame;
    enum capture_answer answer = CAPTURE_PACKET;
    int r = 0;

    while (r == 0 && v->r > 0 && (answer = capture_next(capture, &frame, &error)) == CAPTURE_PACKET)
        r = pipeline_feed(pipeline, &frame, &error);
    if (r == 0 && v->r > 0)
        r = pipeline_finish(pipeline, &error);
    if (r == 0 && v->r == 0)
        return EXIT_DONE;
    if (r < 0 || v->r < 0)
        log_error("watch: %s", error.len > 0 ? error.at : strerror(r < 0 ? -r : -v->r));
    else if (answer == CAPTURE_DAMAGED)
        log_error("%s", text_string(&error));
    return r < 0 || v->r < 0 ? EXIT_FAILED : answer == CAPTURE_DAMAGED ? EXIT_IN_PART : EXIT_DONE;
}

int watch_capture(struct watch *w, const struct watch_file *file)
{
    AUTO_TEXT struct text error = {.at = NULL};
    AUTO_POLICY_SOURCE struct policy_source source = {.policy = NULL};
    AUTO(capture_close) struct capture *capture = NULL;
    AUTO(pipeline_free) struct pipeline *pipeline = NULL;
    const char *names[POLICY_CHILDREN_MAX] = {"child"};
    struct monitored all[2] = {{.child = NULL}};
    struct capture_view view = {.watch = w, .child = "child", .r = 1};
    struct pipeline_options options = {.catalogue = w->catalogue,
                                       .children = names,
                                       .n_children = 1,
                                       .look = on_look,
                                       .look_user = &view};
    uint32_t child = 0;

    if (file->config_dir) {
        if (policy_source_read(file->config_dir, w->catalogue, false, &source) < 0 ||
            choose_child(w, &source, names, &child) < 0)
            return EXIT_FAILED;
        options.policy = source.policy;
        options.n_children = policy_n_children(source.policy);
        view.child = all[0].child = all[1].child = names[child];
        if (ip_prefix_from_text("0.0.0.0/0", &all[0].prefix) < 0 ||
            ip_prefix_from_text("::/0", &all[1].prefix) < 0)
            return EXIT_FAILED;
        options.monitored = all;
        options.n_monitored = ARRAY_LEN(all);
    } else if (w->filter.child && strcmp(w->filter.child, "child") != 0) {
        log_note("a capture names no child; --child has a meaning with --config only");
        w->filter.child = NULL;
    }
    if (capture_open(file->path, &capture, &error) < 0 || pipeline_new(&options, &pipeline) < 0) {
        log_error("watch: %s", error.len > 0 ? error.at : "there is no memory to begin with");
        return EXIT_FAILED;
    }
    return feed_all(capture, pipeline, &view);
}
