/*
 * mighty — accounts that are root by another name, or can get past Kindward with what they may do.
 */
#pragma once

#include <pwd.h>
#include <stddef.h>

/* A group, and what its members may do. */
struct mighty_group {
    const char *name;
    const char *why; /* a clause: "it may do everything as root" */
};

/* The next such group of an account, from *at on, which begins as 0; NULL: no more. */
const struct mighty_group *mighty_next(const struct passwd *who, size_t *at);
