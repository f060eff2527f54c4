/*
 * tap — packets as they pass an interface, by libpcap. Only looks: nothing is held or changed.
 */
#pragma once

#include "base/frame.h"
#include "base/scope.h"
#include "base/text.h"

enum { TAP_FLUSH_MS = 50 /* the kernel gathers no longer before it hands on */ };

struct tap;

/**
 * tap_open() - needs CAP_NET_RAW; what comes later needs nothing
 * @sees_others: take what is not addressed to this machine too, as a port that mirrors others does
 *
 * Return: 0, or a negative errno (-EPERM, -ENODEV, -EIO) with @reterr.
 */
MUST_USE int tap_open(const char *interface, bool sees_others, struct tap **ret_tap,
                      struct text *reterr);
struct tap *tap_close(struct tap *t);
AUTO_RELEASE(struct tap, tap_close);

int tap_fd(const struct tap *t); /* to be waited for */

/* What has come, some dozens at most; never waits. How many, or -EIO, with @reterr: the interface
 * is gone. */
MUST_USE int tap_receive(struct tap *t, void (*each)(const struct frame *frame, void *user),
                         void *user, struct text *reterr);

/* Packets that the kernel had no room for, so far. */
uint64_t tap_n_lost(struct tap *t);
