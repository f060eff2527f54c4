/*
 * linked — two roles and the link between them, both ends in one process.
 */
#pragma once

#include "daemon/channel.h"

#include <sys/socket.h>

static inline void link_up(struct channel *ret_here, enum role here, struct channel *ret_there,
                           enum role there)
{
    int pair[2];

    assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair), 0);
    assert_int_equal(channel_init(ret_here, pair[0], here, there), 0);
    assert_int_equal(channel_init(ret_there, pair[1], there, here), 0);
}

static inline void link_down(struct channel *here, struct channel *there)
{
    channel_done(here);
    channel_done(there);
}
