/*
 * transfer — one file on its way. Private to fetch.
 */
#pragma once

#include "lists/answer.h"
#include "lists/fetch.h"

#include <curl/curl.h>

struct transfer {
    struct fetch *fetch;
    const struct fetch_limits *limits;
    CURL *easy; /* NULL: it is not on its way */
    struct curl_slist *headers;
    int file;              /* the bytes so far; -1: not open */
    uint64_t whole;        /* bytes of the file, where a part of it was sent; 0: not known */
    uint64_t at, began_at; /* bytes in the file; where this attempt began */
    bool is_judged;        /* the server's answer was looked at */
    bool is_refused;       /* why is said already */
    struct answer answer;  /* that is being read */
    char error[CURL_ERROR_SIZE];
};

/* Makes an attempt ready; what is there of an earlier one is gone on with. 0 or -ENOMEM. */
MUST_USE int transfer_begin(struct transfer *t, struct fetch *fetch,
                            const struct fetch_limits *limits);

/* The attempt is over. True: it was cut off, got further than the one before, and is worth another
 * one; false: the outcome stands in the fetch. */
bool transfer_end(struct transfer *t, CURLcode result);

void transfer_done(struct transfer *t);
