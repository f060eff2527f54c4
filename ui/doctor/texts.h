/*
 * texts — what the doctor reads of the machine's own files. Pure; none of it is believed to be
 * whole, in order or short.
 */
#pragma once

#include "base/bytes.h"
#include "base/ip.h"

#include <stdbool.h>
#include <stdint.h>

/* /proc/PID/status, proc_pid_status(5) */
struct proc_status {
    uint32_t uid; /* effective */
    uint64_t cap_eff;
    uint64_t cap_bnd; /* what an executable could give back */
    unsigned seccomp; /* 0 none, 1 strict, 2 a filter */
    bool no_new_privs;
};

/* False: a field is missing or is no number. */
MUST_USE bool proc_status_read(struct bytes text, struct proc_status *ret);

enum { RESOLV_CONF_SERVERS_MAX = 3 /* MAXNS of resolv.conf(5) */ };

struct resolv_conf {
    struct ip servers[RESOLV_CONF_SERVERS_MAX];
    size_t n;
};

/* Its name servers, in order; scopes ("%eth0") are left out. */
struct resolv_conf resolv_conf_read(struct bytes text);

/* Does nsswitch.conf(5) ask that service for that database? */
bool nsswitch_asks(struct bytes text, const char *database, const char *service);

/* Who has a number in /proc/net/netfilter/nfnetlink_queue or nfnetlink_log: their first two columns
 * are a number and a netlink port. False: nobody. */
bool netlink_reader(struct bytes text, uint32_t number, uint32_t *ret_port);

/**
 * marks_overlap() - does a rule of another tool use bits of the packet mark that are ours?
 * @text:     what `ip rule`, `iptables-save` or `nft list ruleset` print
 * @mask:     our bits
 * @ret_line: the first line that does
 *
 * Lines of ours (they say "kindward", or stand in a table that does) are passed over.
 */
bool marks_overlap(struct bytes text, uint32_t mask, struct bytes *ret_line);
