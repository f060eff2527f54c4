/*
 * The rows of the live agent: alerts, gaps and blocks.
 */
#include "store/store_state.h"

#include <errno.h>

/* Rows that no writer of ours can have written: a damaged file is said, not believed. */
static bool is_time(int64_t when_us)
{
    const int64_t limit = INT64_C(1000) * 366 * DAY_US;

    return when_us >= -limit && when_us <= limit;
}

static bool is_offset(int64_t offset_s)
{
    return offset_s > -86400 && offset_s < 86400;
}

static bool is_below(int64_t value, int64_t count)
{
    return value >= 0 && value < count;
}

static int64_t to_integer(uint64_t n)
{
    return n > INT64_MAX ? INT64_MAX : (int64_t)n;
}

int store_add_gap(struct store *s, const struct gap *gap, struct text *reterr)
{
    const int64_t row[] = {gap->from_us, gap->kind, gap->to_us, gap->utc_offset_s,
                           to_integer(gap->n_lost)};
    int rc;

    if (gap->to_us < gap->from_us)
        return 0;
    rc = store_begin(s);
    if (rc == SQLITE_OK)
        rc = store_run(s, INSERT_GAP, row, ARRAY_LEN(row));
    return store_written(s, rc, reterr);
}

int store_each_gap(struct store *s, int64_t from_us, int64_t to_us,
                   int (*each)(const struct gap *gap, void *user), void *user, struct text *reterr)
{
    int rc, answer = 0;
    sqlite3_stmt *ask = store_statement(s, SELECT_GAPS, &rc);

    if (ask) {
        sqlite3_bind_int64(ask, 1, from_us);
        sqlite3_bind_int64(ask, 2, to_us);
    }
    while (ask && answer == 0 && (rc = sqlite3_step(ask)) == SQLITE_ROW) {
        int64_t kind = sqlite3_column_int64(ask, 1), offset = sqlite3_column_int64(ask, 3);
        struct gap gap = {.from_us = sqlite3_column_int64(ask, 0),
                          .to_us = sqlite3_column_int64(ask, 2),
                          .utc_offset_s = (int32_t)offset,
                          .n_lost = (uint64_t)sqlite3_column_int64(ask, 4)};

        if (!is_below(kind, GAP_KIND_COUNT) || !is_offset(offset) || !is_time(gap.from_us) ||
            !is_time(gap.to_us)) {
            rc = SQLITE_CORRUPT;
            break;
        }
        gap.kind = (enum gap_kind)kind;
        answer = each(&gap, user);
    }
    return store_read_done(s, ask, rc, answer, reterr);
}

static int add_block(struct store *s, const struct block *b)
{
    int64_t day = clock_day(b->when_us, b->utc_offset_s);
    int64_t child, site, rule, host, platform;
    int rc = store_begin(s);

    if (rc == SQLITE_OK)
        rc = intern_name(s, NAMES_CHILD, b->child, &child);
    if (rc == SQLITE_OK)
        rc = intern_name(s, NAMES_SITE, b->site, &site);
    if (rc == SQLITE_OK)
        rc = intern_name(s, NAMES_RULE, b->rule, &rule);
    if (rc != SQLITE_OK)
        return rc;
    const int64_t known[] = {child,          day,  b->when_us,   site, rule,
                             b->is_embedded, b->n, BLOCK_FOLD_US};
    rc = store_run(s, UPDATE_BLOCK, known, ARRAY_LEN(known));
    if (rc != SQLITE_OK || sqlite3_changes(s->db) > 0)
        return rc;
    rc = intern_name(s, NAMES_HOST, b->host, &host);
    if (rc == SQLITE_OK)
        rc = intern_name(s, NAMES_PLATFORM, b->platform, &platform);
    if (rc != SQLITE_OK)
        return rc;
    const int64_t row[] = {child,          day,         b->when_us,      site, rule,
                           b->is_embedded, b->n,        b->utc_offset_s, host, platform,
                           b->categories,  b->protocol, b->evidence};
    return store_run(s, INSERT_BLOCK, row, ARRAY_LEN(row));
}

int store_add_block(struct store *s, const struct block *block, struct text *reterr)
{
    return store_written(s, add_block(s, block), reterr);
}

static int read_block(struct store *s, sqlite3_stmt *ask, struct block *b)
{
    const struct name_column names[] = {{NAMES_SITE, 1, &b->site},
                                        {NAMES_RULE, 2, &b->rule},
                                        {NAMES_HOST, 6, &b->host},
                                        {NAMES_PLATFORM, 7, &b->platform}};
    int64_t n = sqlite3_column_int64(ask, 4), offset = sqlite3_column_int64(ask, 5);
    int64_t protocol = sqlite3_column_int64(ask, 9), evidence = sqlite3_column_int64(ask, 10);
    int rc = store_read_names(s, ask, names, ARRAY_LEN(names));

    if (rc != SQLITE_OK)
        return rc;
    b->when_us = sqlite3_column_int64(ask, 0);
    if (!is_time(b->when_us) || !is_offset(offset) || !is_below(protocol, PROTOCOL_FLOW + 1) ||
        !is_below(evidence, EVIDENCE_SAID + 1) || !is_below(n, INT64_C(1) << 32))
        return SQLITE_CORRUPT;
    b->is_embedded = sqlite3_column_int(ask, 3) != 0;
    b->n = (uint32_t)n;
    b->utc_offset_s = (int32_t)offset;
    b->categories = (category_set)sqlite3_column_int64(ask, 8);
    b->protocol = (enum protocol)protocol;
    b->evidence = (enum evidence)evidence;
    return SQLITE_OK;
}

