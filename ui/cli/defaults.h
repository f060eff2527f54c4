/*
 * defaults — the store and the catalogue that a command uses when it is told none.
 */
#pragma once

#include "base/text.h"
#include "catalogue/catalogue.h"
#include "store/store.h"

/* Where a person's own store is: $XDG_STATE_HOME/kindward/kindward.db, or ~/.local/state/...
 * Folders on the way are made where @make says so. NULL, and *reterr, where there is no home. The
 * caller's to free(). */
char *default_store_path(bool make, struct text *reterr);

/**
 * default_agent_store() - the store of the live agent, or the one that was named
 * @store: of --store, or NULL
 * @state: of --state, the folder that holds kindward.db, or NULL
 *
 * Without either: the agent's own under /var/lib/kindward or, where it has none, the person's.
 * NULL, and *reterr, where there is none to name. The caller's to free().
 */
char *default_agent_store(const char *store, const char *state, struct text *reterr);

/* The catalogue of a file; where @path is NULL, that of the fetched lists or, without any, the one
 * that is built in. */
MUST_USE int default_catalogue(const char *path, struct catalogue **ret, struct text *reterr);

/* What a command was told by --store, --state and --catalogue; NULL: nothing. */
struct told_places {
    const char *store, *state, *catalogue;
    const char
        *exports; /* the child whose data is taken along, which its page says; NULL: nobody's */
};

/**
 * default_open() - the agent's store, as default_agent_store() finds it, and the catalogue
 *
 * Return: 0; -ENOENT: no store can be named; or what opening them said; *reterr says it.
 */
MUST_USE int default_open(const struct told_places *told, enum store_mode mode,
                          struct store **ret_store, struct catalogue **ret_catalogue,
                          struct text *reterr);
