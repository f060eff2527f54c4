#include "daemon/keeper.h"

#include "base/text.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum {
    COMMIT_VISITS = 20000,
    TALLIES_MAX = 64,
    BLOCKS_WAIT_MAX = 256,
    BLOCK_TEXTS = 4,
    GUESSES_MAX = 64,
    SITE_MAX = 254
};

/* A block with its own texts; the child's name is the keeper's options'. */
struct block_waiting {
    struct block block;
    char *texts[BLOCK_TEXTS];
};

/* Connections of one kind. They are many, and written together: a store in which something is
 * always half written is locked to everybody else who writes. */
struct tally {
    const char *child;
    int32_t day;
    enum evidence evidence;
    enum nameless nameless;
    uint64_t n;
};

/* Connections that were probably to one site, written together for the same reason. */
struct guess_tally {
    const char *child;
    int32_t day;
    uint32_t n;
    char site[SITE_MAX];
};

struct keeper {
    struct keeper_options options;
    struct fold *fold;
    uint32_t *handles; /* of the fold, plus one, by connection_id; 0: not open */
    size_t handles_room;
    struct keeper_counts counts;
    struct block_waiting *blocks[BLOCKS_WAIT_MAX]; /* owned */
    size_t n_blocks;
    struct tally tallies[TALLIES_MAX];
    size_t n_tallies;
    struct guess_tally guesses[GUESSES_MAX];
    size_t n_guesses;
    uint64_t uncommitted;
    bool is_recount;  /* of the connection that is being opened */
    bool has_written; /* since the last commit */
    int error;
    struct text error_text;
};

static void fail(struct keeper *k, int r)
{
    if (r < 0 && k->error == 0)
        k->error = r;
}

static int keep_visit(const struct visit *visit, void *user)
{
    struct keeper *k = user;

    k->counts.visits++;
    if (k->options.visit)
        k->options.visit(visit, k->options.user);
    if (!k->options.store)
        return 0;
    k->has_written = true;
    if (++k->uncommitted >= COMMIT_VISITS) {
        int r = store_commit(k->options.store, &k->error_text);

        if (r < 0)
            return r;
        k->uncommitted = 0;
    }
    return store_add_visit(k->options.store, visit, &k->error_text);
}

static struct block_waiting *block_free(struct block_waiting *w)
{
    if (w)
        for (size_t i = 0; i < BLOCK_TEXTS; i++)
            free(w->texts[i]);
    free(w);
    return NULL;
}
AUTO_RELEASE(struct block_waiting, block_free);

/* What waits, into the open transaction; it waits until that is durable, for a failure takes all of
 * it back. */
static int write_waiting(struct keeper *k)
{
    for (size_t i = 0; i < k->n_tallies; i++) {
        const struct tally *t = &k->tallies[i];
        int r = store_add_connection(k->options.store, t->child, t->day, t->evidence, t->nameless,
                                     t->n, &k->error_text);

        if (r < 0)
            return r;
    }
    for (size_t i = 0; i < k->n_guesses; i++) {
        const struct guess_tally *g = &k->guesses[i];
        int r = store_add_guess(k->options.store, g->child, g->day, g->site, g->n, &k->error_text);

        if (r < 0)
            return r;
    }
    for (size_t i = 0; i < k->n_blocks; i++) {
        int r = store_add_block(k->options.store, &k->blocks[i]->block, &k->error_text);

        if (r < 0)
            return r;
    }
    return 0;
}

static int commit(struct keeper *k)
{
    if (!k->error && k->options.store)
        fail(k, write_waiting(k));
    if (!k->error && k->options.store)
        fail(k, store_commit(k->options.store, &k->error_text));
    if (k->error)
        return k->error;
    k->uncommitted = 0;
    k->has_written = false;
    k->n_tallies = k->n_guesses = 0;
    while (k->n_blocks > 0) {
        k->n_blocks--;
        k->blocks[k->n_blocks] = block_free(k->blocks[k->n_blocks]);
    }
    return 0;
}

static int keep_connection(const char *child, int32_t day, enum evidence evidence,
                           enum nameless nameless, void *user)
{
    struct keeper *k = user;

    if (!k->options.store || k->is_recount)
        return 0;
    for (size_t i = 0; i < k->n_tallies; i++) {
        struct tally *t = &k->tallies[i];

        if (t->child == child && t->day == day && t->evidence == evidence &&
            t->nameless == nameless) {
            t->n++;
            return 0;
        }
    }
    if (k->n_tallies == TALLIES_MAX && commit(k) < 0)
        return k->error;
    k->tallies[k->n_tallies++] = (struct tally){
        .child = child, .day = day, .evidence = evidence, .nameless = nameless, .n = 1};
    return 0;
}

static int keep_block(const struct block *block, void *user)
{
    AUTO(block_free) struct block_waiting *w = NULL;
    const char **texts[BLOCK_TEXTS];
    struct keeper *k = user;

    k->counts.blocks++;
    if (k->options.block)
        k->options.block(block, k->options.user);
    if (!k->options.store)
        return 0;
    if (k->n_blocks == BLOCKS_WAIT_MAX && commit(k) < 0)
        return k->error; /* this one is lost */
    w = calloc(1, sizeof(*w));
    if (!w)
        return -ENOMEM;
    w->block = *block;
    texts[0] = &w->block.host;
    texts[1] = &w->block.site;
    texts[2] = &w->block.platform;
    texts[3] = &w->block.rule;
    for (size_t i = 0; i < BLOCK_TEXTS; i++) {
        w->texts[i] = strdup(*texts[i]);
        if (!w->texts[i])
            return -ENOMEM;
        *texts[i] = w->texts[i];
    }
    k->blocks[k->n_blocks++] = TAKE(w);
    k->has_written = true;
    return 0;
}

