/*
 * accountwatch — has an account come, gone, or changed its number?
 *
 * A number that was a child's can be another person's tomorrow (UID-7), and a child's account can
 * be made after Kindward started. The files that say who has which number are looked at, not read:
 * who edits them replaces them, or at least their time and size.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

enum { ACCOUNTWATCH_FILES = 2 };

struct accountwatch {
    struct accountwatch_file {
        uint64_t inode;
        int64_t size, changed_s, changed_ns;
    } files[ACCOUNTWATCH_FILES]; /* zeros: there is none */
    bool is_begun;
};

/**
 * accountwatch_look() - is one of the files another than at the call before?
 * @paths: the files; one that is not there is as good as an empty one
 *
 * Return: true where one is; false at the first call, which only remembers.
 */
bool accountwatch_look(struct accountwatch *w, const char *const paths[ACCOUNTWATCH_FILES]);
