/*
 * child — a person whose account is monitored, and until when.
 *
 * Monitoring ends at 18 by itself, and an adult is never monitored, not for a day. So it ends with
 * the day before the eighteenth birthday; where only the year of birth is known, with the last day
 * before anyone born in that year is 18: 31 December of birth year + 17. Who wants it to go on
 * until the birthday gives the date of birth.
 */
#pragma once

#include "base/clock.h"

#include <stdbool.h>
#include <stdint.h>

enum { CHILD_NAME_MAX = 64, ACCOUNT_NAME_MAX = 64, ADULT_AGE = 18 };

/* How a block is told to the child's programs. */
enum block_by {
    BLOCK_BY_REJECT, /* the connection is refused */
    BLOCK_BY_DNS,    /* the look-up is answered: there is no such name */
};

const char *block_by_name(enum block_by b);

struct child {
    char name[CHILD_NAME_MAX + 1];      /* what reports call them */
    char account[ACCOUNT_NAME_MAX + 1]; /* the user name; its number is the supervisor's to find */
    struct date birth;                  /* month and day 0 where only the year is known */
    enum block_by block_by;
};

/* The first local day (base/clock.h) on which the child is monitored no more. */
int32_t child_ends_on(const struct child *child);

/* Is the child monitored on that local day? */
bool child_is_monitored(const struct child *child, int32_t day);
