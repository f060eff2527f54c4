/*
 * sealed — a copy of a file in memory that nobody can change any more.
 *
 * A file of another account can be cut or fail to be read while it is mapped, which ends the
 * process that looks (SIGBUS). What was read once, and sealed, cannot.
 */
#pragma once

#include "base/scope.h"

#include <stddef.h>

/**
 * sealed_copy() - read a file into memory, and seal it
 * @fd:     a regular file, at its begin; borrowed, read to @bytes
 * @bytes:  its size; one that ends before is refused
 * @ret_fd: a memfd that can be neither written, nor cut, nor made longer; the caller's to close
 *
 * Return: 0; -ENODATA: the file is shorter; or the negative errno of reading, or of the memory.
 */
MUST_USE int sealed_copy(int fd, size_t bytes, int *ret_fd);

/* From here on a memfd can be neither written, nor cut, nor made longer. 0, or a negative errno. */
MUST_USE int sealed_for_good(int fd);
