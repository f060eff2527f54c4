/*
 * disk — whole files, read and replaced at once, for what is kept of the lists.
 */
#pragma once

#include "base/bytes.h"
#include "base/scope.h"
#include "base/text.h"

#include <jansson.h>

/* "FOLDER/NAME"; the text is the caller's to text_done(), and `failed` without memory. */
struct text disk_path(const char *folder, const char *name);

/**
 * disk_read() - all of a file
 * @max:      more bytes than this are refused
 * @ret_text: added to
 *
 * Nobody is waited for: a pipe that lies there is an empty file.
 * Return: 0, -ENOENT and the like, -EFBIG, or -ENOMEM; nothing is said.
 */
MUST_USE int disk_read(const char *path, size_t max, struct text *ret_text);

/* The bytes become the file, or it stays as it was: written beside, then renamed. World-readable.
 * 0 or a negative errno. */
MUST_USE int disk_replace(const char *path, struct bytes bytes);

/* JSON objects. Reading: NULL where there is no file, or none that is JSON. The reference is the
 * caller's. */
json_t *disk_read_json(const char *path);
MUST_USE int disk_replace_json(const char *path, const json_t *json);

/* The text under a key, "" where there is none. Borrowed. */
const char *disk_json_text(const json_t *object, const char *key);

/* Takes a folder and the files in it away; folders in it are left, and then so is the folder. */
void disk_remove_folder(const char *path);

static inline void auto_json(json_t **at)
{
    json_decref(*at);
    *at = NULL;
}
