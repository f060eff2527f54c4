/*
 * fetch — files by HTTPS, several at once, each under a ceiling of bytes and time.
 *
 * The server's certificate is checked, a redirect may only lead to HTTPS again, and nothing of ours
 * is sent but the address, what is there already (ETag, Last-Modified) and the name "kindward".
 * What was cut off is kept beside, and the next attempt goes on where it ended, if the server still
 * has the same file.
 */
#pragma once

#include "base/scope.h"
#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum fetch_outcome {
    FETCH_FAILED, /* why says it; nothing new is there */
    FETCH_NEW,    /* the whole file is at `path` */
    FETCH_SAME,   /* what is there already is still what the server has */
};

struct fetch {
    const char *name; /* for the progress line */
    const char *url;
    char *path;                  /* where the bytes go; PATH.json beside it says what they are */
    const char *etag, *modified; /* of the version that is there, as the server said; "": none */
    /* The answer: */
    enum fetch_outcome outcome;
    struct text why;                    /* a clause for a person */
    struct text new_etag, new_modified; /* of FETCH_NEW; "" where the server says none */
    uint64_t n_bytes;                   /* of FETCH_NEW */
    bool is_resumed;                    /* some of the bytes are of an earlier attempt */
};

struct fetch_limits {
    uint64_t bytes_max;    /* of one file as it is sent */
    unsigned seconds;      /* for one file */
    unsigned slow_seconds; /* with less than a kilobyte a second, until it is given up */
    const char *authority; /* PEM file of who may vouch for servers; NULL: the system's */
};

/**
 * fetch_all() - fetch them, six at a time
 * @shows: a line of progress on standard error, where that is a terminal
 *
 * Return: 0, whatever became of each; -ENOMEM; or -ENOSYS: this libcurl has no HTTPS.
 */
MUST_USE int fetch_all(struct fetch *all, size_t n, const struct fetch_limits *limits, bool shows);

void fetch_done(struct fetch *f); /* the texts and the path */
