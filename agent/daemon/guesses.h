/*
 * guesses — which addresses without a name the namer was asked about, and what it said.
 *
 * An address is asked about at most once in GUESS_EACH_US, and no more than GUESS_PER_MINUTE of
 * them in any minute, so that a program with a thousand peers does not make a thousand questions
 * leave the home. What was said holds for as long. The table has a ceiling: where it is full of
 * addresses that were asked about today, others are not asked about. All of it is in memory alone.
 */
#pragma once

#include "base/clock.h"
#include "base/ip.h"

#include <stdbool.h>
#include <stdint.h>

#define GUESS_EACH_US DAY_US

enum { GUESS_PER_MINUTE = 20, GUESS_ADDRESSES_MAX = 4096, GUESS_WAITING_MAX = 256 };

struct guesses;

MUST_USE int guesses_new(struct guesses **ret); /* 0 or -ENOMEM */
struct guesses *guesses_free(struct guesses *g);
AUTO_RELEASE(struct guesses, guesses_free);

/* A connection of a child's to an address that had no name. */
struct guess_connection {
    struct ip server;
    uint16_t port;
    bool is_udp;
    uint32_t child;
    int64_t when_us;
};

enum guess_step {
    GUESS_NOTHING, /* nobody knows, or nobody may be asked now */
    GUESS_ASK,     /* ask the namer; the connection waits for what it says */
    GUESS_WAIT,    /* it was asked: the connection waits, too */
    GUESS_KNOWN,   /* *ret_name is the host's, borrowed until the next call */
};

/* Whose may it be? @steady_us: of a clock that does not jump. */
enum guess_step guesses_connection(struct guesses *g, const struct guess_connection *c,
                                   int64_t steady_us, const char **ret_name);

/**
 * guesses_answer() - what the namer says
 * @name: "" for nobody
 * @each: the connections that waited for it, each once; not called for ""
 *
 * Return: false where nobody asked for that address, or it was answered already.
 */
bool guesses_answer(struct guesses *g, const struct ip *ip, const char *name,
                    void (*each)(const struct guess_connection *c, void *user), void *user);

/* Children have other numbers from now on, or the namer is gone: nobody waits any more. */
void guesses_forget_waiting(struct guesses *g);
