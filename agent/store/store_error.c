#include "store/store_state.h"

#include <errno.h>

struct explanation {
    int rc, error;
    const char *what, *remedy;
};

/* Extended codes that say more than their primary come first. */
static const struct explanation explanations[] = {
    {SQLITE_READONLY_DIRECTORY, -EROFS, "its folder is read-only",
     "name a store in a place that can be written"},
    {SQLITE_READONLY, -EROFS, "it is read-only", "name a store that can be written"},
    {SQLITE_FULL, -ENOSPC, "the disk is full", "make room and do it again"},
    {SQLITE_BUSY, -EBUSY, "another program is writing to it", "wait until that one is done"},
    {SQLITE_LOCKED, -EBUSY, "another program is writing to it", "wait until that one is done"},
    {SQLITE_CORRUPT, -EUCLEAN, "it is damaged", "set the file aside and begin a new one"},
    {SQLITE_NOTADB, -EINVAL, "it is not a Kindward store", "name another file"},
    {SQLITE_PERM, -EACCES, "it may not be used", "check who may use it"},
    {SQLITE_AUTH, -EACCES, "it may not be used", "check who may use it"},
    {SQLITE_CANTOPEN, -EACCES, "it or a file beside it cannot be opened",
     "check who may use the file and its folder"},
    {SQLITE_NOMEM, -ENOMEM, "there is no memory left", "close something and do it again"},
    {SQLITE_TOOBIG, -EUCLEAN, "it is damaged", "set the file aside and begin a new one"},
    /* What our tables do not allow cannot have been written by us. */
    {SQLITE_CONSTRAINT, -EUCLEAN, "it is damaged", "set the file aside and begin a new one"},
    {SQLITE_ERROR, -EUCLEAN, "its tables are not as they should be",
     "set the file aside and begin a new one"},
};

int store_explain(const char *path, int rc, const char *doing, struct text *reterr)
{
    const struct explanation *found = NULL;

    for (size_t i = 0; i < ARRAY_LEN(explanations) && !found; i++)
        if (explanations[i].rc == rc)
            found = &explanations[i];
    for (size_t i = 0; i < ARRAY_LEN(explanations) && !found; i++)
        if (explanations[i].rc == (rc & 0xff))
            found = &explanations[i];
    text_addf(reterr, "cannot %s the store ", doing);
    text_add_visible(reterr, path);
    if (!found) {
        text_addf(reterr, ": %s; check the disk it is on", sqlite3_errstr(rc));
        return -EIO;
    }
    text_addf(reterr, ": %s; %s", found->what, found->remedy);
    return found->error;
}

int store_fail(struct store *s, int rc, const char *doing, struct text *reterr)
{
    /* Some failures end the transaction by themselves; after any, nothing half is kept. */
    if (s->in_transaction) {
        for (size_t i = 0; i < STATEMENT_COUNT; i++)
            sqlite3_reset(s->statements[i]);
        sqlite3_exec(s->db, "ROLLBACK", NULL, NULL, NULL);
        s->in_transaction = false;
        intern_forget(s);
    }
    return store_explain(s->path, rc, doing, reterr);
}
