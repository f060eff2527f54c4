/*
 * wish — what a guardian asks of the policy in force: to read it anew, an exception, a block.
 */
#pragma once

#include "policy/policy.h"

enum { WISH_WHAT_MAX = 254, EXCEPTIONS_MAX = 64, EXCEPTION_MINUTES_MAX = 24 * 60 };

enum wish_kind {
    WISH_RELOAD,    /* read the files anew */
    WISH_EXCEPTION, /* let something through for a while */
    WISH_BLOCK,     /* a line more in the child's file */
    WISH_KIND_COUNT,
};

struct wish {
    uint32_t serial;  /* the asker's number of it */
    uint32_t policy;  /* the serial of the policy whose number of a child it is */
    uint32_t kind;    /* enum wish_kind */
    uint32_t child;   /* not of WISH_RELOAD, as what follows */
    uint32_t subject; /* enum subject */
    uint32_t minutes; /* of an exception; 0: it ends now */
    uint32_t uid;     /* who asks */
    char what[WISH_WHAT_MAX + 2];
};

/* What is let through for a while; it is in memory only, and ends with the agent. */
struct exception {
    uint32_t child, subject, uid, minutes;
    int64_t until_us;
    char what[WISH_WHAT_MAX + 2];
};

/* The subject of that word, as subject_name() says it; false: there is none. */
bool subject_from_name(const char *name, enum subject *ret);
