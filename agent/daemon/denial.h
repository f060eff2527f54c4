/*
 * denial — "there is no such name", in the place of a name server's answer.
 *
 * RFC 1035 §4.1, RFC 2308 §2.1: the question again, response code 3, and a SOA record whose
 * lifetime says how long the denial may be remembered: short, since a guardian may change a rule.
 */
#pragma once

#include "base/bytes.h"

enum { DENIAL_TTL_S = 10, DENIAL_MAX = 2048 };

/**
 * denial_make() - an IP packet of UDP with a DNS answer, turned into one that denies
 * @packet: from the network, whole; IPv4, or IPv6 without extension headers
 * @ret:    DENIAL_MAX bytes
 *
 * Return: its length, checksums filled in; 0: the packet is not of that kind. Pure.
 */
size_t denial_make(struct bytes packet, uint8_t *ret);
