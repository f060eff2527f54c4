/*
 * list_reading — what the readers of the forms share. Private to them.
 */
#pragma once

#include "catalogue/list_format.h"

struct list_reading {
    const struct list_taker *to;
    struct list_facts *facts;
    size_t line;
    int failed;                  /* the first error of the taker */
    unsigned depth;              /* open brackets of a zone's record, or braces of a zone's block */
    int column;                  /* of names, in CSV */
    char separator;              /* of columns */
    char origin[LIST_NAME_ROOM]; /* of a zone, "" where none was said */
    struct bytes attributes;     /* behind the entry at hand */
};

/* One word that should be a name. */
void list_give(struct list_reading *r, struct bytes word, bool is_exact, bool is_allow);
void list_give_as(struct list_reading *r, enum list_item_kind kind, struct bytes text);
void list_leave(struct list_reading *r, enum list_left why, struct bytes what);

/* A line that is no entry. */
void list_comment(struct list_reading *r);

/* The part before the first of these characters that has a space before it, or is the first. */
struct bytes list_without_comment(struct bytes line, const char *marks);

/* Readers of one line, which is not blank. */
void list_read_hosts(struct list_reading *r, struct bytes line);
void list_read_plain(struct list_reading *r, struct bytes line);
void list_read_abp(struct list_reading *r, struct bytes line);
void list_read_dnsmasq(struct list_reading *r, struct bytes line);
void list_read_unbound(struct list_reading *r, struct bytes line);
void list_read_rpz(struct list_reading *r, struct bytes line);
void list_read_bind(struct list_reading *r, struct bytes line);
void list_read_v2fly(struct list_reading *r, struct bytes line);
void list_read_clash(struct list_reading *r, struct bytes line);
void list_read_csv(struct list_reading *r, struct bytes line);
void list_read_hashed(struct list_reading *r, struct bytes line);

/* The whole of it; false: it is no JSON. */
bool list_read_json(struct list_reading *r, struct bytes text);

/* Which column holds the most names, and what is between columns; -1: none does. */
int list_csv_column(struct bytes text, char *ret_separator);
