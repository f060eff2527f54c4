#include "daemon/pipeline.h"

#include "daemon/keeper.h"
#include "daemon/observer.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define SILENCE_US (12 * HOUR_US)

struct span {
    int64_t from_us, to_us;
};

/* What an earlier run looked at, of one child. */
struct spans {
    struct span *at; /* owned */
    size_t n;
};

struct pipeline {
    struct pipeline_options options;
    struct spans *watched; /* owned, one for each child; NULL without a store */
    struct observer *observer;
    struct keeper *keeper;
    uint64_t packets;
    int64_t first_us, last_us; /* of this capture; first > last: no packet yet */
};

static uint32_t owner_of(const struct ip *address, void *user)
{
    const struct pipeline *p = user;

    if (p->options.n_monitored == 0)
        return 0;
    for (size_t i = 0; i < p->options.n_monitored; i++)
        if (ip_prefix_holds(&p->options.monitored[i].prefix, address))
            for (size_t c = 0; c < p->options.n_children; c++)
                if (strcmp(p->options.children[c], p->options.monitored[i].child) == 0)
                    return (uint32_t)c;
    return OWNER_NONE;
}

static void open_connection(connection_id id, const struct observation *o, void *user)
{
    keeper_open(((struct pipeline *)user)->keeper, id, o);
}

static void use(connection_id id, const struct usage *usage, void *user)
{
    keeper_use(((struct pipeline *)user)->keeper, id, usage);
}

static void close_connection(connection_id id, void *user)
{
    keeper_close(((struct pipeline *)user)->keeper, id);
}

static void unrecorded(uint32_t child, int64_t when_us, void *user)
{
    keeper_unrecorded(((struct pipeline *)user)->keeper, child, when_us);
}

static void minute(int64_t now_us, void *user)
{
    keeper_minute(((struct pipeline *)user)->keeper, now_us);
}

static void look(const struct observation *o, bool is_answer, void *user)
{
    const struct pipeline *p = user;

    p->options.look(o, is_answer, p->options.look_user);
}

static int add_span(int64_t from_us, int64_t to_us, void *user)
{
    struct spans *s = user;
    struct span *more = realloc(s->at, (s->n + 1) * sizeof(*more));

    if (!more)
        return -ENOMEM;
    s->at = more;
    s->at[s->n++] = (struct span){.from_us = from_us, .to_us = to_us};
    return 0;
}

/* Connections of a time that was looked at before are counted already: a capture that is replayed
 * twice counts once. A store that cannot be read says so when it is written. */
static int recall_watched(struct pipeline *p)
{
    AUTO_TEXT struct text unsaid = {.at = NULL};

    if (!p->options.store)
        return 0;
    p->watched = calloc(p->options.n_children, sizeof(*p->watched));
    for (size_t i = 0; p->watched && i < p->options.n_children; i++)
        if (store_each_period(p->options.store, p->options.children[i], 0, INT64_MAX, add_span,
                              &p->watched[i], &unsaid) == -ENOMEM)
            return -ENOMEM;
    return p->watched ? 0 : -ENOMEM;
}

static bool was_watched(uint32_t child, int64_t when_us, void *user)
{
    const struct pipeline *p = user;
    const struct spans *s = p->watched ? &p->watched[child] : NULL;

    for (size_t i = 0; s && i < s->n; i++)
        if (when_us >= s->at[i].from_us && when_us <= s->at[i].to_us)
            return true;
    return false;
}

int pipeline_new(const struct pipeline_options *options, struct pipeline **ret)
{
    AUTO(pipeline_free) struct pipeline *p = calloc(1, sizeof(*p));
    struct observer_options how = {
        .catalogue = options->catalogue,
        .policy = options->policy,
        .owner_of = owner_of,
        .owner_user = p,
        .memory_bytes = options->memory_bytes,
        .output = {.open = open_connection,
                   .use = use,
                   .close = close_connection,
                   .unrecorded = unrecorded,
                   .minute = minute,
                   .look = options->look ? look : NULL,
                   .user = p},
    };
    struct keeper_options keep = {.store = options->store,
                                  .children = options->children,
                                  .n_children = options->n_children,
                                  .was_watched = was_watched,
                                  .user = p};
    int r;

    if (!p)
        return -ENOMEM;
    p->options = *options;
    p->first_us = INT64_MAX;
    p->last_us = INT64_MIN;
    r = recall_watched(p);
    if (r < 0)
        return r;
    r = observer_new(&how, &p->observer);
    if (r < 0)
        return r;
    r = keeper_new(&keep, &p->keeper);
    if (r < 0)
        return r;
    *ret = TAKE(p);
    return 0;
}

struct pipeline *pipeline_free(struct pipeline *p)
{
    if (p) {
        observer_free(p->observer);
        keeper_free(p->keeper);
        for (size_t i = 0; p->watched && i < p->options.n_children; i++)
            free(p->watched[i].at);
        free(p->watched);
        free(p);
    }
    return NULL;
}

static int answer(struct pipeline *p, struct text *reterr)
{
    const char *what;
    int r = keeper_error(p->keeper, &what);

    if (r == 0 && observer_failed(p->observer)) {
        r = -ENOMEM;
        what = "there is no memory to go on";
    }
    if (r < 0 && reterr->len == 0)
        text_add(reterr, what);
    return r;
}

/* The time watched goes on, or a silence that no network keeps has parted it. */
static void keep_period(struct pipeline *p)
{
    if (p->first_us <= p->last_us)
        keeper_period(p->keeper, p->first_us, p->last_us);
    p->first_us = INT64_MAX;
    p->last_us = INT64_MIN;
}

static void note_time(struct pipeline *p, int64_t when_us)
{
    if (p->first_us <= p->last_us &&
        (when_us > p->last_us + SILENCE_US || when_us < p->first_us - SILENCE_US))
        keep_period(p);
    if (when_us < p->first_us)
        p->first_us = when_us;
    if (when_us > p->last_us)
        p->last_us = when_us;
}

int pipeline_feed(struct pipeline *p, const struct frame *frame, struct text *reterr)
{
    int r = answer(p, reterr);

    if (r < 0)
        return r;
    p->packets++;
    if (frame->when_us > 0) /* some records have no time at all */
        note_time(p, frame->when_us);
    (void)observer_feed(p->observer, frame);
    return answer(p, reterr);
}

int pipeline_advance(struct pipeline *p, int64_t now_us, struct text *reterr)
{
    int r = answer(p, reterr);

    if (r < 0)
        return r;
    note_time(p, now_us);
    observer_advance(p->observer, now_us);
    keeper_period(p->keeper, p->first_us, p->last_us); /* which goes on: periods are joined */
    (void)!keeper_save(p->keeper);                     /* what went wrong stays with the keeper */
    return answer(p, reterr);
}

int pipeline_end_capture(struct pipeline *p, struct text *reterr)
{
    keep_period(p);
    return answer(p, reterr);
}

int pipeline_finish(struct pipeline *p, struct text *reterr)
{
    int r = answer(p, reterr);

    if (r < 0)
        return r;
    observer_finish(p->observer);
    r = keeper_finish(p->keeper);
    return r < 0 || observer_failed(p->observer) ? answer(p, reterr) : 0;
}

struct pipeline_counts pipeline_counts(const struct pipeline *p)
{
    struct keeper_counts k = keeper_counts(p->keeper);

    return (struct pipeline_counts){
        .packets = p->packets,
        .connections = k.connections,
        .visits = k.visits,
        .named = k.named,
        .losses = observer_losses(p->observer),
    };
}
