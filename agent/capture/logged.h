/*
 * logged — copies of packets that a rule asked for (NFLOG): a frozen reader harms nothing (NFQ-17).
 */
#pragma once

#include "base/bytes.h"
#include "base/scope.h"
#include "base/text.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    LOGGED_COPY = 4096,
    LOGGED_BATCH_BYTES = 1 << 15, /* that the kernel gathers at most */
    LOGGED_BUFFER = 1 << 17,
    LOGGED_FLUSH_MS = 50, /* the kernel gathers no longer */
};

struct logged;

struct logged_packet {
    uint32_t uid; /* of the socket, UINT32_MAX: none */
    bool is_incoming;
    struct bytes bytes;
};

/* Take a group; needs CAP_NET_ADMIN. As queue_open(). */
MUST_USE int logged_open(uint16_t group, struct logged **ret_logged, struct text *reterr);
struct logged *logged_close(struct logged *l);
AUTO_RELEASE(struct logged, logged_close);

int logged_fd(const struct logged *l);

/* As queue_receive(). */
MUST_USE int logged_receive(struct logged *l,
                            void (*each)(const struct logged_packet *p, void *user), void *user);
