/* uses: base catalogue policy fold */
/*
 * A list of operations drives a fold. Whatever they are: visits have a first moment no later than
 * their last and strong evidence, and what a rule stopped is none; each opened connection is
 * counted once, or not at all where it belongs to a page that is never recorded; an unrecorded page
 * is not followed by an embedded first; nothing is left open at the end.
 */
#include "base/bytes.h"
#include "store/fold.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { HANDLES = 16 };

struct tally {
    size_t n_opened, n_counted, n_visits, n_blocks;
    bool is_unrecorded, may_visit;
};

static int keep_visit(const struct visit *v, void *user)
{
    struct tally *t = user;

    assert(t->may_visit);
    assert(v->first_us <= v->last_us);
    assert(v->last_us - v->first_us <= 3 * HOUR_US);
    assert(v->evidence >= EVIDENCE_BOUND && v->evidence <= EVIDENCE_SAID);
    assert(v->n_flows >= 1);
    assert(v->host[0] && v->site[0]);
    assert(strlen(v->host) >= strlen(v->site));
    assert(v->utc_offset_s > -86400 && v->utc_offset_s < 86400);
    assert(v->up_bytes <= INT64_MAX && v->down_bytes <= INT64_MAX);
    assert(v->verdict != VERDICT_BLOCK && strcmp(v->rule, verdict_name(v->verdict)) == 0);
    t->n_visits++;
    return 0;
}

static int keep_connection(const char *child, int32_t day, enum evidence evidence,
                           enum nameless nameless, void *user)
{
    struct tally *t = user;

    (void)child, (void)day;
    assert(evidence <= EVIDENCE_SAID && nameless < NAMELESS_COUNT);
    t->n_counted++;
    return 0;
}

static int keep_block(const struct block *b, void *user)
{
    struct tally *t = user;

    assert(b->n == 1 && b->host && b->site && strcmp(b->rule, "block") == 0);
    t->n_blocks++;
    return 0;
}

static const struct {
    const char *name, *site, *platform;
    category_set categories;
    bool is_machinery;
} names[] = {
    {"www.news.example", "news.example", "", 0, false},
    {"discord.com", "discord.com", "discord", 1 << CATEGORY_MESSAGING, false},
    {"cdn.discordapp.com", "discordapp.com", "discord", 1 << CATEGORY_MESSAGING, false},
    {"ads.example", "ads.example", "", 1 << CATEGORY_ADS_TRACKERS, false},
    {"update.example", "update.example", "", 0, true},
    {"frame.example", "frame.example", "", 0, false},
    {"intranet", NULL, "", 0, false},
    {"", NULL, "", 0, false},
};

/* Mostly small steps forward, now and then a jump of the clock. */
static int64_t step_us(struct reader *in)
{
    uint8_t b = read_u8(in);

    return b < 0xf0 ? (int64_t)b * (b & 1 ? SECOND_US / 8 : SECOND_US)
                    : (int64_t)read_u64(in) >> (b & 31);
}

static int64_t after(int64_t when_us, int64_t by_us)
{
    int64_t sum;

    return __builtin_add_overflow(when_us, by_us, &sum) ? 0 : sum;
}

static void open_one(struct fold *f, struct reader *in, int64_t now_us, struct tally *t,
                     uint32_t *ret_handle)
{
    uint8_t which = read_u8(in), how = read_u8(in);
    enum verdict verdict = (enum verdict)(how >> 5 & 3);
    size_t name = which % ARRAY_LEN(names);
    struct observation o = {.when_us = now_us,
                            .child = which >> 6 & 1,
                            .name = names[name].name,
                            .site = names[name].site,
                            .evidence = (enum evidence)((how & 31) % (EVIDENCE_SAID + 1)),
                            .nameless = (enum nameless)(which % NAMELESS_COUNT),
                            .categories = names[name].categories,
                            .platform_id = names[name].platform,
                            .is_machinery = names[name].is_machinery,
                            .verdict = verdict,
                            .rule = verdict_name(verdict)};
    size_t counted = t->n_counted, blocks = t->n_blocks;

    /* Strings may not be kept: these go away after the call. */
    char *name_copy = strdup(o.name);
    size_t site_at = o.site ? strlen(o.name) - strlen(o.site) : 0;

    assert(name_copy);
    o.name = name_copy;
    if (o.site)
        o.site = name_copy + site_at;
    assert(fold_open_flow(f, &o, ret_handle) == 0);
    free(name_copy);
    t->n_opened++;
    assert(t->n_counted == counted + 1 || (t->is_unrecorded && t->n_counted == counted));
    assert(t->n_blocks - blocks == (verdict == VERDICT_BLOCK ? t->n_counted - counted : 0));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const children[] = {"alex", "kim"};
    struct reader in = reader_of(bytes_of(data, size));
    struct tally t = {.may_visit = true};
    struct fold_output output = {
        .visit = keep_visit, .connection = keep_connection, .block = keep_block, .user = &t};
    AUTO(fold_free) struct fold *f = NULL;
    uint32_t handles[HANDLES] = {0};
    int64_t now = INT64_C(1764072000) * SECOND_US;
    size_t visits;

    assert(fold_new(children, 2, &output, &f) == 0);
    while (in.left.len > 0) {
        uint8_t op = read_u8(&in);
        uint32_t *handle = &handles[op >> 4];

        switch (op & 7) {
        case 0:
        case 1:
            open_one(f, &in, now, &t, handle);
            break;
        case 2:
        case 3: {
            struct usage u = {.from_us = now,
                              .to_us = after(now, step_us(&in)),
                              .up_bytes = read_u16(&in),
                              .down_bytes = read_u16(&in),
                              .up_packets = read_u8(&in),
                              .down_packets = read_u8(&in)};

            if (op & 8)
                u.up_bytes = read_u64(&in);
            assert(fold_use(f, *handle, &u) == 0);
            break;
        }
        case 4:
            assert(fold_close_flow(f, *handle) == 0);
            break;
        case 5:
            assert(fold_advance(f, now) == 0);
            break;
        case 6:
            t.is_unrecorded = true;
            fold_unrecorded(f, op >> 4, now);
            break;
        case 7:
            assert(fold_emit_open(f) == 0);
            break;
        }
        now = after(now, step_us(&in));
    }
    assert(fold_finish(f) == 0);
    assert(t.n_counted <= t.n_opened);
    /* Finished is finished: nothing comes out twice. */
    visits = t.n_visits;
    t.may_visit = false;
    for (size_t i = 0; i < HANDLES; i++)
        assert(fold_close_flow(f, handles[i]) == 0);
    assert(fold_finish(f) == 0);
    assert(t.n_visits == visits);
    return 0;
}
