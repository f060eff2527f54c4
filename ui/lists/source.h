/*
 * source — the public lists that can be subscribed to, each a file ID.source of key=value.
 *
 * The lists that come with Kindward are described in one folder, what a guardian wants otherwise in
 * another: a file of the same ID there replaces single keys (`on=true`), one of a new ID is a list
 * of the family's own.
 */
#pragma once

#include "base/scope.h"
#include "base/text.h"
#include "catalogue/category.h"

#include <stdbool.h>
#include <stddef.h>

enum { SOURCES_MAX = 500, SOURCE_ID_MAX = 64 };

struct source {
    char *id;                          /* [a-z0-9-], the file's name without .source */
    char *name, *home, *url, *licence; /* url is https:// */
    char *checked;                     /* a day, "2026-11-27", or "" */
    enum category category;            /* what its names get */
    bool is_on;
};

struct sources {
    struct source *at; /* by id */
    size_t n;
};

void sources_done(struct sources *s);
#define AUTO_SOURCES __attribute__((cleanup(sources_done)))

/**
 * sources_load() - read the descriptions of lists
 * @folders: in order; what a later one says holds. One that is not there has none
 * @reterr:  every line that is wrong, one a line, with file, line and what to write
 *
 * Return: 0; -EINVAL: something is wrong; or a negative errno.
 */
MUST_USE int sources_load(const char *const *folders, size_t n_folders, struct sources *ret_sources,
                          struct text *reterr);

/* The source of that id, or NULL. */
const struct source *sources_find(const struct sources *s, const char *id);
