/*
 * call — one call of somebody, from its coming to its answer. Private to bus.
 */
#pragma once

#include "base/scope.h"
#include "base/text.h"
#include "bus/callers.h"
#include "bus/house.h"
#include "bus/method.h"

#include <systemd/sd-bus.h>

#define ERROR_TOO_MANY "org.kindward.Error.TooMany" /* calls; wait a little */
#define ERROR_DENIED   "org.kindward.Error.NotAllowed"
#define ERROR_NO_CHILD "org.kindward.Error.NoSuchChild"
#define ERROR_INVALID  "org.kindward.Error.Invalid"
#define ERROR_STORE    "org.kindward.Error.Store" /* the record cannot be read or written now */
#define ERROR_FAILED   "org.kindward.Error.Failed"

struct agent1;

struct call {
    struct agent1 *agent;
    const struct bus_house *house;
    sd_bus_message *m; /* owned */
    const struct method *method;
    uint32_t uid;
    uint32_t child; /* whose account it is; BUS_NOBODY: no child's, so a guardian's */
    struct caller_key key;
    bool is_open;      /* counted by callers_open() */
    uint32_t wish;     /* serial of what the supervisor was asked; 0: nothing */
    sd_bus_slot *slot; /* the question to polkit */
    struct call *next;
};

/* Whose that account is. */
struct caller_key caller_of(const struct bus_house *house, uint32_t uid);

/* The end of a call: it leaves the list of its agent. */
void call_done(struct call *c);

/* An error as an answer; 0, so that a method may return it. */
int call_refuse(struct call *c, const char *error, const char *words);

/* An answer of one JSON text, taken over; NULL: there is no memory. */
int call_answer_json(struct call *c, json_t *json);

/* The store, or NULL, which was answered then. */
struct store *call_store(struct call *c);

/* The child of a name that a guardian said; false, and it is answered: there is none. */
bool call_child(struct call *c, const char *name, uint32_t *ret_child);

/* A look by a guardian is kept before anything is shown; BUS_NOBODY: at all children. False, and it
 * is answered: that cannot be kept. */
bool call_looked(struct call *c, uint32_t child, enum lookup_kind kind);

/* Two days as words into a part; negative, and it is answered: they are none. */
int call_span(struct call *c, const char *from, const char *to, struct store_part *ret);

/* A string for JSON, "" where it is no UTF-8. */
json_t *call_word(const char *s);

/* The methods: read.c, pages.c, mine.c, act.c and listeners.c. */
int run_status(struct call *c);
int run_records(struct call *c);
int run_export(struct call *c);
int run_why(struct call *c);
int run_policy_show(struct call *c);
int run_policy_check(struct call *c);
int run_log(struct call *c);
int run_blocks(struct call *c);
int run_alerts(struct call *c);
int run_alerts_told(struct call *c);
int run_mine(struct call *c);
int run_reload(struct call *c);
int run_grant_exception(struct call *c);
int run_block(struct call *c);
int run_erase(struct call *c);
int run_subscribe(struct call *c);