int store_each_block(struct store *s, const char *child, int32_t from_day, int32_t to_day,
                     int (*each)(const struct block *block, void *user), void *user,
                     struct text *reterr)
{
    int rc, answer = 0;
    sqlite3_stmt *ask = store_ask_span(s, SELECT_BLOCKS, child, from_day, to_day, &rc);

    while (ask && answer == 0 && (rc = sqlite3_step(ask)) == SQLITE_ROW) {
        struct block b = {.child = child};

        rc = read_block(s, ask, &b);
        if (rc != SQLITE_OK)
            break;
        answer = each(&b, user);
    }
    return store_read_done(s, ask, rc, answer, reterr);
}

static int add_alert(struct store *s, const struct alert *a)
{
    int64_t child = 0, platform, site, rule;
    int rc = store_begin(s);

    if (rc == SQLITE_OK && a->child[0])
        rc = intern_name(s, NAMES_CHILD, a->child, &child);
    if (rc == SQLITE_OK)
        rc = intern_name(s, NAMES_PLATFORM, a->platform, &platform);
    if (rc == SQLITE_OK)
        rc = intern_name(s, NAMES_SITE, a->site, &site);
    if (rc == SQLITE_OK)
        rc = intern_name(s, NAMES_RULE, a->rule, &rule);
    if (rc != SQLITE_OK)
        return rc;
    const int64_t row[] = {child,       a->when_us, a->utc_offset_s,      a->kind, platform, site,
                           a->category, a->gap,     to_integer(a->count), rule};
    return store_run(s, INSERT_ALERT, row, ARRAY_LEN(row));
}

int store_add_alert(struct store *s, const struct alert *alert, struct text *reterr)
{
    int r = store_commit(s, reterr);

    if (r < 0)
        return r;
    /* Can be changed between transactions only. */
    r = store_written(s, sqlite3_exec(s->db, "PRAGMA synchronous=FULL", NULL, NULL, NULL), reterr);
    if (r == 0)
        r = store_written(s, add_alert(s, alert), reterr);
    if (r == 0)
        r = store_commit(s, reterr);
    sqlite3_exec(s->db, "PRAGMA synchronous=NORMAL", NULL, NULL, NULL);
    return r;
}

int store_alert_told(struct store *s, int64_t id, int64_t told_us, uint64_t *ret_n,
                     struct text *reterr)
{
    const int64_t row[] = {id, told_us};
    int rc = store_begin(s), r;

    if (rc == SQLITE_OK)
        rc = store_run(s, UPDATE_ALERT_TOLD, row, ARRAY_LEN(row));
    r = store_written(s, rc, reterr);
    if (r == 0)
        *ret_n = (uint64_t)sqlite3_changes64(s->db);
    return r;
}

static int read_alert(struct store *s, sqlite3_stmt *ask, struct alert *a)
{
    const struct name_column names[] = {
        {NAMES_PLATFORM, 5, &a->platform}, {NAMES_SITE, 6, &a->site}, {NAMES_RULE, 10, &a->rule}};
    int64_t offset = sqlite3_column_int64(ask, 3), kind = sqlite3_column_int64(ask, 4);
    int64_t category = sqlite3_column_int64(ask, 7), gap = sqlite3_column_int64(ask, 8);
    int rc = SQLITE_OK;

    if (sqlite3_column_type(ask, 1) != SQLITE_NULL)
        rc = intern_name_of(s, NAMES_CHILD, sqlite3_column_int64(ask, 1), &a->child);
    if (rc == SQLITE_OK)
        rc = store_read_names(s, ask, names, ARRAY_LEN(names));
    if (rc != SQLITE_OK)
        return rc;
    a->id = sqlite3_column_int64(ask, 0);
    a->when_us = sqlite3_column_int64(ask, 2);
    a->count = (uint64_t)sqlite3_column_int64(ask, 9);
    a->told_us = sqlite3_column_int64(ask, 11);
    if (!is_time(a->when_us) || !is_offset(offset) || !is_below(kind, ALERT_KIND_COUNT) ||
        !is_below(category, CATEGORY_COUNT) || !is_below(gap, GAP_KIND_COUNT))
        return SQLITE_CORRUPT;
    a->utc_offset_s = (int32_t)offset;
    a->kind = (enum alert_kind)kind;
    a->category = (enum category)category;
    a->gap = (enum gap_kind)gap;
    return SQLITE_OK;
}

int store_each_alert(struct store *s, const char *child, int64_t from_us, bool only_open,
                     int (*each)(const struct alert *alert, void *user), void *user,
                     struct text *reterr)
{
    int64_t id = 0;
    int rc = child ? intern_find_child(s, child, &id) : SQLITE_OK, answer = 0;
    sqlite3_stmt *ask = NULL;

    if (rc == SQLITE_OK && child && id == 0)
        return 0;
    if (rc == SQLITE_OK)
        ask = store_statement(s, SELECT_ALERTS, &rc);
    if (ask) {
        sqlite3_bind_int64(ask, 1, from_us);
        sqlite3_bind_int64(ask, 2, id);
        sqlite3_bind_int64(ask, 3, only_open);
    }
    while (ask && answer == 0 && (rc = sqlite3_step(ask)) == SQLITE_ROW) {
        struct alert a = {.child = ""};

        rc = read_alert(s, ask, &a);
        if (rc != SQLITE_OK)
            break;
        answer = each(&a, user);
    }
    return store_read_done(s, ask, rc, answer, reterr);
}
