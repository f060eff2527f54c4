/*
 * evidence — how we know a name. A word that flow, policy, store and insight share.
 */
#pragma once

/* In the order of strength. */
enum evidence {
    EVIDENCE_NONE,    /* no name at all */
    EVIDENCE_OUTER,   /* the outer name of an encrypted hello: the provider's, not the site's */
    EVIDENCE_CLAIMED, /* the client said it, and no answer bound it to this address: can be a lie */
    EVIDENCE_ASKED,   /* a question to the resolver: a look-up is no visit */
    EVIDENCE_BOUND,   /* an answer bound it to the address; the connection itself said none */
    EVIDENCE_SAID,    /* the client said it, and an answer bound it to this address */
};

const char *evidence_name(enum evidence e); /* "said", "bound", ... for JSON and logs */
