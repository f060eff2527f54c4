/*
 * firewall — the rules that bring a child's first packets to us, and nothing else.
 *
 * One description, two writers: a table of our own in nftables, which its owner flag keeps from
 * other tools and takes away with us; or chains of our own in iptables, where nftables cannot
 * queue. Both families of addresses alike. Nothing of another tool is read, moved or flushed.
 *
 * What a packet of a child meets, in this order:
 *
 *   before other tools' marks (priority -155; mangle OUTPUT)
 *     another account's        on its way; one set look-up
 *     a connection named       on its way, the kernel carries it
 *     on lo, but to a name     on its way
 *       server or a proxy
 *     a child only observed    the first packets and DNS are copied to a log group
 *     a child held             packets that can carry a name go to the queue; DNS as well, where it
 *       is what answers for a block, otherwise it is copied
 *   later (priority -154; filter OUTPUT)
 *     what came back marked is kept for its connection, our bits are taken off the packet,
 *     and what is blocked is rejected, which the client sees at once
 *
 * Answers of name servers come from INPUT: to the log group, or to the queue where the child's DNS
 * is held. A blocked connection's server is told by a reset as well.
 *
 * How to give a verdict. Send NF_REPEAT with firewall_mark_packet(); not NF_ACCEPT. A packet that
 * is accepted out of a queue goes on behind the whole table that queued it, so that other tools'
 * rules for it (a VPN's, in mangle OUTPUT) are passed over, and the kernel looks its route up anew
 * with our bits in its mark. Repeated, it enters the same table again, where our first rule takes
 * the mark and then lets it meet every other rule. NF_ACCEPT with a mark works, with these two
 * faults; NF_ACCEPT without one is "on its way, ask again" in haste, when all is given up.
 */
#pragma once

#include "firewall/probe.h"
#include "firewall/rules.h"

struct firewall;

/**
 * firewall_open() - be ready to write rules; needs CAP_NET_ADMIN
 *
 * The nftables writer holds the netlink socket that owns our table until firewall_close(); it is
 * closed on exec. Returns 0, -ENOMEM, or what the kernel says, with @reterr.
 */
MUST_USE int firewall_open(enum firewall_writer writer, struct firewall **ret_firewall,
                           struct text *reterr);

/**
 * firewall_install() - put our rules in force in the place of a former version of them
 *
 * All or nothing: in nftables one transaction; in iptables one a family and table, taken back when
 * a later one is refused. Returns 0, -EINVAL for rules that are none, -EBUSY while another
 * Kindward owns the table, or a negative errno, with @reterr.
 */
MUST_USE int firewall_install(struct firewall *f, const struct firewall_rules *rules,
                              struct text *reterr);

/**
 * firewall_check() - are the rules still as they were installed?
 *
 * Returns 1 if they are or nothing was installed; 0 if something is missing or moved, which
 * @reterr names (install again); or a negative errno.
 */
MUST_USE int firewall_check(struct firewall *f, struct text *reterr);

/* Take our rules away; nothing to take is fine. Returns 0 or a negative errno, with @reterr. */
MUST_USE int firewall_remove(struct firewall *f, struct text *reterr);

/* Take away what a dead run left, whichever writer it used. As firewall_remove(). */
MUST_USE int firewall_clean(struct text *reterr);

/* Removes what is installed, and closes. NULL is fine, and NULL comes back. */
struct firewall *firewall_close(struct firewall *f);
AUTO_RELEASE(struct firewall, firewall_close);
