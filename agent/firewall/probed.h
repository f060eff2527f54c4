/*
 * probed — what firewall_probe() found, in a file.
 *
 * To try rules takes a network namespace, and so CAP_SYS_ADMIN. Who has that tries them and leaves
 * what came out; who starts without it reads that. The file is one line of digits, one for each
 * thing that was tried, and is believed only where root alone can have written it.
 */
#pragma once

#include "firewall/probe.h"

/* Whole or not at all. 0 or a negative errno, with @reterr. */
MUST_USE int probed_write(const char *path, const struct firewall_support *support,
                          struct text *reterr);

/* 0; -EPERM: others can write it; -EINVAL: it is no such file; or a negative errno. */
MUST_USE int probed_read(const char *path, struct firewall_support *ret_support);
