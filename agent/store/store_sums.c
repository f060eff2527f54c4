/*
 * What is kept of old days, and what goes.
 */
#include "store/store_keep.h"
#include "store/store_state.h"

#include <errno.h>

static const char insert_sum[] =
    "INSERT OR REPLACE INTO sums(child, day, kind, what, platform, categories, low, high, night,"
    " latest_minute, up_bytes, down_bytes, n_visits)"
    " VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13)";
static const char select_sums[] =
    "SELECT day, kind, what, platform, categories, low, high, night, latest_minute, up_bytes,"
    " down_bytes, n_visits FROM sums WHERE child=?1 AND day>=?2 AND day<?3 ORDER BY day, kind";

static int add_sum(struct store *s, const char *child, const struct sum *sum)
{
    int64_t id, what = sum->kind == SUM_CATEGORY ? (int64_t)sum->category : 0, platform = 0;
    int rc = store_begin(s);

    if (rc == SQLITE_OK)
        rc = intern_name(s, NAMES_CHILD, child, &id);
    if (rc == SQLITE_OK && (sum->kind == SUM_SITE || sum->kind == SUM_BLOCK))
        rc = intern_name(s, NAMES_SITE, sum->site, &what);
    if (rc == SQLITE_OK && (sum->kind == SUM_SITE || sum->kind == SUM_PLATFORM))
        rc = intern_name(s, NAMES_PLATFORM, sum->platform, &platform);
    if (rc != SQLITE_OK)
        return rc;
    if (sum->kind == SUM_PLATFORM)
        what = platform;
    const int64_t row[] = {id,
                           sum->day,
                           sum->kind,
                           what,
                           platform,
                           sum->categories,
                           sum->low,
                           sum->high,
                           sum->night,
                           sum->latest_minute,
                           (int64_t)sum->up_bytes,
                           (int64_t)sum->down_bytes,
                           sum->n_visits};

    return keep_run(s, insert_sum, row, ARRAY_LEN(row));
}

int store_add_sum(struct store *s, const char *child, const struct sum *sum, struct text *reterr)
{
    return store_written(s, add_sum(s, child, sum), reterr);
}

static bool is_below(int64_t value, int64_t count)
{
    return value >= 0 && value < count;
}

/* What no writer of ours can have written is damage, as in store_read.c. */
static int read_sum(struct store *s, sqlite3_stmt *ask, struct sum *sum)
{
    int64_t kind = sqlite3_column_int64(ask, 1), what = sqlite3_column_int64(ask, 2);
    int64_t low = sqlite3_column_int64(ask, 5), high = sqlite3_column_int64(ask, 6);
    int64_t night = sqlite3_column_int64(ask, 7), latest = sqlite3_column_int64(ask, 8);
    int rc = SQLITE_OK;

    if (!is_below(kind, SUM_KIND_COUNT) || !is_below(low, high + 1) || !is_below(high, 3000) ||
        !is_below(night, 3000) || !is_below(latest + 1, 1801) ||
        (kind == SUM_CATEGORY && !is_below(what, CATEGORY_COUNT)))
        return SQLITE_CORRUPT;
    *sum = (struct sum){.day = sqlite3_column_int(ask, 0),
                        .kind = (enum sum_kind)kind,
                        .category = kind == SUM_CATEGORY ? (enum category)what : CATEGORY_OTHER,
                        .platform = "",
                        .site = "",
                        .categories = (category_set)sqlite3_column_int64(ask, 4),
                        .low = (uint32_t)low,
                        .high = (uint32_t)high,
                        .night = (uint32_t)night,
                        .latest_minute = (int32_t)latest,
                        .up_bytes = (uint64_t)sqlite3_column_int64(ask, 9),
                        .down_bytes = (uint64_t)sqlite3_column_int64(ask, 10),
                        .n_visits = (uint32_t)sqlite3_column_int64(ask, 11)};
    if (kind == SUM_SITE || kind == SUM_BLOCK)
        rc = intern_name_of(s, NAMES_SITE, what, &sum->site);
    if (rc == SQLITE_OK && (kind == SUM_SITE || kind == SUM_PLATFORM))
        rc = intern_name_of(s, NAMES_PLATFORM, sqlite3_column_int64(ask, 3), &sum->platform);
    return rc;
}

