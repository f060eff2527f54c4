/*
 * write_all — bytes to a descriptor, to the last one.
 */
#pragma once

#include "base/bytes.h"
#include "base/scope.h"

/**
 * write_all() - write as often as it takes
 * @fd: open to be written to, and one that waits: with O_NONBLOCK, -EAGAIN may come in the middle
 *
 * A signal and a write that took less than all are no end of it. A pipe that nobody reads raises
 * SIGPIPE, where that is not ignored.
 * Return: 0; -ENOSPC: nothing more is taken; or a negative errno. How much was written then is not
 * said.
 */
MUST_USE int write_all(int fd, struct bytes bytes);
