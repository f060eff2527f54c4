/*
 * fold_kept — a fold whose output is kept, for the tests of fold.
 */
#pragma once

#include "base/clock.h"
#include "store/fold.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

enum { KEPT_MAX = 64 };

struct kept {
    char host[64], site[64], platform[32], child[16];
    struct visit visit;
};

static struct {
    struct kept visits[KEPT_MAX];
    size_t n_visits, n_connections;
    size_t by_evidence[EVIDENCE_SAID + 1];
    int answer;
} out;

static const char *const children[2] = {"alex", "kim"};
/* Far from midnight in every zone's eyes of a test: each test sets TZ itself where it matters. */
static const int64_t t0 = INT64_C(1764072000) * SECOND_US; /* 2025-11-25 12:00 UTC */

static inline int keep_visit(const struct visit *v, void *user)
{
    (void)user;
    if (out.answer < 0)
        return out.answer;
    if (out.n_visits < KEPT_MAX) {
        struct kept *k = &out.visits[out.n_visits];

        k->visit = *v;
        snprintf(k->host, sizeof(k->host), "%s", v->host);
        snprintf(k->site, sizeof(k->site), "%s", v->site);
        snprintf(k->platform, sizeof(k->platform), "%s", v->platform);
        snprintf(k->child, sizeof(k->child), "%s", v->child);
    }
    out.n_visits++;
    return 0;
}

static inline int keep_connection(const char *child, int32_t day, enum evidence evidence,
                                  enum nameless nameless, void *user)
{
    (void)child, (void)day, (void)nameless, (void)user;
    out.n_connections++;
    out.by_evidence[evidence]++;
    return 0;
}

static inline struct fold *begin(void)
{
    static const struct fold_output output = {.visit = keep_visit, .connection = keep_connection};
    struct fold *f = NULL;

    memset(&out, 0, sizeof(out));
    assert_int_equal(fold_new(children, 2, &output, &f), 0);
    return f;
}

static inline void finish(struct fold *f)
{
    assert_int_equal(fold_finish(f), 0);
    fold_free(f);
}

static inline struct observation named(const char *name, const char *site, const char *platform,
                                       int64_t when_us)
{
    return (struct observation){.when_us = when_us,
                                .protocol = PROTOCOL_TLS,
                                .name = name,
                                .site = site,
                                .evidence = EVIDENCE_SAID,
                                .platform_id = platform,
                                .rule = ""};
}

static inline uint32_t open_flow(struct fold *f, struct observation o)
{
    uint32_t handle;

    assert_int_equal(fold_open_flow(f, &o, &handle), 0);
    return handle;
}

/* Ten packets and some kilobytes, both ways. */
static inline void use(struct fold *f, uint32_t handle, int64_t from_us, int64_t to_us)
{
    struct usage u = {.from_us = from_us,
                      .to_us = to_us,
                      .up_bytes = 4000,
                      .down_bytes = 20000,
                      .up_packets = 10,
                      .down_packets = 20};

    assert_int_equal(fold_use(f, handle, &u), 0);
}

static inline void use_minutes(struct fold *f, uint32_t handle, int64_t from_us, int n)
{
    for (int i = 0; i < n; i++)
        use(f, handle, from_us + i * MINUTE_US, from_us + i * MINUTE_US + 55 * SECOND_US);
}

static inline const struct kept *kept(const char *host)
{
    for (size_t i = 0; i < out.n_visits && i < KEPT_MAX; i++)
        if (strcmp(out.visits[i].host, host) == 0)
            return &out.visits[i];
    return NULL;
}

static inline struct observation page(const char *site, int64_t when_us)
{
    return named(site, site, "", when_us);
}
