/*
 * errand — what the agent has root do for it, where it is an account of its own.
 *
 * One question and one answer, each a datagram of one size, to a socket that systemd keeps
 * (kindward-errands.socket). The supervisor alone may ask, and nothing that it says is believed:
 * there are four things that can be asked, none names a file, and the only one that changes
 * something adds one item to the [block] of a child's file.
 */
#pragma once

#include "base/bytes.h"
#include "base/scope.h"
#include "policy/policy_load.h"
#include "policy/wish.h"

#define ERRANDS_SOCKET "/run/kindward-errands"

enum errand_kind {
    ERRAND_POLICY,  /* the texts of the configuration: a file of memory (errand_texts_read()) */
    ERRAND_BLOCK,   /* one item more in [block] of a child's file */
    ERRAND_MONITOR, /* a socket of the resolver's monitor, subscribed (monitor.h) */
    ERRAND_QUEUE,   /* QUEUEWATCH_FILE of the asker's network, open */
    ERRAND_COUNT
};

enum { ERRAND_WORDS_MAX = 2048, ERRAND_FOLDER_MAX = 256, ERRAND_TEXTS_MAX = 80 << 20 };

struct errand {
    uint32_t kind;    /* enum errand_kind */
    uint32_t subject; /* enum subject, of a block, as what follows; else 0 and "" */
    char config_dir[ERRAND_FOLDER_MAX]; /* from / on; of texts and a block root's own only */
    char account[ACCOUNT_NAME_MAX + 4]; /* the child's; no gap follows it */
    char what[WISH_WHAT_MAX + 2];
};

struct errand_answer {
    int32_t error;                /* 0, or a negative errno */
    char words[ERRAND_WORDS_MAX]; /* for a person: what is wrong, a line each; "": nothing */
};

/* False: it is no errand; *ret is then untouched. Pure. */
MUST_USE bool errand_read(struct bytes datagram, struct errand *ret);
MUST_USE bool errand_answer_read(struct bytes datagram, struct errand_answer *ret);

/* The texts of a configuration as a sealed file of memory, the caller's. 0 or a negative errno. */
MUST_USE int errand_texts_write(const struct policy_texts *texts, int *ret_fd);

/* The same back: 0, -EBADMSG: it is none, or -ENOMEM. */
MUST_USE int errand_texts_read(struct bytes file, struct policy_texts *ret);
