/*
 * catalogue — what a name means.
 *
 * One memory-mapped file, compiled from lists by the catalogue compiler (a target of its own, see
 * catalogue_compile.h), answers with the longest listed suffix of a name: its categories, its
 * platform, whether it is never to be recorded, whether it is only machinery (a content network,
 * an update server). Nothing here writes, allocates per look-up or reads the clock.
 */
#pragma once

#include "base/bytes.h"
#include "base/scope.h"
#include "base/text.h"
#include "catalogue/category.h"

#include <stdbool.h>
#include <stdint.h>

struct catalogue;

/* What a platform is, for the page a parent reads. */
enum platform_kind {
    PLATFORM_MESSAGING,
    PLATFORM_SOCIAL,
    PLATFORM_STRANGER_CHAT,
    PLATFORM_AI_COMPANION,
    PLATFORM_FORUM,
    PLATFORM_LIVESTREAM,
    PLATFORM_VIDEO,
    PLATFORM_GAME,
    PLATFORM_DATING,
    PLATFORM_SEARCH, /* Google and its like: a service with a face, not a chat */
    PLATFORM_EDUCATION,
    PLATFORM_SHOP,
    PLATFORM_MUSIC,
    PLATFORM_OTHER,
    PLATFORM_KIND_COUNT,
};

enum known { KNOWN_NO, KNOWN_YES, KNOWN_UNSURE };

/* Strings are in the catalogue's memory and live as long as it does. */
struct platform {
    uint16_t index;   /* of this catalogue file, from 1; never stored */
    const char *id;   /* "discord": what stores, JSON and policies hold */
    const char *name; /* "Discord" */
    enum platform_kind kind;
    enum known strangers_can_write;
    enum known end_to_end_encrypted;
    uint8_t minimum_age;    /* 0: not known */
    const char *age_source; /* where minimum_age was read; "" where not known */
    const char *card;       /* one or two plain sentences for a parent; may be "" */
    const char *question;   /* a way to start a conversation; may be "" */
    category_set categories;
};

/* The answer for one name. */
struct meaning {
    category_set categories;
    uint16_t platform;   /* 0: none; else for catalogue_platform() */
    bool is_listed;      /* some suffix of the name is listed */
    bool never_recorded; /* help lines and their like: before anything is stored or counted */
    bool is_machinery;   /* content network, update, telemetry: folded away as noise */
    uint16_t suffix_len; /* bytes of the longest listed suffix, no dot in front */
};

/* Bytes that the file of a catalogue may have: it is another account's, and who reads it takes as
 * much memory as it has. Three million names have 58 MB. */
enum { CATALOGUE_BYTES_MAX = 512 << 20 };

/**
 * catalogue_open() - map a compiled catalogue file
 * @path:   the file; stays mapped read-only until catalogue_close()
 * @reterr: what, where and what to do; set on failure only
 *
 * Return: 0 and *ret_catalogue, owned by the caller, or a negative errno (-EINVAL: not a catalogue,
 * damaged, or of more than CATALOGUE_BYTES_MAX; -ENOTSUP: of a newer version).
 */
MUST_USE int catalogue_open(const char *path, struct catalogue **ret_catalogue,
                            struct text *reterr);

/* The same into memory of its own, as large as the file: for one that another account may cut while
 * it is read, which would end whoever had it mapped. */
MUST_USE int catalogue_read(const char *path, struct catalogue **ret_catalogue,
                            struct text *reterr);

/**
 * catalogue_check() - is the whole file as it was written?
 *
 * Opening looks at the header alone, so that it takes no time; this reads everything. For who has
 * just got or made a file. A damaged one gives wrong answers, and never a read outside it.
 * Return: 0, or -EBADMSG.
 */
MUST_USE int catalogue_check(const struct catalogue *c);

/* catalogue_open() over memory that outlives the catalogue (the defaults embedded in the program).
 */
