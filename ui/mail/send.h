/*
 * send — hands a message to who delivers it: this machine's sendmail, or a server, by TLS.
 */
#pragma once

#include "base/scope.h"
#include "base/text.h"

struct envelope {
    const char *from; /* an address */
    const char *to;   /* addresses, parted by ";" */
};

/* @program: as sendmail is called, `-i -f FROM -- TO...`. 0, or a negative errno and *reterr. */
MUST_USE int send_by_program(const char *program, const struct envelope *e,
                             const struct text *message, struct text *reterr);

struct server {
    const char *url;      /* policy/mail_word.h lets it */
    const char *user;     /* "": the server wants to know nobody */
    const char *password; /* "" as well */
    const char *ca_file;  /* whom to trust besides the machine's own; NULL: nobody */
};

/* Never without TLS, and to none whose certificate is not right. The same answers. */
MUST_USE int send_by_server(const struct server *s, const struct envelope *e,
                            const struct text *message, struct text *reterr);
