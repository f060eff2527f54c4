/*
 * supervisor_state — what the parts of the supervisor share. Private to it.
 */
#pragma once

#include "base/clock.h"
#include "daemon/accountwatch.h"
#include "daemon/brood.h"
#include "daemon/errand.h"
#include "daemon/gaps.h"
#include "daemon/granted.h"
#include "daemon/guard.h"
#include "daemon/meanings.h"
#include "daemon/queueprobe.h"
#include "daemon/startup.h"
#include "daemon/supervisor.h"
#include "daemon/timewatch.h"

/* What is let through for a while. */
struct held_exception {
    struct exception told;
    int64_t until_steady_us;
    char account[ACCOUNT_NAME_MAX + 1]; /* whose; its number changes with the files */
};

struct supervisor {
    const struct supervisor_options *options;
    struct meanings meanings;
    struct meanings_file lists; /* of fetched lists */
    struct policy *policy;
    struct policy_texts texts; /* of the files */
    struct policy_texts live;  /* the same with the exceptions: what policy is of, and roles get */
    struct agent_config config;
    struct guard *guard;
    struct brood brood;
    struct timewatch timewatch;
    struct accountwatch accountwatch;
    struct queuewatch queuewatch;
    struct queueprobe queueprobe;
    int queue_fd;                   /* QUEUEWATCH_FILE that root opened for us, -1: none */
    int64_t asked_us[ERRAND_COUNT]; /* steady: root is not asked again before, since it failed */
    bool is_root_away;              /* that there is nobody to ask was said */
    unsigned n_unserved;            /* times in a row that the queue was found so */
    struct granted granted;         /* that the bus was not told of yet */
    struct gaps gaps;               /* that the recorder was not told of yet */
    int64_t started_us, check_us, status_us, day_us; /* the last three: next ones, steady clock */
    struct held_exception exceptions[EXCEPTIONS_MAX];
    size_t n_exceptions;
    int64_t resolver_ns; /* startup_resolver_is_changed() */
    int32_t day;
    uint32_t serial, n_not_assigned;
    bool was_ready, has_monitor; /* the latter: the inspector hears of the resolver's answers */
    bool is_watched;             /* somebody looks at names as they are seen */
};

/* supervisor_force.c */

/* A gap that the recorder is to hear of; and all that it was not told of yet. */
void supervisor_tell_gap(struct supervisor *s, const struct gap *gap);
void supervisor_tell_gaps(struct supervisor *s, int64_t steady_us);

/* To the inspector: what is seen is told on only while somebody looks at it. */
void supervisor_tell_watch(struct supervisor *s);

/* The policy, to a role that reads it; @user: the supervisor. */
void supervisor_tell_family(enum role role, void *user);

/* Rules are in force while there is a gate to serve them and an inspector to decide. */
void supervisor_install_rules(struct supervisor *s);
void supervisor_remove_rules(struct supervisor *s);

/* What roles are told of the configuration. */
void supervisor_fill_config(const struct supervisor *s, struct message_config *ret);

/* The new policy is in force from here on: rules, roles and all. */
void supervisor_put_in_force(struct supervisor *s);

void supervisor_tell_status(struct supervisor *s);
void supervisor_tell_systemd(struct supervisor *s);

/* supervisor_mind.c: what is looked at again and again; call after each wait. */
void supervisor_tick(struct supervisor *s);

/* supervisor_root.c */

/* To a gate that is ready, and has brought the queue's file with its queue: that file, where only
 * root may open it. */
void supervisor_tell_queue(struct supervisor *s);

/* How the queue is in the kernel now; false: nobody serves it, or that cannot be seen. */
bool supervisor_queue_state(struct supervisor *s, struct queue_state *ret);

/* A socket of the resolver's monitor, the caller's, or a negative errno. */
MUST_USE int supervisor_monitor(struct supervisor *s);

/* supervisor_wish.c: do what the bus's message asks, and answer it. */
void supervisor_wish(struct supervisor *s, const struct message *m);
