/*
 * status — how the running agent says it is, read and judged.
 *
 * What comes is JSON from another process; nothing in it is believed to be there or to be right.
 */
#pragma once

#include "base/scope.h"
#include "report/text_lines.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

enum { STATUS_ROLES_MAX = 8, STATUS_CHILDREN_MAX = 64, STATUS_PROBLEMS_MAX = 16 };

/* Strings are in the JSON. */
struct status_role {
    const char *name; /* "gate" */
    int pid;          /* 0: it is away */
    uint64_t starts;
    int64_t since_us;
    bool is_confined; /* it tried a forbidden file, and was refused */
    uint64_t late, lost, waiting;
    int error; /* of the recorder's store: errno, 0: none */
};

struct status_child {
    const char *name, *account;
    bool is_watched; /* it has an account here, and is not of age */
    bool has_blocks, is_held;
};

struct status {
    int64_t now_us, heard_us, started_us; /* the agent's clock; heard: from its supervisor */
    bool rules_in_force, observe_only;
    const char *firewall; /* "nftables" */
    uint64_t n_not_assigned, names_last_minute, losses_last_minute, blocks;
    uint64_t connections_today, connections_named;
    struct status_role roles[STATUS_ROLES_MAX];
    size_t n_roles;
    struct status_child children[STATUS_CHILDREN_MAX];
    size_t n_children;
};

/**
 * status_read() - the object as a struct
 * @json: borrowed by *ret, and has to outlive it
 *
 * False: it is not what an agent of this version says. Never fails on a field that is missing: it
 * is nought then.
 */
MUST_USE bool status_read(const json_t *json, struct status *ret);

/* The role of that name, or NULL. */
const struct status_role *status_role(const struct status *s, const char *name);

/* What is not as it should be, and what to do: a sentence each. */
struct status_problem {
    struct text what;
    const char *advice; /* a literal */
};

struct status_problems {
    struct status_problem at[STATUS_PROBLEMS_MAX];
    size_t n;
};

#define AUTO_STATUS_PROBLEMS __attribute__((cleanup(status_problems_done)))

void status_problems_done(struct status_problems *p);

/* Judge; @ret is all zero before. */
void status_judge(const struct status *s, struct status_problems *ret);

/* The same for a person: on or not, who, since when, and what is not well. Foreign text in it is
 * made clean. */
void status_text(const struct status *s, const struct status_problems *p, struct lines *l);
