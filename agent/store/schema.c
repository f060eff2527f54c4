#include "store/schema.h"

#include <stdio.h>

/* Names are kept once and referred to by number. A visit's row is found by child and day, which is
 * how every reader asks; the key makes a capture replayed twice the same rows. firsts are kept
 * beside the visits so that "new" stays true when old visits are erased. */
const char *const schema_steps[] = {
    "CREATE TABLE children(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;"
    "CREATE TABLE platforms(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;"
    "CREATE TABLE sites(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;"
    "CREATE TABLE hosts(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;"
    "CREATE TABLE visits("
    " child INTEGER NOT NULL REFERENCES children(id), day INTEGER NOT NULL,"
    " first_us INTEGER NOT NULL, host INTEGER NOT NULL REFERENCES hosts(id),"
    " is_embedded INTEGER NOT NULL, last_us INTEGER NOT NULL, utc_offset_s INTEGER NOT NULL,"
    " site INTEGER NOT NULL REFERENCES sites(id),"
    " platform INTEGER NOT NULL REFERENCES platforms(id), categories INTEGER NOT NULL,"
    " evidence INTEGER NOT NULL, is_machinery INTEGER NOT NULL, up_bytes INTEGER NOT NULL,"
    " down_bytes INTEGER NOT NULL, n_flows INTEGER NOT NULL,"
    " PRIMARY KEY(child, day, first_us, host, is_embedded)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE connections("
    " child INTEGER NOT NULL REFERENCES children(id), day INTEGER NOT NULL,"
    " evidence INTEGER NOT NULL, nameless INTEGER NOT NULL, n INTEGER NOT NULL,"
    " PRIMARY KEY(child, day, evidence, nameless)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE periods("
    " child INTEGER NOT NULL REFERENCES children(id), from_us INTEGER NOT NULL,"
    " to_us INTEGER NOT NULL, utc_offset_s INTEGER NOT NULL,"
    " PRIMARY KEY(child, from_us)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE platform_firsts("
    " child INTEGER NOT NULL REFERENCES children(id),"
    " platform INTEGER NOT NULL REFERENCES platforms(id), day INTEGER NOT NULL,"
    " PRIMARY KEY(child, platform)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE site_firsts("
    " child INTEGER NOT NULL REFERENCES children(id),"
    " site INTEGER NOT NULL REFERENCES sites(id), day INTEGER NOT NULL,"
    " PRIMARY KEY(child, site)) STRICT, WITHOUT ROWID;",

    /* What the live agent adds. An alert without a child is about Kindward itself. */
    "CREATE TABLE rules(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;"
    "CREATE TABLE alerts("
    " id INTEGER PRIMARY KEY AUTOINCREMENT, child INTEGER REFERENCES children(id),"
    " when_us INTEGER NOT NULL, utc_offset_s INTEGER NOT NULL, kind INTEGER NOT NULL,"
    " platform INTEGER NOT NULL REFERENCES platforms(id),"
    " site INTEGER NOT NULL REFERENCES sites(id), category INTEGER NOT NULL,"
    " gap INTEGER NOT NULL, count INTEGER NOT NULL, rule INTEGER NOT NULL REFERENCES rules(id),"
    " told_us INTEGER) STRICT;"
    /* NULLs are all different to a unique index. */
    "CREATE UNIQUE INDEX alerts_once"
    " ON alerts(when_us, ifnull(child, 0), kind, platform, site, gap);"
    "CREATE TABLE gaps("
    " from_us INTEGER NOT NULL, kind INTEGER NOT NULL, to_us INTEGER NOT NULL,"
    " utc_offset_s INTEGER NOT NULL, n_lost INTEGER NOT NULL,"
    " PRIMARY KEY(from_us, kind)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE blocks("
    " child INTEGER NOT NULL REFERENCES children(id), day INTEGER NOT NULL,"
    " when_us INTEGER NOT NULL, site INTEGER NOT NULL REFERENCES sites(id),"
    " rule INTEGER NOT NULL REFERENCES rules(id), is_embedded INTEGER NOT NULL,"
    " utc_offset_s INTEGER NOT NULL, host INTEGER NOT NULL REFERENCES hosts(id),"
    " platform INTEGER NOT NULL REFERENCES platforms(id), categories INTEGER NOT NULL,"
    " protocol INTEGER NOT NULL, evidence INTEGER NOT NULL, n INTEGER NOT NULL,"
    " PRIMARY KEY(child, day, when_us, site, rule, is_embedded)) STRICT, WITHOUT ROWID;",

    /* Whose an address may have been that had no name: a domain and how often, never the address.
     */
    "CREATE TABLE guesses("
    " child INTEGER NOT NULL REFERENCES children(id), day INTEGER NOT NULL,"
    " site INTEGER NOT NULL REFERENCES sites(id), n INTEGER NOT NULL,"
    " PRIMARY KEY(child, day, site)) STRICT, WITHOUT ROWID;",

    /* What is left of a day when its visits are older than they are kept; `what` is a category, or
     * the number of a platform or site, as the kind (sum.h) says. */
    "CREATE TABLE sums("
    " child INTEGER NOT NULL REFERENCES children(id), day INTEGER NOT NULL,"
    " kind INTEGER NOT NULL, what INTEGER NOT NULL, platform INTEGER NOT NULL,"
    " categories INTEGER NOT NULL, low INTEGER NOT NULL, high INTEGER NOT NULL,"
    " night INTEGER NOT NULL, latest_minute INTEGER NOT NULL, up_bytes INTEGER NOT NULL,"
    " down_bytes INTEGER NOT NULL, n_visits INTEGER NOT NULL,"
    " PRIMARY KEY(child, day, kind, what)) STRICT, WITHOUT ROWID;",

    /* Who looked at what is recorded of a child: the account's number, never why. */
    "CREATE TABLE lookups("
    " child INTEGER NOT NULL REFERENCES children(id), from_us INTEGER NOT NULL,"
    " uid INTEGER NOT NULL, kind INTEGER NOT NULL, to_us INTEGER NOT NULL, n INTEGER NOT NULL,"
    " PRIMARY KEY(child, from_us, uid, kind)) STRICT, WITHOUT ROWID;",
};

