/*
 * errand_run — root's side of errands (errand.h): a program that systemd starts when one is asked,
 * and that ends when none is for a while.
 */
#pragma once

struct errand_options {
    const char *config_dir, *lists_dir;
    const char *account; /* whose process may ask where it has CAP_NET_ADMIN, besides root */
};

/* Serves the socket that systemd handed over. Answers an exit status. */
int errand_main(const struct errand_options *options);
