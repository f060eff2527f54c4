/*
 * settings — how a guardian wants to be told: ~/.config/kindward/notify.conf.
 *
 *   [notify]
 *   at-most-per-hour=4
 *   quiet-from=22:00
 *   quiet-to=07:00
 *
 * They are the guardian's alone. A child's session has none: nothing takes its indicator away.
 */
#pragma once

#include "base/text.h"

struct settings {
    unsigned per_hour;        /* 1 to 60 */
    int quiet_from, quiet_to; /* minutes of the day; equal: never quiet */
};

#define SETTINGS_USUAL                                                                             \
    {                                                                                              \
        .per_hour = 4, .quiet_from = 22 * 60, .quiet_to = 7 * 60                                   \
    }

/**
 * settings_read() - of a file
 * @path: may not be there
 * @ret:  as usual where the file says nothing, or nothing that can be
 * @ret_problems: a line for each thing that could not be used: where, what, what to write
 */
void settings_read(const char *path, struct settings *ret, struct text *ret_problems);