const int schema_version = (int)ARRAY_LEN(schema_steps);

int schema_integer(sqlite3 *db, const char *sql, int *ret_value)
{
    sqlite3_stmt *ask = NULL;
    int rc = sqlite3_prepare_v2(db, sql, -1, &ask, NULL);

    if (rc != SQLITE_OK)
        return rc;
    rc = sqlite3_step(ask);
    if (rc == SQLITE_ROW) {
        *ret_value = sqlite3_column_int(ask, 0);
        rc = SQLITE_OK;
    } else if (rc == SQLITE_DONE) {
        *ret_value = 0;
        rc = SQLITE_OK;
    }
    sqlite3_finalize(ask);
    return rc;
}

static int run(sqlite3 *db, const char *sql)
{
    return sqlite3_exec(db, sql, NULL, NULL, NULL);
}

int schema_migrate(sqlite3 *db, const char *const *steps, int n_steps)
{
    char pragmas[128];
    int version, rc;

    rc = schema_integer(db, "PRAGMA user_version", &version);
    if (rc != SQLITE_OK || version >= n_steps)
        return rc;
    rc = run(db, "BEGIN IMMEDIATE");
    if (rc != SQLITE_OK)
        return rc;
    /* Asked again: another may have migrated it between the question and the lock. */
    rc = schema_integer(db, "PRAGMA user_version", &version);
    for (int i = version; rc == SQLITE_OK && i < n_steps; i++)
        rc = run(db, steps[i]);
    if (rc == SQLITE_OK && version < n_steps) {
        snprintf(pragmas, sizeof(pragmas), "PRAGMA application_id=%d; PRAGMA user_version=%d;",
                 SCHEMA_APPLICATION_ID, n_steps);
        rc = run(db, pragmas);
    }
    if (rc == SQLITE_OK)
        rc = run(db, "COMMIT");
    if (rc != SQLITE_OK)
        (void)run(db, "ROLLBACK");
    return rc;
}
