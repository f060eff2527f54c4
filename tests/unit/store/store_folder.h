/*
 * store_folder — a store in a folder of its own, for the tests of store.
 */
#pragma once

#include "store/store_state.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <cmocka.h>

static const int64_t t0 = INT64_C(1764072000) * SECOND_US; /* 2025-11-25 12:00 UTC, day 20417 */
enum { DAY0 = 20417 };

static char folder[64], path[96];

static inline int make_folder(void **state)
{
    (void)state;
    snprintf(folder, sizeof(folder), "/tmp/kindward-store-XXXXXX");
    if (!mkdtemp(folder))
        return -1;
    snprintf(path, sizeof(path), "%s/a b%%20?#.db", folder); /* what a URI has to escape */
    return 0;
}

static inline int remove_folder(void **state)
{
    char command[2 * sizeof(folder) + 32];

    (void)state;
    snprintf(command, sizeof(command), "chmod -R u+rwx %s; rm -rf %s", folder, folder);
    return system(command);
}

static inline struct store *open_store(enum store_mode mode)
{
    struct store *s = NULL;
    AUTO_TEXT struct text error = {.at = NULL};

    if (store_open(path, mode, &s, &error) < 0)
        fail_msg("%s", text_string(&error));
    return s;
}

/* A store as the first @n_steps of the schema made it, with one visit of alex's. */
static inline void write_old_store(int n_steps)
{
    sqlite3 *db;

    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(schema_migrate(db, schema_steps, n_steps), SQLITE_OK);
    assert_int_equal(
        sqlite3_exec(db,
                     "INSERT INTO children VALUES(1,'alex'); INSERT INTO platforms VALUES(1,'');"
                     "INSERT INTO sites VALUES(1,'a.example');"
                     "INSERT INTO hosts VALUES(1,'www.a.example');"
                     "INSERT INTO visits VALUES(1,20417,1764072000000000,1,0,1764072060000000,0,"
                     "1,1,0,5,0,10,20,1);",
                     NULL, NULL, NULL),
        SQLITE_OK);
    sqlite3_close(db);
}

static inline struct visit visit_of(const char *host, int64_t first_us, int64_t last_us)
{
    return (struct visit){.child = "alex",
                          .host = host,
                          .site = host,
                          .platform = "",
                          .first_us = first_us,
                          .last_us = last_us,
                          .up_bytes = 10,
                          .down_bytes = 20,
                          .n_flows = 1,
                          .evidence = EVIDENCE_SAID};
}

static inline void must_add(struct store *s, struct visit v)
{
    AUTO_TEXT struct text error = {.at = NULL};

    if (store_add_visit(s, &v, &error) < 0)
        fail_msg("%s", text_string(&error));
}

static inline void must_commit(struct store *s)
{
    AUTO_TEXT struct text error = {.at = NULL};

    if (store_commit(s, &error) < 0)
        fail_msg("%s", text_string(&error));
}

struct seen {
    size_t n;
    struct visit last;
    char host[64];
};

static inline int see(const struct visit *v, void *user)
{
    struct seen *seen = user;

    seen->n++;
    seen->last = *v;
    snprintf(seen->host, sizeof(seen->host), "%s", v->host);
    return 0;
}

static inline struct seen see_all(struct store *s, const char *child)
{
    struct seen seen = {.n = 0};
    AUTO_TEXT struct text error = {.at = NULL};

    if (store_each_visit(s, child, DAY0 - 400, DAY0 + 400, see, &seen, &error) < 0)
        fail_msg("%s", text_string(&error));
    return seen;
}
