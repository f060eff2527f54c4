/*
 * kept — what is on the disk of the fetched lists: generations, of which one holds.
 *
 *     FOLDER/current             a link to the generation that holds
 *     FOLDER/generations/7/      catalogue, manifest.json, and each list's text, ID.list
 *     FOLDER/attempts.json       what became of the last attempt at each list
 *     FOLDER/partial/            what is being fetched, or was cut off
 *
 * A generation is written beside and never changed; another one holds from the moment in which the
 * link is replaced. The one that holds and the five before it are kept.
 */
#pragma once

#include "base/scope.h"
#include "base/text.h"

#include <jansson.h>
#include <stdbool.h>

#define KEPT_FOLDER "/var/lib/kindward-lists"

/* By a list's id: "outcome" (new, same, refused, failed), "why", of one that was refused the
 * "cause" (advice.h), when it was "tried", since when it has not been had ("failing_since", 0: it
 * has), and how many "names" the last good version had; times are Unix seconds (attempts.h). */
#define KEPT_ATTEMPTS "attempts.json"

/* Where lists are kept if nothing else is said: KINDWARD_LISTS in the environment, or the above. */
const char *kept_folder(void);

enum { KEPT_BEFORE = 5 };

struct kept {
    char *folder;
    int lock; /* held while it is written to; -1: only looked at */
};

/**
 * kept_open() - the folder of the lists, made where it is not there, for writing
 *
 * Return: 0; -EBUSY: another one writes to it; or a negative errno; *reterr says it.
 */
MUST_USE int kept_open(const char *folder, struct kept *ret_kept, struct text *reterr);
void kept_done(struct kept *k);
#define AUTO_KEPT __attribute__((cleanup(kept_done)))

/* The number of the generation that holds, 0: there is none. */
unsigned kept_current(const char *folder);

/* The generations that are there, newest first, at most @room; how many. */
size_t kept_generations(const char *folder, unsigned *ret, size_t room);

/* "FOLDER/generations/7/NAME", or without /NAME where that is ""; the caller's to text_done(). */
struct text kept_path(const char *folder, unsigned generation, const char *name);

/* The manifest of a generation; NULL where there is none. The reference is the caller's. */
json_t *kept_manifest(const char *folder, unsigned generation);

/* What a manifest says of the list of that id, or NULL. Borrowed. */
json_t *kept_entry(const json_t *manifest, const char *id);

/* What an entry of a manifest has of the list's text: how many bytes (0: not said, as by those of
 * before), and their SHA-256. */
#define KEPT_TEXT_BYTES  "text_bytes"
#define KEPT_TEXT_SHA256 "text_sha256"

/**
 * kept_is_whole() - is the text of a list as it was written? A power cut may have left it without
 * its bytes, and a disk may have spoilt some.
 * @path:       the file; all of it is read
 * @entry:      what the manifest says of the list; where that has no digest, the size is compared
 * @ret_sha256: of the text, DIGEST_TEXT_MAX (digest.h)
 */
bool kept_is_whole(const char *path, const json_t *entry, char *ret_sha256);

/* A folder for a new generation, empty: its number in *ret_generation. It does not hold yet. */
MUST_USE int kept_begin(const struct kept *k, unsigned *ret_generation, struct text *reterr);

/* It holds from now on; what is older than the five before is removed. */
MUST_USE int kept_hold(const struct kept *k, unsigned generation, struct text *reterr);
