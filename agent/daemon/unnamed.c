#include "daemon/unnamed.h"

/* What looks like a call: so many packets a second both ways, for so long. */
enum { CALL_US = 60 * 1000000, CALL_LEAST = 20, CALL_MOST = 100 };

/*
 * STUN alone is no call: pages send it to see how they could be reached (RFC 8489). Of the two ways
 * the quieter counts; a picture comes in more packets than a voice.
 */
static bool is_call_like(const struct usage *all)
{
    int64_t took_us = all->to_us - all->from_us;
    int64_t quieter = all->up_packets < all->down_packets ? all->up_packets : all->down_packets;

    return took_us >= CALL_US && quieter * 1000000 >= took_us * CALL_LEAST &&
           quieter * 1000000 <= took_us * CALL_MOST;
}

enum nameless unnamed_why(const struct flow_use *use, const struct usage *all)
{
    switch (use->shape) {
    case SHAPE_WIREGUARD:
    case SHAPE_OPENVPN:
    case SHAPE_SSH:
    case SHAPE_RESOLVER:
        return NAMELESS_TUNNEL;
    case SHAPE_STUN:
        return is_call_like(all) ? NAMELESS_CALL : NAMELESS_OTHER;
    case SHAPE_NONE:
    case SHAPE_COUNT:
        break;
    }
    return use->hid_name        ? NAMELESS_ENCRYPTED
           : use->said_none     ? NAMELESS_SAYS_NONE
           : use->is_unreadable ? NAMELESS_NOT_READABLE
           : !use->saw_start    ? NAMELESS_BEFORE_US
                                : NAMELESS_OTHER;
}

bool unnamed_may_become_call(const struct flow_use *use, const struct usage *all)
{
    return use->shape == SHAPE_STUN && !use->ended && !use->bound &&
           all->to_us - all->from_us < CALL_US;
}
