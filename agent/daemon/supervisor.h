/*
 * supervisor — starts and watches the other roles, and puts the rules in force; sees no packet.
 */
#pragma once

struct supervisor_options {
    const char *config_dir, *state_dir, *runtime_dir, *account;
    const char *lists_dir; /* where fetched lists are kept */
    const char *errands;   /* the socket of root's side (errand.h), where we are not root */
    const char *probed;    /* supervisor_probe()'s file; NULL: the kernel is tried at the start */
};

/* Only try what the kernel can do, and leave that in the file `probed`. Answers an exit status. */
int supervisor_probe(const struct supervisor_options *options);

/* Runs until SIGTERM or SIGINT; SIGHUP reads the configuration anew. Answers an exit status. */
int supervisor_main(const struct supervisor_options *options);
