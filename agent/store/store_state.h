/*
 * store_state — what the parts of the store share. Private to store.
 */
#pragma once

#include "base/siphash.h"
#include "store/schema.h"
#include "store/store.h"

/* The tables that hold a name once. */
enum names_table { NAMES_CHILD, NAMES_PLATFORM, NAMES_SITE, NAMES_HOST, NAMES_RULE, NAMES_COUNT };

enum statement {
    INSERT_VISIT,
    INSERT_CONNECTION,
    INSERT_PERIOD,
    SELECT_PERIODS_TOUCHED,
    DELETE_PERIODS_TOUCHED,
    INSERT_PLATFORM_FIRST,
    INSERT_SITE_FIRST,
    SELECT_CHILDREN,
    SELECT_VISITS,
    SELECT_DAYS,
    SELECT_PLATFORM_FIRSTS,
    SELECT_SITE_FIRSTS,
    SELECT_CONNECTIONS,
    SELECT_PERIODS,
    INSERT_ALERT,
    UPDATE_ALERT_TOLD,
    SELECT_ALERTS,
    INSERT_GAP,
    SELECT_GAPS,
    UPDATE_BLOCK,
    INSERT_BLOCK,
    SELECT_BLOCKS,
    INSERT_GUESS,
    SELECT_GUESSES,
    UPDATE_LOOKUP,
    INSERT_LOOKUP,
    SELECT_LOOKUPS,
    SELECT_CHILD, /* these three times five in the order of names_table */
    SELECT_PLATFORM,
    SELECT_SITE,
    SELECT_HOST,
    SELECT_RULE,
    INSERT_CHILD,
    INSERT_PLATFORM,
    INSERT_SITE,
    INSERT_HOST,
    INSERT_RULE,
    NAME_CHILD,
    NAME_PLATFORM,
    NAME_SITE,
    NAME_HOST,
    NAME_RULE,
    STATEMENT_COUNT,
};

struct interned {
    char *name; /* owned, NULL: free */
    int64_t id;
};

/* Names seen lately and their numbers; emptied when full. */
struct intern_cache {
    struct interned *slots;
    size_t n, room;
};

/* Names by their number, for readers: a table has few numbers and a week many visits. */
struct name_list {
    char **names; /* owned; NULL where not asked for yet */
    size_t room;
    char *beyond; /* the latest of those whose number is too large for the list, owned */
};

struct store {
    char *path;
    sqlite3 *db;
    sqlite3_stmt *statements[STATEMENT_COUNT];
    struct intern_cache caches[NAMES_COUNT];
    struct name_list lists[NAMES_COUNT];
    struct siphash_key key;
    enum store_mode mode;
    bool in_transaction;
};

/* store_statement.c: prepared and reset, ready to bind; NULL and *ret_rc where it cannot be
 * prepared. */
sqlite3_stmt *store_statement(struct store *s, enum statement which, int *ret_rc);

/* store_erase.c: one statement that is seldom run, with as many of the values as it takes; and the
 * names that no row speaks of any more. SQLite result codes. */
int keep_run(struct store *s, const char *sql, const int64_t *values, int n);
int keep_drop_names(struct store *s);

/* Begins the transaction where none is open. SQLite result code. */
int store_begin(struct store *s);

/* Runs an insert, update or delete of integers. SQLite result code. */
int store_run(struct store *s, enum statement which, const int64_t *values, int n);

/* 0 for an SQLite result that is no failure, else what store_fail() says. */
int store_written(struct store *s, int rc, struct text *reterr);

/* The end of reading: the statement is reset; the callback's answer, or the errno of @rc. */
int store_read_done(struct store *s, sqlite3_stmt *ask, int rc, int answer, struct text *reterr);

/* A statement with the child's number bound; NULL and SQLITE_DONE where there is no such child. */
sqlite3_stmt *store_ask_of(struct store *s, enum statement which, const char *child, int *ret_rc);

/* The same with a span of time or days behind the child's number. */
sqlite3_stmt *store_ask_span(struct store *s, enum statement which, const char *child, int64_t from,
                             int64_t to, int *ret_rc);

/* Is it a store of ours, of a version that can be read? 0 or a negative errno, with @reterr. */
int store_check_version(struct store *s, struct text *reterr);

/* The errno of an SQLite result, with a message: what, where, what to do. */
int store_fail(struct store *s, int rc, const char *doing, struct text *reterr);
int store_explain(const char *path, int rc, const char *doing, struct text *reterr);

/* The number of a name, added where it is new. SQLite result code. */
int intern_name(struct store *s, enum names_table table, const char *name, int64_t *ret_id);
void intern_forget(struct store *s);

/* The name of a number, borrowed until intern_forget(). A number without a name is SQLITE_CORRUPT.
 */
int intern_name_of(struct store *s, enum names_table table, int64_t id, const char **ret_name);

/* A column of a row that holds the number of a name, and where the name goes. */
struct name_column {
    enum names_table table;
    int column;
    const char **ret_name;
};

/* The names of a row's numbers, all or those before the first that has none. */
int store_read_names(struct store *s, sqlite3_stmt *row, const struct name_column *at, size_t n);

/* The number of a child, for readers: SQLITE_OK and 0 where there is none of that name. */
int intern_find_child(struct store *s, const char *name, int64_t *ret_id);
