/*
 * Erasing. Deleted rows are overwritten by SQLite (secure_delete), but a page that was parted or
 * joined can hold stale copies of rows that moved: so the whole file is written anew (VACUUM), and
 * the log that carried it is cut to nothing.
 */
#include "store/store_keep.h"
#include "store/store_state.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

/* ?1 the child or 0: everybody; ?2 and ?3 the local days; in this order. */
static const char *const erasures[] = {
    "DELETE FROM visits WHERE (?1=0 OR child=?1) AND day>=?2 AND day<?3",
    "DELETE FROM connections WHERE (?1=0 OR child=?1) AND day>=?2 AND day<?3",
    "DELETE FROM blocks WHERE (?1=0 OR child=?1) AND day>=?2 AND day<?3",
    "DELETE FROM guesses WHERE (?1=0 OR child=?1) AND day>=?2 AND day<?3",
    "DELETE FROM sums WHERE (?1=0 OR child=?1) AND day>=?2 AND day<?3",
    "DELETE FROM alerts WHERE (?1=0 OR child=?1)"
    " AND when_us+utc_offset_s*1000000>=?2*86400000000"
    " AND when_us+utc_offset_s*1000000<?3*86400000000",
    "DELETE FROM gaps WHERE ?1=0 AND from_us+utc_offset_s*1000000>=?2*86400000000"
    " AND from_us+utc_offset_s*1000000<?3*86400000000",
    /* A time watched that reaches out of the span on either side keeps that part. */
    "INSERT OR REPLACE INTO periods SELECT child, ?3*86400000000-utc_offset_s*1000000, to_us,"
    " utc_offset_s FROM periods WHERE (?1=0 OR child=?1)"
    " AND from_us+utc_offset_s*1000000<?3*86400000000"
    " AND to_us+utc_offset_s*1000000>?3*86400000000",
    "DELETE FROM periods WHERE (?1=0 OR child=?1)"
    " AND from_us+utc_offset_s*1000000>=?2*86400000000"
    " AND from_us+utc_offset_s*1000000<?3*86400000000",
    "UPDATE periods SET to_us=?2*86400000000-utc_offset_s*1000000 WHERE (?1=0 OR child=?1)"
    " AND from_us+utc_offset_s*1000000<?2*86400000000"
    " AND to_us+utc_offset_s*1000000>?2*86400000000"
    /* not the part that was cut off behind the span */
    " AND from_us+utc_offset_s*1000000<?3*86400000000",
    /* The earliest day is that of what is left. */
    "DELETE FROM site_firsts WHERE (?1=0 OR child=?1) AND day>=?2 AND day<?3",
    "DELETE FROM platform_firsts WHERE (?1=0 OR child=?1) AND day>=?2 AND day<?3",
    "INSERT OR IGNORE INTO site_firsts SELECT child, site, min(day) FROM ("
    "SELECT child, site, day FROM visits WHERE NOT is_embedded AND NOT is_machinery UNION ALL "
    "SELECT child, what, day FROM sums WHERE kind=4) WHERE (?1=0 OR child=?1) AND ?2<?3"
    " GROUP BY child, site",
    "INSERT OR IGNORE INTO platform_firsts SELECT child, platform, min(day) FROM ("
    "SELECT child, platform, day FROM visits WHERE NOT is_embedded AND NOT is_machinery"
    " AND platform<>(SELECT id FROM platforms WHERE name='') UNION ALL "
    "SELECT child, what, day FROM sums WHERE kind=3) WHERE (?1=0 OR child=?1) AND ?2<?3"
    " GROUP BY child, platform",
};

/* Names that nothing speaks of any more. */
static const char names_unused[] =
    "DELETE FROM hosts WHERE id NOT IN (SELECT host FROM visits UNION SELECT host FROM blocks);"
    "DELETE FROM sites WHERE id NOT IN (SELECT site FROM visits UNION SELECT site FROM blocks"
    " UNION SELECT site FROM alerts UNION SELECT site FROM guesses UNION SELECT site FROM"
    " site_firsts UNION SELECT what FROM sums WHERE kind IN (4, 5));"
    "DELETE FROM platforms WHERE id NOT IN (SELECT platform FROM visits UNION SELECT platform FROM"
    " blocks UNION SELECT platform FROM alerts UNION SELECT platform FROM platform_firsts"
    " UNION SELECT platform FROM sums UNION SELECT what FROM sums WHERE kind=3);"
    "DELETE FROM rules WHERE id NOT IN (SELECT rule FROM alerts UNION SELECT rule FROM blocks);";

