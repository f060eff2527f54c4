/*
 * What connections without a name may have been: by child, day and domain.
 */
#include "store/store_state.h"

int store_add_guess(struct store *s, const char *child, int32_t day, const char *site, uint64_t n,
                    struct text *reterr)
{
    int64_t row[] = {0, day, 0, n > INT32_MAX ? INT32_MAX : (int64_t)n};
    int rc = store_begin(s);

    if (rc == SQLITE_OK)
        rc = intern_name(s, NAMES_CHILD, child, &row[0]);
    if (rc == SQLITE_OK)
        rc = intern_name(s, NAMES_SITE, site, &row[2]);
    if (rc == SQLITE_OK)
        rc = store_run(s, INSERT_GUESS, row, ARRAY_LEN(row));
    return store_written(s, rc, reterr);
}

int store_each_guess(struct store *s, const char *child, int32_t from_day, int32_t to_day,
                     int (*each)(int32_t day, const char *site, uint64_t n, void *user), void *user,
                     struct text *reterr)
{
    int rc, answer = 0;
    sqlite3_stmt *ask = store_ask_span(s, SELECT_GUESSES, child, from_day, to_day, &rc);

    while (ask && answer == 0 && (rc = sqlite3_step(ask)) == SQLITE_ROW) {
        const char *site = (const char *)sqlite3_column_text(ask, 1);
        int64_t day = sqlite3_column_int64(ask, 0), n = sqlite3_column_int64(ask, 2);

        if (!site || n < 0 || day < INT32_MIN || day > INT32_MAX) {
            rc = SQLITE_CORRUPT; /* no writer of ours wrote that */
            break;
        }
        answer = each((int32_t)day, site, (uint64_t)n, user);
    }
    return store_read_done(s, ask, rc, answer, reterr);
}
