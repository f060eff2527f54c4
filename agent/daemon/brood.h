/*
 * brood — the processes of the other roles: started, linked, asked whether they live, started anew.
 *
 * What is dead is started again with a growing pause; what does not answer is killed first. Each
 * time the brood says so by a callback, since it is a gap.
 */
#pragma once

#include "daemon/channel.h"

enum { BROOD_PING_MS = 400, BROOD_PAUSE_MS = 100, BROOD_PAUSE_MAX_MS = 10000 };

/* Between one telling again and the next. */
enum { BROOD_TELL_MS = 1000, BROOD_TELL_MAX_MS = 300000 };

struct brood_role {
    bool is_wanted; /* false: it is not to run */
    int32_t pid;    /* 0: away */
    int32_t dying;  /* killed, and not gone yet, which a disk can delay; 0: none */
    struct channel control;
    bool is_ready, was_ready;
    uint32_t n_starts;
    int64_t since_us;                          /* wall clock */
    int64_t started_us, answered_us, start_us; /* steady: last start, last answer, next start */
    int64_t away_us;                           /* wall: since when it is away, 0: it is not */
    bool was_frozen;
    unsigned pause_ms;
    uint64_t n_lost_told; /* of what the link to it lost: for these it was told again */
    bool has_lost_link;   /* to another role: for want of room in the link to it */
    int64_t tell_us;      /* steady: not told again before */
    unsigned tell_pause_ms;
    struct message_state state;
};

struct brood {
    struct brood_role roles[ROLE_COUNT];
    struct message_config config;
    uid_t account;              /* that the roles become; (uid_t)-1: none but ours */
    int64_t ping_us, minded_us; /* next one; last brood_mind() */
    bool is_stopping;

    /* A role is new: what it has to be told (the policy) follows its configuration. Or something
     * that it was told found no room in its link: there is room again, and it is told again. */
    void (*tell)(enum role role, void *user);
    void (*ready)(enum role role, void *user);
    /* It was away, and is back; the gap says how long, and why. */
    void (*back)(enum role role, const struct gap *gap, void *user);
    /* It has just been found dead, or frozen and killed. */
    void (*gone)(enum role role, bool was_frozen, void *user);
    void (*message)(enum role role, const struct message *m, void *user);
    void *user;
};

void brood_init(struct brood *b, const struct message_config *config);

/* Is the role to run? The namer is not, unless somebody says so; others are. One that is not wanted
 * any more ends at once, and that is no gap. */
void brood_want(struct brood *b, enum role role, bool is_wanted);

/* Start what is to be started, read what they say, kill what does not answer. Call after poll. */
void brood_mind(struct brood *b, int64_t steady_us);

/* Children of ours that have ended. */
void brood_reap(struct brood *b, int64_t steady_us);

/* A role that is there, and was seen not to do its work: it is killed, and started anew. */
void brood_end_frozen(struct brood *b, enum role role, int64_t steady_us);

/* A role ends for another reason than a fault: it is started anew with the configuration as it is
 * now. */
void brood_restart(struct brood *b, enum role role);

/* All are told to stop, in the order of the data, and waited for; who does not go is killed. */
void brood_stop(struct brood *b);

void brood_done(struct brood *b);
