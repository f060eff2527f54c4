/*
 * mail_word — addresses and servers of mail as a guardian writes them. Pure.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* An address that goes into a message and to a server as it is: LOCAL@DOMAIN (RFC 5321 §4.1.2,
 * without quotes and comments), in ASCII, at most 254 bytes. */
bool mail_address_is_good(const char *at, size_t len);

/* One or more of them, parted by ";", spaces around each. */
bool mail_addresses_are_good(const char *list);

/**
 * mail_address_next() - the next of a list that is good
 * @at:      moves behind it
 * @ret_len: of the address
 *
 * Return: where it begins, in the list; NULL: there is none left.
 */
const char *mail_address_next(const char **at, size_t *ret_len);

/* smtp://HOST[:PORT] or smtps://HOST[:PORT]. */
bool mail_server_is_good(const char *url);
