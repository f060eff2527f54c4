/*
 * A part of the store as a store of its own, in memory: a child's days, and no name that they do
 * not speak of.
 */
#include "base/write_all.h"
#include "store/store_state.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>

#define EXTRACT_MAX (INT64_C(1) << 30) /* bytes; no family has so many */

/* ?1 the child's number, NULL: all; ?2 to ?3 the days; ?4 and ?5 the same as times; ?6: does who
 * asks get what only guardians are told? */
#define OF_CHILD "(?1 IS NULL OR child=?1)"
#define OF_DAYS  OF_CHILD " AND day>=?2 AND day<?3"
#define COPY(table, where)                                                                         \
    "INSERT INTO main." table " SELECT * FROM whole." table " WHERE " where ";"

/* The names' tables come last, when it is known what the rows speak of. */
static const char *const steps[] = {
    COPY("children", "(?1 IS NULL OR id=?1)"),
    COPY("visits", OF_DAYS),
    COPY("connections", OF_DAYS),
    COPY("guesses", OF_DAYS),
    COPY("blocks", OF_DAYS),
    COPY("sums", OF_DAYS),
    COPY("platform_firsts", OF_CHILD),
    COPY("site_firsts", OF_CHILD),
    COPY("lookups", OF_CHILD " AND from_us<?5 AND to_us>=?4"),
    COPY("periods", OF_CHILD " AND from_us<?5 AND to_us>?4"),
    COPY("alerts",
         "?6 AND (?1 IS NULL OR child=?1 OR child IS NULL) AND when_us>=?4 AND when_us<?5"),
    COPY("gaps", "from_us<?5 AND to_us>?4"),
    COPY("hosts", "id IN (SELECT host FROM main.visits UNION SELECT host FROM main.blocks)"),
    COPY("sites", "id IN (SELECT site FROM main.visits UNION SELECT site FROM main.blocks"
                  " UNION SELECT site FROM main.guesses UNION SELECT site FROM main.site_firsts"
                  " UNION SELECT site FROM main.alerts"
                  " UNION SELECT what FROM main.sums WHERE kind IN (4, 5))"),
    COPY("platforms",
         "id IN (SELECT platform FROM main.visits UNION SELECT platform FROM main.blocks"
         " UNION SELECT platform FROM main.platform_firsts UNION SELECT platform FROM main.alerts"
         " UNION SELECT platform FROM main.sums UNION SELECT what FROM main.sums WHERE kind=3)"),
    COPY("rules", "id IN (SELECT rule FROM main.blocks UNION SELECT rule FROM main.alerts)"),
};

static int64_t day_us(int32_t day)
{
    const int32_t most = 100 * 366 * 10; /* days past any calendar of ours: the whole time */

    return (int64_t)(day > most ? most : day < -most ? -most : day) * DAY_US;
}

static int run_step(sqlite3 *db, const char *sql, int64_t child, const struct store_part *part)
{
    /* Local days lie up to 14 hours beside those of UTC. */
    const int64_t values[] = {part->from_day, part->to_day, day_us(part->from_day) - DAY_US,
                              day_us(part->to_day) + DAY_US, part->with_alerts};
    sqlite3_stmt *run = NULL;
    int rc = sqlite3_prepare_v2(db, sql, -1, &run, NULL);

    if (rc != SQLITE_OK)
        return rc;
    if (child != 0)
        (void)sqlite3_bind_int64(run, 1, child);
    for (int i = 0; i < (int)ARRAY_LEN(values); i++)
        if (i + 2 <= sqlite3_bind_parameter_count(run))
            (void)sqlite3_bind_int64(run, i + 2, values[i]);
    rc = sqlite3_step(run);
    sqlite3_finalize(run);
    return rc == SQLITE_DONE ? SQLITE_OK : rc;
}

static int attach(sqlite3 *db, const char *path)
{
    sqlite3_stmt *run = NULL;
    int rc = sqlite3_prepare_v2(db, "ATTACH ?1 AS whole", -1, &run, NULL);

    if (rc != SQLITE_OK)
        return rc;
    (void)sqlite3_bind_text(run, 1, path, -1, SQLITE_STATIC);
    rc = sqlite3_step(run);
    sqlite3_finalize(run);
    return rc == SQLITE_DONE ? SQLITE_OK : rc;
}

static int write_memory(const uint8_t *at, size_t len, int *ret_fd)
{
    AUTO(close_fd) int fd = memfd_create("kindward", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    int r;

    if (fd < 0)
        return -errno;
    r = write_all(fd, bytes_of(at, len));
    if (r < 0)
        return r;
    if (fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE | F_SEAL_SEAL) < 0)
        return -errno;
    *ret_fd = fd;
    fd = -1; /* the caller's from here on */
    return 0;
}

