/*
 * list_file — a list as it lies on a disk: alone, packed (gzip, xz, zstd and others), or many in
 * an archive.
 */
#pragma once

#include "base/bytes.h"
#include "base/scope.h"
#include "base/text.h"

/* What a file is, by its name in an archive and its first bytes. */
enum list_part {
    PART_LIST,
    PART_SQUIDGUARD_DOMAINS, /* one name a line; `urls` beside it, one page a line */
    PART_SQUIDGUARD_URLS,
    PART_NONE, /* what stands beside the lists: expressions, a README, a licence, hidden files */
};

/* A list of ten million names has 250 MB; what is larger is a bomb or no list. */
enum { LIST_UNPACKED_MAX = 512 << 20 };

enum list_part list_part_of(const char *name, struct bytes text);

/**
 * list_file_each() - every file of a list, unpacked
 * @path: what @fd is, for messages
 * @fd:   a file, or an archive (tar, zip), to be read from its begin; stays open
 * @max:  bytes that all of it may have, unpacked
 * @each: a file's name in the archive, "" where it is none, and its bytes, borrowed; 0 to go on,
 *        or a negative errno, which ends it
 *
 * Return: 0; what @each returned; -E2BIG: unpacked it is larger than a list can be; or the
 * negative errno of reading; *reterr says it (not what @each returned).
 */
MUST_USE int list_file_each(const char *path, int fd, size_t max,
                            int (*each)(const char *name, struct bytes text, void *user),
                            void *user, struct text *reterr);
