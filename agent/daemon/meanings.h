/*
 * meanings — the catalogue that a process of the agent goes by.
 *
 * Each begins with the one that is built in. That of fetched lists is a file of the account that
 * fetches them. The supervisor reads it into sealed memory (sealed.h), so that whatever becomes of
 * the file, none of us is harmed, and hands that over as a descriptor, since a role opens nothing;
 * it is taken while all goes on, and no connection is lost by it. Another catalogue is another
 * file: one that is there is never changed (ui/lists/kept.h).
 */
#pragma once

#include "base/scope.h"
#include "base/text.h"
#include "catalogue/catalogue.h"
#include "daemon/channel.h"

#include <sys/stat.h>

struct meanings {
    struct catalogue *catalogue; /* owned; never NULL after meanings_init() */
    void *mapped;                /* where it lies; NULL: it is the built-in one */
    size_t mapped_bytes;
};

/* The built-in catalogue. 0, or a negative errno with *reterr. */
MUST_USE int meanings_init(struct meanings *m, struct text *reterr);
void meanings_done(struct meanings *m);

/**
 * meanings_take() - go by another catalogue from now on
 * @fd: sealed memory with it; borrowed
 *
 * What the one before said (platforms, names) is gone with it. Return: 0, or a negative errno with
 * *reterr: then the one before holds on.
 */
MUST_USE int meanings_take(struct meanings *m, int fd, size_t bytes, struct text *reterr);

/* A role's MESSAGE_CATALOGUE; @fd is taken over. True: another one holds. */
bool meanings_message(struct meanings *m, const struct message *message, int fd);

/* The file of fetched lists, as the supervisor looks for it. */
struct meanings_file {
    const char *folder; /* FOLDER/current/catalogue */
    int fd;             /* its sealed copy, open while it holds; -1: none does */
    size_t bytes;
    struct stat seen; /* the file that was looked at last */
    bool is_put_off;  /* there was no memory for it: it is tried again */
};

/* Is there another one than at the last look, whole and fit to be used? It is then taken, and the
 * descriptor of its copy is for the roles. What is wrong with one is said once. */
bool meanings_look(struct meanings *m, struct meanings_file *file);

/* The copy that holds, to a role; nothing where the built-in one does. What the link has no room
 * for is counted there, and told again by the brood. */
void meanings_tell(const struct meanings_file *file, struct channel *role);
