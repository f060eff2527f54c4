/*
 * fragment — IP datagrams put together (RFC 791 §3.2, RFC 8200 §4.5, RFC 5722).
 *
 * A set of fragments has a time limit and a ceiling, and so has their number; an overlap that is
 * not an equal copy drops the set.
 */
#pragma once

#include "base/scope.h"
#include "base/siphash.h"
#include "wire/packet.h"

struct fragments;

MUST_USE int fragments_new(size_t bytes_max, struct siphash_key key, struct fragments **ret);
struct fragments *fragments_free(struct fragments *f);

/**
 * fragments_add() - take in one fragment
 * @p: as packet_read() left it on PACKET_FRAGMENT
 * @ret_whole: set where the datagram is whole with this one; valid until fragments_release()
 *
 * Return: true where it is whole. *p is then that of the first fragment as far as the header goes.
 */
MUST_USE bool fragments_add(struct fragments *f, const struct packet *p, uint32_t now_s,
                            struct bytes *ret_whole);

/* The datagrams given out are done with: a frame may have held several, one inside the other. */
void fragments_release(struct fragments *f);

uint64_t fragments_n_dropped(const struct fragments *f);
