/*
 * netlink — a socket to the kernel's netfilter, and a question with its acknowledgement.
 */
#pragma once

#include "base/scope.h"
#include "base/text.h"

#include <libmnl/libmnl.h>

enum { NETLINK_BUFFER_BYTES = 8 << 20 };

struct mnl_socket *netlink_close(struct mnl_socket *s);
AUTO_RELEASE(struct mnl_socket, netlink_close);

/* A socket of NETLINK_NETFILTER with a large receive buffer, that does not block.
 * @groups: multicast groups of it, 0: none */
MUST_USE int netlink_open(unsigned groups, struct mnl_socket **ret, struct text *reterr);

/* Send a message and read what the kernel says of it: 0, or its negative errno. Only before other
 * messages come. */
MUST_USE int netlink_ask(struct mnl_socket *s, struct nlmsghdr *message);
