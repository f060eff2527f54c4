/*
 * guesser — the recorder's side of the namer: whose may an address be that had no name?
 *
 * Nothing is asked, and nothing guessed, unless the supervisor linked a namer, which it does where
 * the configuration says names-for-nameless=true.
 */
#pragma once

#include "catalogue/catalogue.h"
#include "daemon/channel.h"
#include "daemon/guesses.h"
#include "daemon/onlookers.h"

struct guesser_options {
    const struct catalogue *catalogue; /* borrowed */
    /* A connection was probably to that host, whose domain is @site (inside @name). */
    void (*guess)(const struct guess_connection *c, const char *name, const char *site, void *user);
    void *user;
};

struct guesser {
    struct guesser_options options;
    struct channel namer;
    struct guesses *guesses; /* NULL until there is a namer */
};

/* 0 or -ENOMEM. */
MUST_USE int guesser_init(struct guesser *g, const struct guesser_options *options);
void guesser_done(struct guesser *g);

/* A namer is there; @fd: the link to it, taken over. */
void guesser_link(struct guesser *g, int fd);

/* A connection was opened: where it has no name and its server is one of the net's, guess. */
void guesser_connection(struct guesser *g, const struct observation *o);

/* Read what the namer said, and send what was asked. */
void guesser_mind(struct guesser *g);

/* Children have other numbers from now on. */
void guesser_forget_waiting(struct guesser *g);

/* A line for whoever looks on: a name as look_json() has it, its evidence "guess". */
void guess_tell(struct onlookers *o, const struct guess_connection *c, const char *name,
                const char *site, const char *child);
