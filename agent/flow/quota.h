/*
 * quota — how much costly work each owner may cause in a second.
 *
 * A QUIC Initial costs a key derivation before anybody knows whether it is one (QUIC-11), and who
 * sends them chooses how many there are.
 */
#pragma once

#include "base/scope.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    QUOTA_A_SECOND = 500, /* a browser that opens all its tabs at once needs a third of it */
    QUOTA_OWNERS = 32,    /* more owners share: each with the one that many before it */
};

struct quota {
    int64_t second[QUOTA_OWNERS];
    uint16_t used[QUOTA_OWNERS];
};

/* May @owner cause once more of it, at this moment? If so, it counts. */
MUST_USE bool quota_take(struct quota *q, uint32_t owner, int64_t now_us);
