/*
 * list_include — a v2fly list together with those that it includes.
 *
 * A line "include:NAME" stands for all entries of another list; behind it, "@ads" lets only those
 * by that have the attribute, and "@-ads" only those that do not.
 */
#pragma once

#include "catalogue/list_format.h"

/* How lists find each other. */
struct list_shelf {
    /* The text of a list by its name, borrowed until the reading ends; `at` NULL: there is none. */
    struct bytes (*find)(const char *name, void *user);
    void *user;
};

/**
 * list_read_whole() - as list_read(), of the form v2fly, with what is included put in its place
 *
 * An entry of another list has the line of the include. An include that leads nowhere, or back to
 * where it came from, is handed out as LEFT_INCLUDE; what an included list has besides entries is
 * passed over.
 * Return: as list_read(); -E2BIG: lists include each other more often than any list does.
 */
MUST_USE int list_read_whole(struct bytes text, const struct list_shelf *shelf,
                             const struct list_taker *taker, struct list_facts *ret_facts);
