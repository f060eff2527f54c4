/*
 * key_text — a key file in the desktop's form, of which the place of each key is known.
 *
 * GKeyFile reads values, but says no line, takes the last of two keys without a word, and does not
 * know which groups and keys there may be. So the text is looked through line by line first, by
 * the Desktop Entry Specification's §3 (basic format): comments, [groups], key=value.
 */
#pragma once

#include "base/bytes.h"
#include "base/scope.h"
#include "policy/policy_problem.h"

#include <glib.h>

enum { KEY_TEXT_BYTES_MAX = 1 << 20, KEY_TEXT_KEYS_MAX = 32 };

/* What a file may say: one row a key. */
struct known_key {
    const char *group, *key;
};

struct key_text {
    const char *file;
    GKeyFile *keys;
    unsigned lines[KEY_TEXT_KEYS_MAX]; /* of each known key, 0: not there */
};

/**
 * key_text_read() - read a text and hold it against what it may say
 * @file:     what problems call it; borrowed for as long as *ret_text
 * @known:    @n_known rows, at most KEY_TEXT_KEYS_MAX; a group's rows stand together
 * @problems: each line that is wrong
 *
 * Return: false where the text could not be read as a whole. With true there may be problems too
 * (a key that is not known); *ret_text is then the caller's, for key_text_done().
 */
MUST_USE bool key_text_read(const char *file, struct bytes text, const struct known_key *known,
                            size_t n_known, struct policy_problems *problems,
                            struct key_text *ret_text);
void key_text_done(struct key_text *t);

/* The value of a known key that is there, without spaces around it, or NULL and a problem. The
 * caller's to g_free(). */
char *key_text_value(const struct key_text *t, const struct known_key *known, size_t i,
                     struct policy_problems *problems);

/* The same as a list parted by ";", without empty items; the caller's to g_strfreev(). */
char **key_text_list(const struct key_text *t, const struct known_key *known, size_t i,
                     struct policy_problems *problems);
