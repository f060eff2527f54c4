/*
 * bus_state — what the parts of the role on the bus share. Private to it.
 */
#pragma once

#include "bus/agent1.h"
#include "daemon/family.h"
#include "daemon/meanings.h"
#include "daemon/role.h"

enum { UNWRITTEN_MAX = 256 };

/* A look that could not be written yet. */
struct unwritten {
    char child[CHILD_NAME_MAX + 1];
    struct lookup look;
};

struct bus_role {
    struct message_config config;
    struct channel control, recorder;
    struct family family;
    struct meanings meanings;
    struct store *store; /* NULL: it cannot be opened at present */
    struct agent1 *agent;
    struct bus_house house;
    struct message_status status;
    struct message_summary summary;
    int64_t heard_us; /* wall clock: when the status came; 0: never */
    struct exception exceptions[EXCEPTIONS_MAX];
    struct unwritten unwritten[UNWRITTEN_MAX];
    size_t n_unwritten;
    int64_t store_us; /* next try to open the store or to write what waits; steady clock */
    int64_t alert_id; /* the newest that was told of */
    int64_t block_us; /* when the newest was that was told of */
    uint32_t erasing; /* what the recorder was asked to erase; 0: nothing */
    struct message_state state;
    bool is_stopping, has_news_of_alert, has_news_of_block;
};

/* bus_keep.c: the store, opened where it can be, and what waits for it. Call often. */
void bus_mind_store(struct bus_role *r, int64_t steady_us);

/* What is new in the store, to who listens. */
void bus_tell_news(struct bus_role *r);

/* Of struct bus_house. */
int bus_looked(uint32_t child, const struct lookup *look, void *user);
void bus_each_unwritten(uint32_t child, int (*each)(const struct lookup *, void *), void *to,
                        void *user);
