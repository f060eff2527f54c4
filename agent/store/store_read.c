#include "store/store_state.h"

#include <errno.h>

int store_read_done(struct store *s, sqlite3_stmt *ask, int rc, int answer, struct text *reterr)
{
    if (ask)
        sqlite3_reset(ask);
    if (answer != 0)
        return answer;
    return rc == SQLITE_DONE || rc == SQLITE_OK ? 0 : store_fail(s, rc, "read", reterr);
}

sqlite3_stmt *store_ask_of(struct store *s, enum statement which, const char *child, int *ret_rc)
{
    sqlite3_stmt *ask;
    int64_t id = 0;

    *ret_rc = intern_find_child(s, child, &id);
    if (*ret_rc != SQLITE_OK)
        return NULL;
    if (id == 0) {
        *ret_rc = SQLITE_DONE;
        return NULL;
    }
    ask = store_statement(s, which, ret_rc);
    if (ask)
        sqlite3_bind_int64(ask, 1, id);
    return ask;
}

sqlite3_stmt *store_ask_span(struct store *s, enum statement which, const char *child, int64_t from,
                             int64_t to, int *ret_rc)
{
    sqlite3_stmt *ask = store_ask_of(s, which, child, ret_rc);

    if (ask) {
        sqlite3_bind_int64(ask, 2, from);
        sqlite3_bind_int64(ask, 3, to);
    }
    return ask;
}

int store_read_names(struct store *s, sqlite3_stmt *row, const struct name_column *at, size_t n)
{
    int rc = SQLITE_OK;

    for (const struct name_column *c = at; c < at + n && rc == SQLITE_OK; c++)
        rc = intern_name_of(s, c->table, sqlite3_column_int64(row, c->column), c->ret_name);
    return rc;
}

static const char *text_of(sqlite3_stmt *ask, int column)
{
    const char *text = (const char *)sqlite3_column_text(ask, column);

    return text ? text : "";
}

int store_each_child(struct store *s, int (*each)(const char *child, void *user), void *user,
                     struct text *reterr)
{
    int rc, answer = 0;
    sqlite3_stmt *ask = store_statement(s, SELECT_CHILDREN, &rc);

    while (ask && answer == 0 && (rc = sqlite3_step(ask)) == SQLITE_ROW)
        answer = each(text_of(ask, 0), user);
    return store_read_done(s, ask, rc, answer, reterr);
}

/* Rows that no writer of ours can have written: a damaged file is said, not believed. */
static bool is_sound(const struct visit *v, int64_t evidence)
{
    const int64_t limit = INT64_C(1000) * 366 * DAY_US;

    return v->first_us >= -limit && v->last_us >= v->first_us && v->last_us <= limit &&
           v->last_us - v->first_us <= 400 * DAY_US && v->utc_offset_s > -86400 &&
           v->utc_offset_s < 86400 && evidence >= EVIDENCE_NONE && evidence <= EVIDENCE_SAID;
}

static int read_visit(struct store *s, sqlite3_stmt *ask, struct visit *v)
{
    const struct name_column names[] = {
        {NAMES_HOST, 0, &v->host}, {NAMES_SITE, 1, &v->site}, {NAMES_PLATFORM, 2, &v->platform}};
    int64_t evidence = sqlite3_column_int64(ask, 10);
    int rc = store_read_names(s, ask, names, ARRAY_LEN(names));

    if (rc != SQLITE_OK)
        return rc;
    v->categories = (category_set)sqlite3_column_int64(ask, 3);
    v->first_us = sqlite3_column_int64(ask, 4);
    v->last_us = sqlite3_column_int64(ask, 5);
    v->utc_offset_s = sqlite3_column_int(ask, 6);
    v->up_bytes = (uint64_t)sqlite3_column_int64(ask, 7);
    v->down_bytes = (uint64_t)sqlite3_column_int64(ask, 8);
    v->n_flows = (uint32_t)sqlite3_column_int64(ask, 9);
    v->evidence = (enum evidence)evidence;
    v->is_embedded = sqlite3_column_int(ask, 11) != 0;
    v->is_machinery = sqlite3_column_int(ask, 12) != 0;
    return is_sound(v, evidence) ? SQLITE_OK : SQLITE_CORRUPT;
}

