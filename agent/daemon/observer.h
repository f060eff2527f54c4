/*
 * observer — packets in, observations out: names, meanings and verdicts of monitored people.
 *
 * The half of the way that sees packets. It holds no database and does no I/O; the other half
 * (keeper.h) never sees a packet. Between the two lies a function call in a replay, and a socket
 * between two processes in the live agent. What is never recorded is dropped here, before anything
 * is counted or stored; what belongs to nobody monitored is dropped before it is read
 * (inspector.h).
 */
#pragma once

#include "base/ip.h"
#include "base/scope.h"
#include "catalogue/catalogue.h"
#include "flow/inspector.h"
#include "policy/observation.h"
#include "policy/policy.h"
#include "store/fold.h"

struct observer;

/* The observer's number of a connection, from 1; used again once it was closed. */
typedef uint32_t connection_id;

/* What comes out, of each child in the order of the packets. Strings are borrowed for the call. */
struct observer_output {
    /* A connection has a name, or was given up on. For the same id once more: it says another name
     * now, and what follows belongs to that one. */
    void (*open)(connection_id id, const struct observation *o, void *user);
    void (*use)(connection_id id, const struct usage *usage, void *user);
    void (*close)(connection_id id, void *user);
    /* Something that is never recorded happened (fold_unrecorded()). */
    void (*unrecorded)(uint32_t child, int64_t when_us, void *user);
    void (*minute)(int64_t now_us, void *user);
    /* Any name as it is seen, look-ups too, for whoever looks on (NULL: nobody does); `answer` says
     * that it is the resolver's. Never of what is never recorded. */
    void (*look)(const struct observation *o, bool is_answer, void *user);
    void *user;
};

struct observer_options {
    const struct catalogue *catalogue; /* borrowed, as all here */
    const struct policy *policy;       /* NULL: everything is logged */
    bool is_live;                      /* inspector_options.is_live */
    bool cannot_block;                 /* a block is only logged: nothing here could stop it */
    uint32_t (*owner_of)(const struct ip *address, void *user); /* as inspector_options, with… */
    void *owner_user;
    size_t memory_bytes; /* 0: the inspector's default */
    struct observer_output output;
};

/* What is to become of the packet that was fed last, and of its connection. */
struct observer_verdict {
    bool is_blocked; /* stop it */
    bool is_denied;  /* a look-up that is to be answered with "there is no such name" */
    bool is_settled; /* its connection's further packets need not come */
};

MUST_USE int observer_new(const struct observer_options *options, struct observer **ret);
struct observer *observer_free(struct observer *o);
AUTO_RELEASE(struct observer, observer_free);

struct observer_verdict observer_feed(struct observer *o, const struct frame *frame);

/* As the inspector's calls of the same names. */
void observer_count(struct observer *o, const struct flow_count *count);
void observer_advance(struct observer *o, int64_t now_us);
void observer_learn(struct observer *o, struct bytes message, int64_t now_us);
void observer_finish(struct observer *o);

/* After some observer_learn(): names that waited for one of these answers are told of. */
void observer_learned(struct observer *o, int64_t now_us);

/* Does somebody tell answers by observer_learn(), maybe later than the packets that follow them?
 * Then a name that no answer bound, and what the child does after it, is told of a moment later
 * (awaited.h). Off at first. */
void observer_await(struct observer *o, bool is_told);

/* Nothing waits any longer: it is told of as it is. */
void observer_tell_awaited(struct observer *o);

struct inspector_losses observer_losses(const struct observer *o);

/* Another policy is in force from now on; the numbers of children are those of the new one, and
 * connections go on under the old numbers' verdicts. */
void observer_set_policy(struct observer *o, const struct policy *policy);

/* Names mean what this one says from now on; connections that are open keep what they are. The one
 * before may be closed; before it is, observer_tell_awaited(). */
void observer_set_catalogue(struct observer *o, const struct catalogue *catalogue);

/* No memory to go on at some time: connections were lost. */
bool observer_failed(const struct observer *o);
