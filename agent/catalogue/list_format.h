/*
 * list_format — the forms in which lists of names are published, and what is read out of each.
 *
 * One table (list_format.c): the word for it, how a line of it looks, and how one is read. Whatever
 * a list says that is no name we can use is handed out as well, with its line and why.
 */
#pragma once

#include "base/bytes.h"
#include "base/scope.h"
#include "catalogue/list_name.h"

enum list_format {
    FORMAT_HOSTS,    /* 0.0.0.0 name name # comment */
    FORMAT_PLAIN,    /* name, or .name */
    FORMAT_WILDCARD, /* *.name */
    FORMAT_ABP,      /* ||name^$options, @@||name^ */
    FORMAT_DNSMASQ,  /* address=/name/, server=/name/, local=/name/ */
    FORMAT_UNBOUND,  /* local-zone: "name" always_null */
    FORMAT_RPZ,      /* name CNAME . */
    FORMAT_BIND,     /* zone "name" { … }; */
    FORMAT_V2FLY,    /* domain:name, full:name, keyword:…, regexp:…, include:… */
    FORMAT_CLASH,    /* payload: - +.name, or - DOMAIN-SUFFIX,name */
    FORMAT_CSV,      /* the column that holds names */
    FORMAT_JSON,     /* texts that are names, under keys that say so */
    FORMAT_HASHED,   /* SHA-256 of a name, 64 hexadecimal digits */
    FORMAT_COUNT,
};

const char *list_format_name(enum list_format format);
/* False: there is none of that name. */
bool list_format_of_name(const char *name, enum list_format *ret);

enum list_item_kind {
    ITEM_NAME,
    ITEM_LABEL,   /* one label only: a top-level domain */
    ITEM_KEYWORD, /* whatever holds it */
    ITEM_REGEXP,
    ITEM_HASH, /* 64 hexadecimal digits, lower case */
};

struct list_item {
    enum list_item_kind kind;
    bool is_exact;  /* it holds for itself, not for what is below it */
    bool is_allow;  /* an exception */
    bool is_cancel; /* takes back another line of the same list ($badfilter) */
    size_t line;    /* from 1 */
    const char *text;
    struct bytes attributes; /* of v2fly: words behind it, "@ads @cn" */
};

enum list_left {
    LEFT_INVALID,     /* looks like a name, and cannot be one */
    LEFT_ADDRESS,     /* an IP address */
    LEFT_LOCAL,       /* localhost and its like */
    LEFT_CONDITIONAL, /* holds for some pages, clients or types only */
    LEFT_PATTERN,     /* a part of a name, a path, a regular expression of a browser's filter */
    LEFT_COSMETIC,    /* hides parts of pages */
    LEFT_PAGE,        /* one page of a site, which is not the site */
    LEFT_OTHER,       /* a directive, a record or a column that lists nothing */
    LEFT_INCLUDE,     /* another list */
    LEFT_COUNT,
};

const char *list_left_why(enum list_left why);  /* for a person: "is an IP address" */
const char *list_left_name(enum list_left why); /* for JSON: "address" */

struct list_taker {
    /* 0 to go on, or a negative errno, which ends the reading. */
    int (*item)(const struct list_item *item, void *user);
    void (*left)(size_t line, enum list_left why, struct bytes what, void *user);
    void *user;
};

struct list_facts {
    size_t lines, comments, blank;
};

/**
 * list_recognise() - which form a text has, by what its lines look like
 *
 * Return: 0; -ENODATA: nothing in it is an entry of a list (it is empty, or has comments only);
 * -EBADMSG: it is a web page; -EINVAL: no form fits.
 */
MUST_USE int list_recognise(struct bytes text, enum list_format *ret);

/**
 * list_read() - all of a list, as the form says
 * @text: the whole file; a byte order mark and CRLF are fine
 *
 * Return: 0; -EBADMSG: what is said to be JSON is none; -ENOMEM; or what @taker returned.
 */
MUST_USE int list_read(enum list_format format, struct bytes text, const struct list_taker *taker,
                       struct list_facts *ret_facts);
