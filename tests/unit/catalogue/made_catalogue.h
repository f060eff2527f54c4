/*
 * made_catalogue — the one catalogue that all tests of a file ask: set_up() makes it, close_made()
 * takes it away again.
 */
#pragma once

#include "catalogue/catalogue.h"
#include "catalogue/catalogue_compile.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct bytes image; /* what c is read from */
static struct catalogue *c;

/* A list of which each line has to be read; what was found in it. */
static inline struct list_counts add(struct compiler *to, const char *name,
                                     enum list_meaning meaning, enum category category,
                                     const char *text)
{
    AUTO_TEXT struct text error = {.at = NULL};
    struct list_counts counts;

    assert_int_equal(compiler_add_list(to, name, meaning, category, bytes_of(text, strlen(text)),
                                       &counts, &error),
                     0);
    assert_int_equal(counts.skipped, 0);
    return counts;
}

/* The catalogue of all that was added. 0, as of a set_up(). */
static inline int open_made(struct compiler *to, const struct siphash_key *key)
{
    AUTO_TEXT struct text error = {.at = NULL};

    assert_int_equal(compiler_finish(to, key, &image), 0);
    return catalogue_of_memory(image, &c, &error);
}

static inline int close_made(void **state)
{
    (void)state;
    c = catalogue_close(c);
    free((void *)image.at);
    image = (struct bytes){.at = NULL};
    return 0;
}

static inline struct meaning find(const char *name)
{
    return catalogue_find(c, name, strlen(name));
}
