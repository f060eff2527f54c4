/*
 * Who looked at what is recorded of a child.
 */
#include "store/store_state.h"

int store_add_lookup(struct store *s, const char *child, const struct lookup *look,
                     struct text *reterr)
{
    int64_t row[] = {0, look->uid, look->from_us, look->kind, look->to_us, look->n, LOOKUP_FOLD_US};
    int rc = store_begin(s);

    if (rc == SQLITE_OK)
        rc = intern_name(s, NAMES_CHILD, child, &row[0]);
    if (rc == SQLITE_OK)
        rc = store_run(s, UPDATE_LOOKUP, row, 7);
    if (rc == SQLITE_DONE)
        rc = SQLITE_OK;
    if (rc == SQLITE_OK && sqlite3_changes(s->db) == 0)
        rc = store_run(s, INSERT_LOOKUP, row, 6);
    return store_written(s, rc, reterr);
}

int store_each_lookup(struct store *s, const char *child, int64_t from_us,
                      int (*each)(const struct lookup *look, void *user), void *user,
                      struct text *reterr)
{
    int rc, answer = 0;
    sqlite3_stmt *ask = store_ask_of(s, SELECT_LOOKUPS, child, &rc);

    if (ask)
        sqlite3_bind_int64(ask, 2, from_us);
    while (ask && answer == 0 && (rc = sqlite3_step(ask)) == SQLITE_ROW) {
        int64_t uid = sqlite3_column_int64(ask, 0), kind = sqlite3_column_int64(ask, 1);
        int64_t n = sqlite3_column_int64(ask, 4);
        struct lookup look = {.uid = (uint32_t)uid,
                              .kind = (enum lookup_kind)kind,
                              .from_us = sqlite3_column_int64(ask, 2),
                              .to_us = sqlite3_column_int64(ask, 3),
                              .n = (uint32_t)n};

        if (uid < 0 || uid > UINT32_MAX || kind < 0 || kind >= LOOKUP_KIND_COUNT || n < 0 ||
            n > UINT32_MAX || look.to_us < look.from_us) {
            rc = SQLITE_CORRUPT; /* no writer of ours wrote that */
            break;
        }
        answer = each(&look, user);
    }
    return store_read_done(s, ask, rc, answer, reterr);
}
