/*
 * observer_state — what observer.c and observer_wait.c share of an observer.
 */
#pragma once

#include "daemon/awaited.h"
#include "daemon/observer.h"

/* What is known here of one connection. */
struct connection {
    bool is_open, is_unrecorded, has_held, is_blocked;
    bool is_awaited;   /* its name is known, and told of soon */
    struct usage held; /* use from before it was known what it is */
    uint64_t name_hash;
};

struct observer {
    struct observer_options options;
    struct inspector *inspector;
    struct connection *connections; /* by account_id */
    size_t connections_room;
    struct siphash_key key;
    struct observer_verdict verdict; /* of the frame in hand */
    int64_t now_us;                  /* by the packets' clock */
    struct awaited awaited;
    bool is_told_late; /* observer_await() */
    bool failed;
};

/* The name's meaning and what the policy says of it, into the observation. False: it is never
 * recorded, and the observation must go no further. */
bool observer_judge(const struct observer *o, struct observation *ob);

/* What a connection is called, from now on; it is told of now. @hash: of the name. */
void observer_name(struct observer *o, struct connection *c, account_id id, struct observation *ob,
                   uint64_t hash);
void observer_close(struct observer *o, struct connection *c, account_id id);

/*
 * observer_wait.c: what is told a moment later, in its order.
 */

/* Wait for an answer, since none may have come so far only because the connection was faster; or
 * for what the same child did before. False: there is nothing to wait for. What a policy stops is
 * stopped now; that it was is told in its turn. */
bool observer_wait(struct observer *o, struct connection *c, account_id id,
                   const struct observation *ob, uint64_t hash);

/* That there was something which is never recorded is told in its turn, too; of its name nothing is
 * kept. */
void observer_unrecorded(struct observer *o, const struct observation *ob);

/* The wait of a connection that waits is over; not without that of what its child did before. */
void observer_wait_ends(struct observer *o, account_id id);

/* So is that of all that waited for long enough. */
void observer_wait_over(struct observer *o, int64_t now_us);
