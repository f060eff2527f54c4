/*
 * doctor — is everything there that Kindward needs, and does anything stand in its way?
 *
 * Each check_X.c looks at one group and adds what it found; the table in doctor.c has them in the
 * order in which they are shown. Looking changes nothing on the machine, and nothing leaves it,
 * unless the resolver's checks are asked for: those ask it for four well-known names.
 */
#pragma once

#include "catalogue/catalogue.h"
#include "doctor/finding.h"
#include "live/status.h"
#include "policy/agent_config.h"
#include "policy/policy.h"

struct doctor {
    const char *config_dir, *state_dir, *runtime_dir;
    const struct catalogue *catalogue; /* borrowed */
    bool asks_resolver;

    /* Found on the way, for the checks that come after; doctor_done() gives them back. */
    struct policy *policy; /* NULL: it cannot be read */
    struct agent_config config;
    json_t *answer; /* the agent's; status is in it */
    struct status status;
    bool is_running;
    int32_t day; /* today, local */
};

/* @d: what is above the blank line is the caller's to set */
void doctor_examine(struct doctor *d, struct findings *f);
void doctor_done(struct doctor *d);

void check_configuration(struct doctor *d, struct findings *f);
void check_agent(struct doctor *d, struct findings *f);
void check_roles(struct doctor *d, struct findings *f);
void check_kernel(struct doctor *d, struct findings *f);
void check_rules(struct doctor *d, struct findings *f);
void check_resolver(struct doctor *d, struct findings *f);
void check_neighbours(struct doctor *d, struct findings *f);
void check_children(struct doctor *d, struct findings *f);
void check_lists(struct doctor *d, struct findings *f);
void check_machine(struct doctor *d, struct findings *f);
void check_store(struct doctor *d, struct findings *f);

/* A small file of the machine's, whole; at most FILE_READ_MAX bytes. 0, or a negative errno. */
enum { FILE_READ_MAX = 1 << 18 };
MUST_USE int doctor_read(const char *path, struct text *ret);