int store_each_visit(struct store *s, const char *child, int32_t from_day, int32_t to_day,
                     int (*each)(const struct visit *visit, void *user), void *user,
                     struct text *reterr)
{
    int rc, answer = 0;
    sqlite3_stmt *ask = store_ask_span(s, SELECT_VISITS, child, from_day, to_day, &rc);

    while (ask && answer == 0 && (rc = sqlite3_step(ask)) == SQLITE_ROW) {
        struct visit v = {.child = child, .verdict = VERDICT_LOG, .rule = ""};

        rc = read_visit(s, ask, &v);
        if (rc != SQLITE_OK)
            break;
        answer = each(&v, user);
    }
    return store_read_done(s, ask, rc, answer, reterr);
}

int store_days(struct store *s, const char *child, int32_t *ret_first, int32_t *ret_last,
               struct text *reterr)
{
    int rc;
    bool is_found = false;
    sqlite3_stmt *ask = store_statement(s, SELECT_DAYS, &rc);

    if (ask) {
        if (child)
            sqlite3_bind_text(ask, 1, child, -1, SQLITE_STATIC);
        else
            sqlite3_bind_null(ask, 1);
        rc = sqlite3_step(ask);
    }
    if (rc == SQLITE_ROW) {
        is_found = sqlite3_column_type(ask, 0) != SQLITE_NULL;
        if (is_found) {
            *ret_first = sqlite3_column_int(ask, 0);
            *ret_last = sqlite3_column_int(ask, 1);
        }
        rc = SQLITE_DONE;
    }
    int r = store_read_done(s, ask, rc, 0, reterr);

    return r < 0 ? r : is_found ? 0 : -ENODATA;
}

int store_each_first(struct store *s, const char *child,
                     int (*each)(const char *platform, const char *site, int32_t first_day,
                                 void *user),
                     void *user, struct text *reterr)
{
    int rc, answer = 0;
    sqlite3_stmt *ask = store_ask_of(s, SELECT_PLATFORM_FIRSTS, child, &rc);

    while (ask && answer == 0 && (rc = sqlite3_step(ask)) == SQLITE_ROW)
        answer = each(text_of(ask, 0), "", sqlite3_column_int(ask, 1), user);
    int r = store_read_done(s, ask, rc, answer, reterr);

    if (r != 0)
        return r;
    ask = store_ask_of(s, SELECT_SITE_FIRSTS, child, &rc);
    while (ask && answer == 0 && (rc = sqlite3_step(ask)) == SQLITE_ROW)
        answer = each("", text_of(ask, 0), sqlite3_column_int(ask, 1), user);
    return store_read_done(s, ask, rc, answer, reterr);
}

int store_each_connection_count(struct store *s, const char *child, int32_t from_day,
                                int32_t to_day,
                                int (*each)(enum evidence evidence, enum nameless nameless,
                                            uint64_t n, void *user),
                                void *user, struct text *reterr)
{
    int rc, answer = 0;
    sqlite3_stmt *ask = store_ask_span(s, SELECT_CONNECTIONS, child, from_day, to_day, &rc);

    while (ask && answer == 0 && (rc = sqlite3_step(ask)) == SQLITE_ROW) {
        int64_t evidence = sqlite3_column_int64(ask, 0), nameless = sqlite3_column_int64(ask, 1);
        int64_t n = sqlite3_column_int64(ask, 2);

        if (evidence < 0 || evidence > EVIDENCE_SAID || nameless < 0 ||
            nameless >= NAMELESS_COUNT || n < 0) {
            rc = SQLITE_CORRUPT;
            break;
        }
        answer = each((enum evidence)evidence, (enum nameless)nameless, (uint64_t)n, user);
    }
    return store_read_done(s, ask, rc, answer, reterr);
}

int store_each_period(struct store *s, const char *child, int64_t from_us, int64_t to_us,
                      int (*each)(int64_t from_us, int64_t to_us, void *user), void *user,
                      struct text *reterr)
{
    int rc, answer = 0;
    sqlite3_stmt *ask = store_ask_span(s, SELECT_PERIODS, child, from_us, to_us, &rc);

    while (ask && answer == 0 && (rc = sqlite3_step(ask)) == SQLITE_ROW)
        answer = each(sqlite3_column_int64(ask, 0), sqlite3_column_int64(ask, 1), user);
    return store_read_done(s, ask, rc, answer, reterr);
}
