#include "daemon/guesses.h"

#include "base/siphash.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { WAYS = 8, SETS = GUESS_ADDRESSES_MAX / WAYS };

struct address {
    struct ip ip; /* len 0: free */
    bool is_answered;
    int64_t asked_us;
    char *name; /* owned; NULL: nobody knows, or not answered yet */
};

struct guesses {
    struct siphash_key key;
    struct address sets[SETS][WAYS];
    int64_t asked_us[GUESS_PER_MINUTE]; /* the last ones; a ring */
    size_t next, n_asked;
    struct guess_connection waiting[GUESS_WAITING_MAX];
    size_t n_waiting;
};

int guesses_new(struct guesses **ret)
{
    struct guesses *g = calloc(1, sizeof(*g));

    if (!g)
        return -ENOMEM;
    g->key = siphash_key_random();
    *ret = g;
    return 0;
}

struct guesses *guesses_free(struct guesses *g)
{
    if (g)
        for (size_t i = 0; i < GUESS_ADDRESSES_MAX; i++)
            free(g->sets[i / WAYS][i % WAYS].name);
    free(g);
    return NULL;
}

static struct address *set_of(struct guesses *g, const struct ip *ip)
{
    return g->sets[siphash13(g->key, ip->at, sizeof(ip->at)) % SETS];
}

static struct address *find(struct guesses *g, const struct ip *ip)
{
    struct address *set = set_of(g, ip);

    for (size_t i = 0; i < WAYS; i++)
        if (set[i].ip.len > 0 && ip_equal(&set[i].ip, ip))
            return &set[i];
    return NULL;
}

static bool is_old(const struct address *a, int64_t steady_us)
{
    return a->ip.len == 0 || steady_us - a->asked_us >= GUESS_EACH_US;
}

/* A place for an address of which nothing is known; NULL: there is none. */
static struct address *place_for(struct guesses *g, const struct ip *ip, int64_t steady_us)
{
    struct address *set = set_of(g, ip);

    for (size_t i = 0; i < WAYS; i++)
        if (is_old(&set[i], steady_us)) {
            free(set[i].name);
            set[i] = (struct address){.ip = {.len = 0}};
            return &set[i];
        }
    return NULL;
}

static bool may_ask(struct guesses *g, int64_t steady_us)
{
    if (g->n_asked == GUESS_PER_MINUTE && steady_us - g->asked_us[g->next] < MINUTE_US)
        return false;
    g->asked_us[g->next] = steady_us;
    g->next = (g->next + 1) % GUESS_PER_MINUTE;
    g->n_asked += g->n_asked < GUESS_PER_MINUTE;
    return true;
}

/* Where too many wait, this one's is never guessed. */
static void wait_for_it(struct guesses *g, const struct guess_connection *c)
{
    if (g->n_waiting < GUESS_WAITING_MAX)
        g->waiting[g->n_waiting++] = *c;
}

enum guess_step guesses_connection(struct guesses *g, const struct guess_connection *c,
                                   int64_t steady_us, const char **ret_name)
{
    struct address *a = find(g, &c->server);

    if (a && !is_old(a, steady_us)) {
        if (!a->is_answered) {
            wait_for_it(g, c);
            return GUESS_WAIT;
        }
        if (!a->name)
            return GUESS_NOTHING;
        *ret_name = a->name;
        return GUESS_KNOWN;
    }
    if (a) { /* its own place, so that it is never there twice */
        free(a->name);
        *a = (struct address){.ip = {.len = 0}};
    } else {
        a = place_for(g, &c->server, steady_us);
    }
    if (!a || !may_ask(g, steady_us))
        return GUESS_NOTHING;
    *a = (struct address){.ip = c->server, .asked_us = steady_us};
    wait_for_it(g, c);
    return GUESS_ASK;
}

bool guesses_answer(struct guesses *g, const struct ip *ip, const char *name,
                    void (*each)(const struct guess_connection *c, void *user), void *user)
{
    struct address *a = find(g, ip);
    size_t n = 0;

    if (!a || a->is_answered)
        return false;
    a->is_answered = true;
    a->name = name[0] ? strdup(name) : NULL; /* without memory for it, nobody knows */
    for (size_t i = 0; i < g->n_waiting; i++)
        if (!ip_equal(&g->waiting[i].server, ip))
            g->waiting[n++] = g->waiting[i];
        else if (name[0])
            each(&g->waiting[i], user);
    g->n_waiting = n;
    return true;
}

void guesses_forget_waiting(struct guesses *g)
{
    g->n_waiting = 0;
}
