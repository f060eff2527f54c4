/*
 * awaited — connections whose name no answer bound to their address yet, though one may still come.
 *
 * A resolver tells its monitor of an answer after it gave it to the program (monitor.h), which by
 * then may have connected and said its name: on a slow machine the packet is here first. Such a
 * name would stay "claimed", and raise no alert, for ever. So it is kept here for a moment, and so
 * is whatever the same child does meanwhile: what is told of a child stays in the order in which it
 * was. What is to become of the packet is decided without it.
 */
#pragma once

#include "flow/sighting.h"
#include "policy/observation.h"

/* A name that is longer is none of DNS (RFC 1035 §2.3.4), and no answer can bind it. */
enum { AWAITED_MAX = 128, AWAITED_US = 2 * 1000000, AWAITED_NAME_MAX = 255 };

struct awaited_one {
    account_id id;
    int64_t until_us;
    struct observation observation; /* its name lies in `name`; what the name means is not in it */
    char name[AWAITED_NAME_MAX + 1];
};

struct awaited {
    struct awaited_one at[AWAITED_MAX]; /* the oldest first */
    size_t n;
};

/* Keep an observation for AWAITED_US, and its name with it; false: it has no room, and was not
 * kept. */
bool awaited_add(struct awaited *a, account_id id, const struct observation *o, int64_t now_us);

/* Take the `i`th out. What is borrowed of *ret is ret->name, which it points to. */
void awaited_take(struct awaited *a, size_t i, struct awaited_one *ret);

/* Its time is over, or the clock was set back. */
bool awaited_is_over(const struct awaited_one *one, int64_t now_us);

/* Which one is that connection's, or the child's first one; a->n: none. */
size_t awaited_find(const struct awaited *a, account_id id);
size_t awaited_first_of(const struct awaited *a, uint32_t child);
