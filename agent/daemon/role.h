/*
 * role — what the roles share: how each is started, and its link to the supervisor.
 *
 * The supervisor starts each role anew from the executable, with its control socket as descriptor
 * ROLE_CONTROL_FD; what else a role needs comes through that.
 */
#pragma once

#include "daemon/channel.h"

enum { ROLE_CONTROL_FD = 3 };

/* How often a role's loop wakes without a reason, so that time passes. */
enum { ROLE_TICK_MS = 200 };

/* The same of a role that waits for nothing that is not told it. */
enum { ROLE_SLOW_TICK_MS = 5000 };

/* Each runs until it is told to stop or the supervisor is gone; answers an exit status. */
int gate_main(void);
int inspector_main(void);
int recorder_main(void);
int namer_main(void);
int bus_main(void);

/* The wall clock, and one that neither jumps nor stands still while the machine sleeps. */
int64_t role_now_us(void);
int64_t role_steady_us(void);
/* As the latter, but it stands still then. */
int64_t role_awake_us(void);

/* The first message of the supervisor: how this role is to be. 0, or -EPIPE. */
MUST_USE int role_config(struct channel *control, struct message_config *ret);

/* What a role has told the supervisor of what was lost. */
struct role_losses {
    uint64_t told;
    int64_t told_us; /* wall clock */
    int64_t next_us; /* steady clock */
};

/* What a role had no room for is a gap, told once a second at most; @lost: in all. */
void role_tell_lost(struct role_losses *l, struct channel *control, uint64_t lost);

/* A held packet waits for this role: it goes before others of its session for the few microseconds
 * that it takes. Under kindward.service it may not, and Nice= of the unit has done it. */
void role_hurry(void);

/* A role cannot do its work: say so, and answer the exit status. */
int role_failed(enum role role, const char *what);