int keep_run(struct store *s, const char *sql, const int64_t *values, int n)
{
    sqlite3_stmt *one = NULL;
    int rc = sqlite3_prepare_v2(s->db, sql, -1, &one, NULL);

    for (int i = 0; i < n && rc == SQLITE_OK; i++)
        if (i < sqlite3_bind_parameter_count(one))
            rc = sqlite3_bind_int64(one, i + 1, values[i]);
    if (rc == SQLITE_OK)
        rc = sqlite3_step(one);
    sqlite3_finalize(one);
    return rc == SQLITE_DONE || rc == SQLITE_ROW ? SQLITE_OK : rc;
}

int keep_drop_names(struct store *s)
{
    int rc = sqlite3_exec(s->db, names_unused, NULL, NULL, NULL);

    intern_forget(s); /* what it remembers may be gone */
    return rc;
}

static int erase_rows(struct store *s, int64_t child, const struct erasing *what)
{
    const int64_t values[] = {child, what->from_day, what->to_day};
    bool is_all = what->from_day <= ERASE_FROM && what->to_day >= ERASE_TO;
    int rc = store_begin(s);

    for (size_t i = 0; i < ARRAY_LEN(erasures) && rc == SQLITE_OK; i++)
        rc = keep_run(s, erasures[i], values, ARRAY_LEN(values));
    if (rc == SQLITE_OK && is_all)
        rc = keep_run(s, "DELETE FROM lookups WHERE ?1=0 OR child=?1", values, 1);
    if (rc == SQLITE_OK && is_all)
        rc = keep_run(s, "DELETE FROM children WHERE ?1=0 OR id=?1", values, 1);
    return rc == SQLITE_OK ? keep_drop_names(s) : rc;
}

/* The file of a vacuum lies beside the store: the recorder may write nowhere else. */
static void keep_beside(const struct store *s)
{
    AUTO_TEXT struct text dir = {.at = NULL};
    const char *end = strrchr(s->path, '/');

    text_add_bytes(&dir, s->path, end ? (size_t)(end - s->path) : 0);
    if (!dir.failed)
        (void)setenv("SQLITE_TMPDIR", dir.len > 0 ? dir.at : ".", 1);
}

int store_rewrite(struct store *s, struct text *reterr)
{
    int is_busy = 0, rc;

    for (size_t i = 0; i < STATEMENT_COUNT; i++)
        sqlite3_reset(s->statements[i]);
    keep_beside(s);
    rc = sqlite3_exec(s->db, "VACUUM", NULL, NULL, NULL);
    if (rc == SQLITE_OK)
        rc = schema_integer(s->db, "PRAGMA wal_checkpoint(TRUNCATE)", &is_busy);
    if (rc == SQLITE_OK && is_busy) {
        text_add(reterr, "it is erased, but another program still reads the old pages of ");
        text_add_visible(reterr, s->path);
        text_add(reterr, "; end that one, and erase again");
        return -EBUSY;
    }
    return rc == SQLITE_OK ? 0 : store_fail(s, rc, "write", reterr);
}

int store_erase(struct store *s, const struct erasing *what, struct text *reterr)
{
    int64_t child = 0;
    int rc, r = store_commit(s, reterr);

    if (r < 0)
        return r;
    rc = what->child ? intern_find_child(s, what->child, &child) : SQLITE_OK;
    if (rc == SQLITE_OK && what->child && child == 0) {
        text_add(reterr, "the store knows no child \"");
        text_add_visible(reterr, what->child);
        text_add(reterr, "\"");
        return -ENOENT;
    }
    if (rc == SQLITE_OK)
        rc = erase_rows(s, child, what);
    r = store_written(s, rc, reterr);
    if (r == 0)
        r = store_commit(s, reterr);
    return r == 0 ? store_rewrite(s, reterr) : r;
}

int pages_erase(const char *dir, int32_t from_day, int32_t to_day, struct text *reterr)
{
    DIR *d = opendir(dir);
    const struct dirent *entry;
    int r = 0;

    if (!d)
        return errno == ENOENT ? 0 : -errno;
    while ((entry = readdir(d))) {
        char week[WEEK_TEXT_MAX];
        size_t len = strcspn(entry->d_name, ".");
        int32_t monday;

        if (len >= sizeof(week) || strncmp(entry->d_name + len, ".html", 5) != 0)
            continue;
        memcpy(week, entry->d_name, len);
        week[len] = '\0';
        if (week_from_text(week, &monday) < 0 || monday + 7 <= from_day || monday >= to_day)
            continue;
        if (unlinkat(dirfd(d), entry->d_name, 0) < 0 && r == 0) {
            r = -errno;
            text_addf(reterr, "%s/%s cannot be removed: %s", dir, entry->d_name, strerror(-r));
        }
    }
    closedir(d);
    return r;
}