int store_each_sum(struct store *s, const char *child, int32_t from_day, int32_t to_day,
                   int (*each)(const struct sum *sum, void *user), void *user, struct text *reterr)
{
    sqlite3_stmt *ask = NULL;
    int64_t id = 0;
    int answer = 0, rc = intern_find_child(s, child, &id);

    if (rc == SQLITE_OK)
        rc = sqlite3_prepare_v2(s->db, select_sums, -1, &ask, NULL);
    if (rc == SQLITE_OK) {
        sqlite3_bind_int64(ask, 1, id);
        sqlite3_bind_int64(ask, 2, from_day);
        sqlite3_bind_int64(ask, 3, to_day);
    }
    while (ask && answer == 0 && (rc = sqlite3_step(ask)) == SQLITE_ROW) {
        struct sum sum;

        rc = read_sum(s, ask, &sum);
        if (rc != SQLITE_OK)
            break;
        answer = each(&sum, user);
    }
    sqlite3_finalize(ask);
    return store_read_done(s, NULL, rc, answer, reterr);
}

int store_aging_days(struct store *s, const char *child, int32_t *ret_first_visit,
                     int32_t *ret_summed_until, struct text *reterr)
{
    sqlite3_stmt *ask = NULL;
    int64_t id = 0;
    int rc = intern_find_child(s, child, &id);

    if (rc == SQLITE_OK)
        rc = sqlite3_prepare_v2(s->db,
                                "SELECT (SELECT min(day) FROM visits WHERE child=?1),"
                                " (SELECT max(day)+1 FROM sums WHERE child=?1)",
                                -1, &ask, NULL);
    if (rc == SQLITE_OK) {
        sqlite3_bind_int64(ask, 1, id);
        rc = sqlite3_step(ask);
    }
    if (rc == SQLITE_ROW) {
        bool has_visits = sqlite3_column_type(ask, 0) != SQLITE_NULL;
        bool has_sums = sqlite3_column_type(ask, 1) != SQLITE_NULL;

        *ret_first_visit = has_visits ? sqlite3_column_int(ask, 0) : INT32_MIN;
        *ret_summed_until = has_sums ? sqlite3_column_int(ask, 1) : INT32_MIN;
        rc = SQLITE_DONE;
    }
    sqlite3_finalize(ask);
    return store_read_done(s, NULL, rc, 0, reterr);
}

/* All of them, with the values; then the names that are left over. */
static int drop(struct store *s, const char *const *statements, size_t n, const int64_t values[2])
{
    int rc = store_begin(s);

    for (size_t i = 0; i < n && rc == SQLITE_OK; i++)
        rc = keep_run(s, statements[i], values, 2);
    return rc == SQLITE_OK ? keep_drop_names(s) : rc;
}

int store_drop_details(struct store *s, const char *child, int32_t before_day, struct text *reterr)
{
    static const char *const statements[] = {
        "DELETE FROM visits WHERE child=?1 AND day<?2"
        " AND last_us+utc_offset_s*1000000<?2*86400000000",
        "DELETE FROM blocks WHERE child=?1 AND day<?2",
        "DELETE FROM alerts WHERE (child=?1 OR child IS NULL) AND told_us IS NOT NULL"
        " AND when_us+utc_offset_s*1000000<?2*86400000000",
    };
    int64_t values[] = {0, before_day};
    int rc = intern_find_child(s, child, &values[0]);

    if (rc == SQLITE_OK)
        rc = drop(s, statements, ARRAY_LEN(statements), values);
    return store_written(s, rc, reterr);
}

static const char old_sites[] =
    "DELETE FROM site_firsts WHERE day<?1 AND (child, site) NOT IN"
    " (SELECT child, site FROM visits UNION SELECT child, what FROM sums WHERE kind=4)";
static const char old_platforms[] =
    "DELETE FROM platform_firsts WHERE day<?1 AND (child, platform) NOT IN"
    " (SELECT child, platform FROM visits UNION SELECT child, what FROM sums WHERE kind=3)";

int store_drop_old(struct store *s, int32_t before_day, struct text *reterr)
{
    static const char *const statements[] = {
        "DELETE FROM visits WHERE day<?1",
        "DELETE FROM connections WHERE day<?1",
        "DELETE FROM blocks WHERE day<?1",
        "DELETE FROM guesses WHERE day<?1",
        "DELETE FROM sums WHERE day<?1",
        "DELETE FROM alerts WHERE when_us+utc_offset_s*1000000<?1*86400000000",
        "DELETE FROM gaps WHERE to_us+utc_offset_s*1000000<?1*86400000000",
        "DELETE FROM periods WHERE to_us+utc_offset_s*1000000<?1*86400000000",
        old_sites,
        old_platforms,
    };
    const int64_t values[] = {before_day, 0};

    return store_written(s, drop(s, statements, ARRAY_LEN(statements), values), reterr);
}

uint64_t store_n_changes(const struct store *s)
{
    return (uint64_t)sqlite3_total_changes64(s->db);
}
