/*
 * list_file — a list as it lies on a disk: alone, packed (gzip, xz, zstd and others), or many in
 * an archive.
 */
#pragma once

#include "base/bytes.h"
#include "base/scope.h"
#include "base/text.h"

/**
 * list_file_each() - every file of a list, unpacked
 * @path: a file, or an archive (tar, zip)
 * @each: a file's name in the archive, "" where it is none, and its bytes, borrowed; 0 to go on,
 *        or a negative errno, which ends it
 *
 * Return: 0; what @each returned; -E2BIG: unpacked it is larger than a list can be; or the
 * negative errno of reading; *reterr says it (not what @each returned).
 */
MUST_USE int list_file_each(const char *path,
                            int (*each)(const char *name, struct bytes text, void *user),
                            void *user, struct text *reterr);
