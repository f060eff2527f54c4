/*
 * callers — how much each may ask of us, so that nobody's calls keep another's waiting.
 *
 * A child counts as one caller, whichever of its accounts it calls with. The table has a ceiling:
 * when it is full, whoever asked longest ago and has nothing open gives way.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    CALLERS_MAX = 64,
    CALLS_AT_ONCE = 60,  /* without a pause */
    CALLS_A_SECOND = 20, /* for long */
    CALLS_OPEN_MAX = 8,  /* that wait for somebody else's answer */
};

/* Who calls: an account, or a child with all of its accounts. */
struct caller_key {
    bool is_child;
    uint32_t number; /* the uid, or the child's */
};

bool caller_is_same(struct caller_key a, struct caller_key b);

struct caller {
    struct caller_key key;
    int64_t seen_us;   /* 0: the place is free */
    int64_t credit_us; /* what it may still spend; a call costs a second / CALLS_A_SECOND */
    unsigned n_open;
    uint64_t n_refused;
};

struct callers {
    struct caller all[CALLERS_MAX];
};

/* May it call now? Not while the table is full of callers who wait, either. */
bool callers_admit(struct callers *c, struct caller_key key, int64_t steady_us);

/* Its call waits for somebody else's answer, and does no more; false: too many do. */
bool callers_open(struct callers *c, struct caller_key key);
void callers_close(struct callers *c, struct caller_key key);
