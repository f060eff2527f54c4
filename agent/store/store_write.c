#include "store/store_state.h"

#include <errno.h>

int store_begin(struct store *s)
{
    int rc;

    if (s->mode == STORE_READ)
        return SQLITE_READONLY;
    if (s->in_transaction)
        return SQLITE_OK;
    rc = sqlite3_exec(s->db, "BEGIN IMMEDIATE", NULL, NULL, NULL);
    s->in_transaction = rc == SQLITE_OK;
    return rc;
}

int store_written(struct store *s, int rc, struct text *reterr)
{
    if (rc == SQLITE_OK || rc == SQLITE_DONE)
        return 0;
    return store_fail(s, rc, "write to", reterr);
}

int store_run(struct store *s, enum statement which, const int64_t *values, int n)
{
    int rc;
    sqlite3_stmt *in = store_statement(s, which, &rc);

    if (!in)
        return rc;
    for (int i = 0; i < n; i++)
        sqlite3_bind_int64(in, i + 1, values[i]);
    rc = sqlite3_step(in);
    sqlite3_reset(in);
    return rc == SQLITE_DONE ? SQLITE_OK : rc;
}

static int add_visit(struct store *s, const struct visit *v)
{
    int32_t day = clock_day(v->first_us, v->utc_offset_s);
    int64_t child, host, site, platform = 0;
    int rc = store_begin(s);

    if (rc == SQLITE_OK)
        rc = intern_name(s, NAMES_CHILD, v->child, &child);
    if (rc == SQLITE_OK)
        rc = intern_name(s, NAMES_HOST, v->host, &host);
    if (rc == SQLITE_OK)
        rc = intern_name(s, NAMES_SITE, v->site, &site);
    if (rc == SQLITE_OK)
        rc = intern_name(s, NAMES_PLATFORM, v->platform, &platform);
    if (rc != SQLITE_OK)
        return rc;
    const int64_t row[] = {child,
                           day,
                           v->first_us,
                           host,
                           v->is_embedded,
                           v->last_us,
                           v->utc_offset_s,
                           site,
                           platform,
                           v->categories,
                           v->evidence,
                           v->is_machinery,
                           (int64_t)v->up_bytes,
                           (int64_t)v->down_bytes,
                           v->n_flows};
    rc = store_run(s, INSERT_VISIT, row, ARRAY_LEN(row));
    if (rc != SQLITE_OK || v->is_embedded || v->is_machinery || v->evidence < EVIDENCE_BOUND)
        return rc;
    const int64_t first_site[] = {child, site, day};
    rc = store_run(s, INSERT_SITE_FIRST, first_site, ARRAY_LEN(first_site));
    if (rc != SQLITE_OK || !v->platform[0])
        return rc;
    const int64_t first_platform[] = {child, platform, day};
    return store_run(s, INSERT_PLATFORM_FIRST, first_platform, ARRAY_LEN(first_platform));
}

int store_add_visit(struct store *s, const struct visit *visit, struct text *reterr)
{
    return store_written(s, add_visit(s, visit), reterr);
}

int store_add_connection(struct store *s, const char *child, int32_t day, enum evidence evidence,
                         enum nameless nameless, uint64_t n, struct text *reterr)
{
    int64_t row[] = {0, day, evidence, nameless, (int64_t)n};
    int rc = store_begin(s);

    if (rc == SQLITE_OK)
        rc = intern_name(s, NAMES_CHILD, child, &row[0]);
    if (rc == SQLITE_OK)
        rc = store_run(s, INSERT_CONNECTION, row, ARRAY_LEN(row));
    return store_written(s, rc, reterr);
}

/* One row for all the periods that it touches, itself included. */
static int add_period(struct store *s, const char *child, int64_t from_us, int64_t to_us,
                      int32_t utc_offset_s)
{
    int64_t row[] = {0, from_us, to_us, utc_offset_s};
    sqlite3_stmt *touched;
    int rc = store_begin(s);

    if (rc == SQLITE_OK)
        rc = intern_name(s, NAMES_CHILD, child, &row[0]);
    if (rc != SQLITE_OK)
        return rc;
    touched = store_statement(s, SELECT_PERIODS_TOUCHED, &rc);
    if (!touched)
        return rc;
    for (int i = 0; i < 3; i++)
        sqlite3_bind_int64(touched, i + 1, row[i]);
    rc = sqlite3_step(touched);
    if (rc == SQLITE_ROW && sqlite3_column_type(touched, 0) != SQLITE_NULL) {
        int64_t from = sqlite3_column_int64(touched, 0), to = sqlite3_column_int64(touched, 1);

        row[1] = from < from_us ? from : from_us;
        row[2] = to > to_us ? to : to_us;
    }
    sqlite3_reset(touched);
    if (rc != SQLITE_ROW)
        return rc;
    rc = store_run(s, DELETE_PERIODS_TOUCHED, row, 3);
    if (rc == SQLITE_OK)
        rc = store_run(s, INSERT_PERIOD, row, ARRAY_LEN(row));
    return rc;
}

int store_add_period(struct store *s, const char *child, int64_t from_us, int64_t to_us,
                     int32_t utc_offset_s, struct text *reterr)
{
    if (to_us < from_us)
        return 0;
    return store_written(s, add_period(s, child, from_us, to_us, utc_offset_s), reterr);
}

int store_commit(struct store *s, struct text *reterr)
{
    int rc;

    if (!s->in_transaction)
        return 0;
    rc = sqlite3_exec(s->db, "COMMIT", NULL, NULL, NULL);
    if (rc != SQLITE_OK)
        return store_fail(s, rc, "write to", reterr);
    s->in_transaction = false;
    return 0;
}