int keeper_new(const struct keeper_options *options, struct keeper **ret)
{
    AUTO(keeper_free) struct keeper *k = calloc(1, sizeof(*k));
    struct fold_output output = {
        .visit = keep_visit, .connection = keep_connection, .block = keep_block, .user = k};
    int r;

    if (!k)
        return -ENOMEM;
    k->options = *options;
    r = fold_new(options->children, options->n_children, &output, &k->fold);
    if (r < 0)
        return r;
    *ret = TAKE(k);
    return 0;
}

struct keeper *keeper_free(struct keeper *k)
{
    if (k) {
        fold_free(k->fold);
        while (k->n_blocks > 0)
            block_free(k->blocks[--k->n_blocks]);
        free(k->handles);
        text_done(&k->error_text);
        free(k);
    }
    return NULL;
}

/* Where the connection's handle is kept; NULL: no memory. */
static uint32_t *handle_of(struct keeper *k, connection_id id)
{
    if (id >= k->handles_room) {
        size_t room = k->handles_room ? k->handles_room * 2 : 256;
        uint32_t *more;

        while (room <= id)
            room *= 2;
        more = realloc(k->handles, room * sizeof(*more));
        if (!more) {
            fail(k, -ENOMEM);
            return NULL;
        }
        memset(more + k->handles_room, 0, (room - k->handles_room) * sizeof(*more));
        k->handles = more;
        k->handles_room = room;
    }
    return &k->handles[id];
}

void keeper_close(struct keeper *k, connection_id id)
{
    if (id >= k->handles_room || k->handles[id] == 0)
        return;
    fail(k, fold_close_flow(k->fold, k->handles[id] - 1));
    k->handles[id] = 0;
}

void keeper_open(struct keeper *k, connection_id id, const struct observation *o)
{
    uint32_t *handle = handle_of(k, id), opened;
    int r;

    if (!handle)
        return;
    keeper_close(k, id);
    k->is_recount = k->options.was_watched && o->child < k->options.n_children &&
                    k->options.was_watched(o->child, o->when_us, k->options.user);
    r = fold_open_flow(k->fold, o, &opened);
    fail(k, r);
    if (r < 0)
        return;
    *handle = opened + 1;
    k->counts.connections++;
    k->counts.named += o->evidence != EVIDENCE_NONE;
}

void keeper_use(struct keeper *k, connection_id id, const struct usage *usage)
{
    if (id < k->handles_room && k->handles[id] != 0)
        fail(k, fold_use(k->fold, k->handles[id] - 1, usage));
}

void keeper_unrecorded(struct keeper *k, uint32_t child, int64_t when_us)
{
    if (child < k->options.n_children)
        fold_unrecorded(k->fold, child, when_us);
}

void keeper_guess(struct keeper *k, uint32_t child, int32_t day, const char *site)
{
    struct guess_tally *g;

    if (!k->options.store || child >= k->options.n_children || strlen(site) >= SITE_MAX)
        return;
    for (size_t i = 0; i < k->n_guesses; i++) {
        g = &k->guesses[i];
        if (g->child == k->options.children[child] && g->day == day && strcmp(g->site, site) == 0) {
            g->n++;
            return;
        }
    }
    if (k->n_guesses == GUESSES_MAX && commit(k) < 0)
        return; /* this one is lost */
    g = &k->guesses[k->n_guesses++];
    *g = (struct guess_tally){.child = k->options.children[child], .day = day, .n = 1};
    strcpy(g->site, site);
    k->has_written = true;
}

void keeper_minute(struct keeper *k, int64_t now_us)
{
    if (!k->error) /* what cannot be written does not end yet */
        fail(k, fold_advance(k->fold, now_us));
}

void keeper_close_all(struct keeper *k)
{
    for (size_t id = 0; id < k->handles_room; id++)
        keeper_close(k, (connection_id)id);
}

void keeper_commit(struct keeper *k)
{
    if (k->has_written && !k->error)
        (void)commit(k); /* keeper_error() tells */
}

int keeper_save(struct keeper *k)
{
    if (!k->error)
        fail(k, fold_emit_open(k->fold));
    return commit(k);
}

void keeper_period(struct keeper *k, int64_t from_us, int64_t to_us)
{
    for (size_t i = 0; !k->error && k->options.store && i < k->options.n_children; i++)
        fail(k, store_add_period(k->options.store, k->options.children[i], from_us, to_us,
                                 clock_utc_offset_s(from_us), &k->error_text));
}

int keeper_finish(struct keeper *k)
{
    if (!k->error)
        fail(k, fold_finish(k->fold));
    return commit(k);
}

int keeper_error(const struct keeper *k, const char **ret_text)
{
    *ret_text = k->error == 0           ? ""
                : k->error_text.len > 0 ? text_string(&k->error_text)
                                        : "there is no memory to go on";
    return k->error;
}

void keeper_retry(struct keeper *k)
{
    k->error = 0;
    text_clear(&k->error_text);
}

struct keeper_counts keeper_counts(const struct keeper *k)
{
    return k->counts;
}