static int fill(sqlite3 *db, const char *path, int64_t child, const struct store_part *part)
{
    int rc = schema_migrate(db, schema_steps, schema_version);

    if (rc == SQLITE_OK)
        rc = attach(db, path);
    if (rc == SQLITE_OK)
        rc = sqlite3_exec(db, "BEGIN", NULL, NULL, NULL); /* one moment of the store */
    for (size_t i = 0; rc == SQLITE_OK && i < ARRAY_LEN(steps); i++)
        rc = run_step(db, steps[i], child, part);
    if (rc == SQLITE_OK)
        rc = sqlite3_exec(db, "COMMIT", NULL, NULL, NULL);
    return rc;
}

int store_extract(struct store *s, const struct store_part *part, int *ret_fd, struct text *reterr)
{
    sqlite3 *db = NULL;
    unsigned char *image = NULL;
    sqlite3_int64 len = 0;
    int64_t child = 0;
    int rc = part->child ? intern_find_child(s, part->child, &child) : SQLITE_OK, r;

    if (rc == SQLITE_OK && part->child && child == 0)
        child = -1; /* no rows at all */
    if (rc == SQLITE_OK)
        rc = sqlite3_open_v2(":memory:", &db,
                             SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX |
                                 SQLITE_OPEN_EXRESCODE,
                             NULL);
    if (rc == SQLITE_OK)
        rc = sqlite3_exec(db, "PRAGMA temp_store=MEMORY; PRAGMA trusted_schema=OFF;", NULL, NULL,
                          NULL);
    if (rc == SQLITE_OK) {
        sqlite3_busy_timeout(db, 2000);
        rc = fill(db, s->path, child, part);
    }
    if (rc == SQLITE_OK)
        image = sqlite3_serialize(db, "main", &len, 0);
    if (rc == SQLITE_OK && !image)
        rc = SQLITE_NOMEM;
    r = rc == SQLITE_OK ? write_memory(image, (size_t)len, ret_fd)
                        : store_explain(s->path, rc, "read", reterr);
    if (rc == SQLITE_OK && r < 0)
        text_addf(reterr, "the answer could not be written to memory: %s", strerror(-r));
    sqlite3_free(image);
    sqlite3_close(db);
    return r;
}

/* The whole of the memory behind a descriptor, sqlite3_malloc()ed. */
static int read_memory(int fd, unsigned char **ret, sqlite3_int64 *ret_len)
{
    off_t len = lseek(fd, 0, SEEK_END);
    unsigned char *at =
        len > 0 && len <= EXTRACT_MAX ? sqlite3_malloc64((sqlite3_uint64)len) : NULL;
    ssize_t n = 1;

    if (!at)
        return len > 0 && len <= EXTRACT_MAX ? -ENOMEM : -EINVAL;
    for (off_t done = 0; done < len && n > 0; done += n)
        n = pread(fd, at + done, (size_t)(len - done), done);
    if (n <= 0) {
        sqlite3_free(at);
        return -EIO;
    }
    *ret = at;
    *ret_len = len;
    return 0;
}

int store_open_extract(int fd, struct store **ret_store, struct text *reterr)
{
    AUTO(store_close) struct store *s = calloc(1, sizeof(*s));
    unsigned char *image = NULL;
    sqlite3_int64 len = 0;
    int rc, r;

    if (!s || !(s->path = strdup("(of the agent)")))
        return -ENOMEM;
    s->mode = STORE_READ;
    s->key = siphash_key_random();
    r = read_memory(fd, &image, &len);
    if (r < 0) {
        text_addf(reterr, "what the agent answered cannot be read: %s", strerror(-r));
        return r;
    }
    rc = sqlite3_open_v2(":memory:", &s->db,
                         SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, NULL);
    if (rc != SQLITE_OK)
        sqlite3_free(image);
    else /* which frees the image, also where it fails */
        rc = sqlite3_deserialize(s->db, "main", image, len, len,
                                 SQLITE_DESERIALIZE_FREEONCLOSE | SQLITE_DESERIALIZE_READONLY);
    if (rc != SQLITE_OK)
        return store_fail(s, rc, "open", reterr);
    sqlite3_exec(s->db, "PRAGMA trusted_schema=OFF; PRAGMA cell_size_check=ON;", NULL, NULL, NULL);
    r = store_check_version(s, reterr);
    if (r < 0)
        return r;
    *ret_store = TAKE(s);
    return 0;
}

void store_forget_names(struct store *s)
{
    intern_forget(s);
}