MUST_USE int catalogue_of_memory(struct bytes image, struct catalogue **ret_catalogue,
                                 struct text *reterr);

struct catalogue *catalogue_close(struct catalogue *c); /* returns NULL */
AUTO_RELEASE(struct catalogue, catalogue_close);

/**
 * catalogue_find() - the meaning of a name, by its longest listed suffix
 * @name: lower-case ASCII host name, labels joined by dots, no trailing dot, any length; other
 *        bytes are allowed and simply match nothing
 *
 * Categories are those of every list entry that holds for the name; the most specific suffix wins
 * for the platform; an allow entry takes categories away at equal or greater length. What a
 * family's own lists say comes last, and beats what others say of longer suffixes too. Never fails:
 * a name that nothing lists has the zero meaning.
 */
struct meaning catalogue_find(const struct catalogue *c, const char *name, size_t len);

/* The same of many names, sixteen at once: each waits for memory while the others go on. */
void catalogue_find_many(const struct catalogue *c, const struct bytes *names, size_t n,
                         struct meaning *ret_meanings);

/* The platform of a meaning, NULL for index 0 or one that is not there. */
const struct platform *catalogue_platform(const struct catalogue *c, uint16_t index);

/* The platform with that id, NULL where there is none. */
const struct platform *catalogue_platform_by_id(const struct catalogue *c, const char *id);

size_t catalogue_n_platforms(const struct catalogue *c);
size_t catalogue_n_names(const struct catalogue *c);

/**
 * catalogue_site() - the registrable domain of a name ("site"), by the public suffix list (libpsl)
 * @name: as for catalogue_find(), NUL-terminated
 *
 * Return: a pointer into @name, or NULL where the name is no site: an address, a single label, a
 * public suffix itself, a special-use name (RFC 6761, RFC 7686: .local .test .invalid .onion
 * .localhost .arpa, .home.arpa .internal .lan).
 */
const char *catalogue_site(const char *name);

/* As catalogue_site(), by the registries' own suffixes alone: whose the machine behind a host name
 * is, not who rents it. "ec2-192-0-2-1.eu-west-1.compute.amazonaws.com" is amazonaws.com's. */
const char *catalogue_holder(const char *name);

/* Who said something about a name: one entry of one list, for `kindward why`. */
struct list_entry {
    const char *list;   /* "starter/gambling" */
    size_t list_number; /* for catalogue_list_name() */
    const char *suffix; /* the listed name (of a hashed list see is_hashed); of a rule its text,
                           "keyword:…" or "regexp:…" */
    category_set categories;
    const char *platform_id; /* or NULL */
    bool is_exact;           /* holds for the name, and www. before it, not for all below it */
    bool is_allow;
    bool is_local;  /* of a family's own list */
    bool is_hashed; /* the list has only the name's SHA-256, and the suffix is that and no name */
    bool never_recorded;
    bool is_machinery;
    bool wins; /* is part of what catalogue_find() answers */
};

/* Every entry that speaks of a name, longest suffix first, then rules; calls back until one says
 * false. */
void catalogue_why(const struct catalogue *c, const char *name, size_t len,
                   bool (*each)(const struct list_entry *entry, void *user), void *user);

/**
 * catalogue_each() - every entry of every list
 *
 * Names come in the order of their bytes back to front, so that a name follows what is above it;
 * all entries of a name come together. Rules are left out: they are no names. Of a hashed one the
 * suffix is its digest. `wins` is not set. Calls back until one says false.
 */
void catalogue_each(const struct catalogue *c,
                    bool (*each)(const struct list_entry *entry, void *user), void *user);

/* The lists that it was compiled from, by number from 0; "" for one that is not there. */
size_t catalogue_n_lists(const struct catalogue *c);
const char *catalogue_list_name(const struct catalogue *c, size_t n);

/* The catalogue compiled from blocklists/ when the program was built (target catalogue_default). */
struct bytes catalogue_default_image(void);
