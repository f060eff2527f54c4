/*
 * What programs of our kind look names up in: GLib's hash table in memory, a constant database
 * (tinycdb), and SQLite with a table and an index as Pi-hole's gravity has them.
 */
#include "bench_engine.h"

#include <fcntl.h>
#include <glib.h>
#include <sqlite3.h>
#include <string.h>
#include <unistd.h>

#ifdef HAVE_CDB
#include <cdb.h>
#endif

/* Is the suffix that begins at `at` found? Sets *ret_value. */
typedef bool suffix_find(const char *suffix, size_t len, uint32_t *ret_value);

/* Longest first, until one is listed. */
static inline uint64_t look_suffixes(const struct bench_names *queries, size_t n, uint8_t *ret_len,
                                     suffix_find *find)
{
    uint64_t sum = 0;

    for (size_t i = 0; i < n; i++) {
        const char *name = queries->pool + queries->at[i], *end = name + queries->len[i];
        uint32_t value;

        ret_len[i] = 0;
        for (const char *at = name; at;) {
            const char *dot = memchr(at, '.', (size_t)(end - at));

            if (find(at, (size_t)(end - at), &value)) {
                ret_len[i] = (uint8_t)(end - at);
                sum += value;
                break;
            }
            at = dot ? dot + 1 : NULL;
        }
    }
    return sum;
}

/* ---- GLib ---------------------------------------------------------------------------------- */

static GHashTable *table;
static GStringChunk *chunk;

static void glib_close(void)
{
    g_hash_table_destroy(table);
    g_string_chunk_free(chunk);
}

static bool glib_build(const struct bench_names *listed, const char *path)
{
    (void)path;
    table = g_hash_table_new(g_str_hash, g_str_equal);
    chunk = g_string_chunk_new(65536);
    for (size_t i = 0; i < listed->n; i++)
        g_hash_table_insert(table, g_string_chunk_insert(chunk, listed->pool + listed->at[i]),
                            GUINT_TO_POINTER(listed->value[i]));
    return true;
}

static bool glib_find(const char *suffix, size_t len, uint32_t *ret_value)
{
    gpointer value;

    (void)len;
    if (!g_hash_table_lookup_extended(table, suffix, NULL, &value))
        return false;
    *ret_value = GPOINTER_TO_UINT(value);
    return true;
}

static uint64_t glib_look(const struct bench_names *queries, size_t n, uint8_t *ret_len)
{
    return look_suffixes(queries, n, ret_len, glib_find);
}

const struct bench_engine bench_glib = {
    .name = "GLib hash", .build = glib_build, .close = glib_close, .look = glib_look};

/* ---- tinycdb ------------------------------------------------------------------------------- */

#ifdef HAVE_CDB
static struct cdb cdb;
static int cdb_fd;

static bool cdb_build(const struct bench_names *listed, const char *path)
{
    struct cdb_make make;
    int fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    bool done = fd >= 0 && cdb_make_start(&make, fd) == 0;

    for (size_t i = 0; i < listed->n && done; i++)
        done = cdb_make_add(&make, listed->pool + listed->at[i], listed->len[i], &listed->value[i],
                            sizeof(listed->value[i])) == 0;
    done = done && cdb_make_finish(&make) == 0;
    if (fd >= 0)
        close(fd);
    return done;
}

static bool cdb_open_file(const char *path)
{
    cdb_fd = open(path, O_RDONLY | O_CLOEXEC);
    return cdb_fd >= 0 && cdb_init(&cdb, cdb_fd) == 0;
}

static void cdb_close_file(void)
{
    cdb_free(&cdb);
    close(cdb_fd);
}

static bool cdb_find_suffix(const char *suffix, size_t len, uint32_t *ret_value)
{
    if (cdb_find(&cdb, suffix, (unsigned)len) <= 0)
        return false;
    memcpy(ret_value, cdb_getdata(&cdb), sizeof(*ret_value));
    return true;
}

static uint64_t cdb_look(const struct bench_names *queries, size_t n, uint8_t *ret_len)
{
    return look_suffixes(queries, n, ret_len, cdb_find_suffix);
}

const struct bench_engine bench_cdb = {.name = "tinycdb",
                                       .build = cdb_build,
                                       .open = cdb_open_file,
                                       .close = cdb_close_file,
                                       .look = cdb_look};
#endif

/* ---- SQLite -------------------------------------------------------------------------------- */

static sqlite3 *db;
static sqlite3_stmt *find_row;

static bool run(const char *sql)
{
    return sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK;
}

static bool sqlite_build(const struct bench_names *listed, const char *path)
{
    sqlite3_stmt *add = NULL;
    bool done;

    unlink(path);
    done = sqlite3_open(path, &db) == SQLITE_OK && run("PRAGMA journal_mode = OFF") &&
           run("PRAGMA synchronous = OFF") &&
           run("CREATE TABLE gravity(domain TEXT NOT NULL, adlist_id INTEGER NOT NULL)") &&
           run("BEGIN") &&
           sqlite3_prepare_v2(db, "INSERT INTO gravity VALUES(?, ?)", -1, &add, NULL) == SQLITE_OK;
    for (size_t i = 0; i < listed->n && done; i++) {
        sqlite3_bind_text(add, 1, listed->pool + listed->at[i], listed->len[i], SQLITE_STATIC);
        sqlite3_bind_int64(add, 2, listed->value[i]);
        done = sqlite3_step(add) == SQLITE_DONE && sqlite3_reset(add) == SQLITE_OK;
    }
    sqlite3_finalize(add);
    done = done && run("COMMIT") && run("CREATE INDEX idx_gravity ON gravity(domain, adlist_id)");
    sqlite3_close(db);
    return done;
}

static bool sqlite_open(const char *path)
{
    return sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL) == SQLITE_OK &&
           run("PRAGMA cache_size = -400000") &&
           sqlite3_prepare_v2(db, "SELECT adlist_id FROM gravity WHERE domain = ?", -1, &find_row,
                              NULL) == SQLITE_OK;
}

static void sqlite_close(void)
{
    sqlite3_finalize(find_row);
    sqlite3_close(db);
}

static bool sqlite_find(const char *suffix, size_t len, uint32_t *ret_value)
{
    bool is_found;

    sqlite3_bind_text(find_row, 1, suffix, (int)len, SQLITE_STATIC);
    is_found = sqlite3_step(find_row) == SQLITE_ROW;
    if (is_found)
        *ret_value = (uint32_t)sqlite3_column_int64(find_row, 0);
    sqlite3_reset(find_row);
    return is_found;
}

static uint64_t sqlite_look(const struct bench_names *queries, size_t n, uint8_t *ret_len)
{
    return look_suffixes(queries, n, ret_len, sqlite_find);
}

const struct bench_engine bench_sqlite = {.name = "SQLite gravity",
                                          .build = sqlite_build,
                                          .open = sqlite_open,
                                          .close = sqlite_close,
                                          .look = sqlite_look,
                                          .is_slow = true};
