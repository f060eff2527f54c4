/*
 * accounting — have the kernel count what connections carry, and put its switches back.
 *
 * nf_conntrack_acct and nf_conntrack_timestamp belong to the machine. What they were is written to
 * a file before they are changed, so that the next start, or the stop of it, finds the original
 * even after a kill. They start with the next connection: those of before have no volume.
 */
#pragma once

#include "base/scope.h"
#include "base/text.h"

#include <stdbool.h>

#define ACCOUNTING_FILE "conntrack-switches"
#define ACCOUNTING_PROC "/proc/sys/net/netfilter"

/**
 * accounting_on() - switch counting and timestamps on
 * @state_dir: folder that outlives us; ACCOUNTING_FILE in it is ours
 * @proc_dir:  ACCOUNTING_PROC
 *
 * A file that is there already, of a run that was killed, keeps its word: what it says is the
 * original. To be called between firewall_probe(), which brings the kernel's module and with it the
 * switches, and firewall_install(): a rule of iptables that counts switches counting on by itself.
 * A switch that the kernel does not have is passed over, except for counting itself:
 * -ENOENT; then the file says that all was off, as it is when the module comes: who finds no switch
 * in the end either calls accounting_restore(). Returns 0 or a negative errno, with @reterr.
 */
MUST_USE int accounting_on(const char *state_dir, const char *proc_dir, struct text *reterr);

/* Is there such a file: of a run that goes on, or that was killed? */
bool accounting_is_kept(const char *state_dir);

/* Put back what the file says, and remove it; without a file nothing is done. */
MUST_USE int accounting_restore(const char *state_dir, const char *proc_dir, struct text *reterr);
