#include "store/store_state.h"

enum { CACHE_MAX = 1 << 15, LIST_MAX = 1 << 20 };

static void empty(struct intern_cache *c)
{
    for (size_t i = 0; i < c->room; i++)
        free(c->slots[i].name);
    free(c->slots);
    *c = (struct intern_cache){.slots = NULL};
}

void intern_forget(struct store *s)
{
    for (size_t i = 0; i < NAMES_COUNT; i++) {
        empty(&s->caches[i]);
        for (size_t j = 0; j < s->lists[i].room; j++)
            free(s->lists[i].names[j]);
        free(s->lists[i].names);
        free(s->lists[i].beyond);
        s->lists[i] = (struct name_list){.names = NULL};
    }
}

static struct interned *slot_of(const struct store *s, const struct intern_cache *c,
                                const char *name)
{
    size_t at = (size_t)siphash13(s->key, name, strlen(name)) & (c->room - 1);

    while (c->slots[at].name && strcmp(c->slots[at].name, name) != 0)
        at = (at + 1) & (c->room - 1);
    return &c->slots[at];
}

/* Failure to remember is no failure: the next question goes to the table. */
static void remember(struct store *s, struct intern_cache *c, const char *name, int64_t id)
{
    if (c->n >= CACHE_MAX)
        empty(c);
    if (c->n * 2 >= c->room) {
        struct intern_cache grown = {.room = c->room ? 2 * c->room : 64, .n = c->n};

        grown.slots = calloc(grown.room, sizeof(*grown.slots));
        if (!grown.slots)
            return;
        for (size_t i = 0; i < c->room; i++)
            if (c->slots[i].name)
                *slot_of(s, &grown, c->slots[i].name) = c->slots[i];
        free(c->slots);
        *c = grown;
    }
    struct interned *slot = slot_of(s, c, name);

    slot->name = strdup(name);
    slot->id = id;
    if (slot->name)
        c->n++;
}

static int find(struct store *s, enum statement which, const char *name, int64_t *ret_id)
{
    int rc;
    sqlite3_stmt *ask = store_statement(s, which, &rc);

    if (!ask)
        return rc;
    sqlite3_bind_text(ask, 1, name, -1, SQLITE_STATIC);
    rc = sqlite3_step(ask);
    if (rc == SQLITE_ROW)
        *ret_id = sqlite3_column_int64(ask, 0);
    else if (rc == SQLITE_DONE)
        *ret_id = 0;
    sqlite3_reset(ask);
    return rc == SQLITE_ROW || rc == SQLITE_DONE ? SQLITE_OK : rc;
}

int intern_find_child(struct store *s, const char *name, int64_t *ret_id)
{
    return find(s, SELECT_CHILD, name, ret_id);
}

int intern_name(struct store *s, enum names_table table, const char *name, int64_t *ret_id)
{
    struct intern_cache *c = &s->caches[table];
    sqlite3_stmt *insert;
    int64_t id = 0;
    int rc;

    if (c->room) {
        const struct interned *slot = slot_of(s, c, name);

        if (slot->name) {
            *ret_id = slot->id;
            return SQLITE_OK;
        }
    }
    rc = find(s, SELECT_CHILD + table, name, &id);
    if (rc != SQLITE_OK)
        return rc;
    if (id == 0) {
        insert = store_statement(s, INSERT_CHILD + table, &rc);
        if (!insert)
            return rc;
        sqlite3_bind_text(insert, 1, name, -1, SQLITE_STATIC);
        rc = sqlite3_step(insert);
        sqlite3_reset(insert);
        if (rc != SQLITE_DONE)
            return rc;
        id = sqlite3_last_insert_rowid(s->db);
    }
    remember(s, c, name, id);
    *ret_id = id;
    return SQLITE_OK;
}

static int make_room(struct name_list *list, int64_t id)
{
    size_t room = list->room ? list->room : 256;
    char **names;

    while (room <= (size_t)id)
        room *= 2;
    names = reallocarray(list->names, room, sizeof(*names));
    if (!names)
        return SQLITE_NOMEM;
    memset(names + list->room, 0, (room - list->room) * sizeof(*names));
    list->names = names;
    list->room = room;
    return SQLITE_OK;
}

int intern_name_of(struct store *s, enum names_table table, int64_t id, const char **ret_name)
{
    struct name_list *list = &s->lists[table];
    char **at = &list->beyond;
    sqlite3_stmt *ask;
    const char *name;
    int rc;

    if (id >= 0 && id < LIST_MAX) {
        if ((uint64_t)id >= list->room && (rc = make_room(list, id)) != SQLITE_OK)
            return rc;
        at = &list->names[id];
        *ret_name = *at;
        if (*at)
            return SQLITE_OK;
    }
    ask = store_statement(s, NAME_CHILD + table, &rc);
    if (!ask)
        return rc;
    sqlite3_bind_int64(ask, 1, id);
    rc = sqlite3_step(ask);
    name = rc == SQLITE_ROW ? (const char *)sqlite3_column_text(ask, 0) : NULL;
    if (name) {
        free(*at);
        *at = strdup(name);
    }
    sqlite3_reset(ask);
    if (!name)
        return rc == SQLITE_ROW || rc == SQLITE_DONE ? SQLITE_CORRUPT : rc;
    *ret_name = *at;
    return *at ? SQLITE_OK : SQLITE_NOMEM;
}
