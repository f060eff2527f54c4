#include "daemon/guesser.h"

#include "base/log.h"
#include "daemon/look_json.h"
#include "daemon/reverse.h"
#include "daemon/role.h"

#include <errno.h>
#include <string.h>

enum { DATAGRAMS_AT_ONCE = 16 };

static const struct bytes nothing;

int guesser_init(struct guesser *g, const struct guesser_options *options)
{
    *g = (struct guesser){.options = *options};
    return channel_init(&g->namer, -1, ROLE_RECORDER, ROLE_NAMER);
}

void guesser_done(struct guesser *g)
{
    channel_done(&g->namer);
    g->guesses = guesses_free(g->guesses);
}

void guesser_link(struct guesser *g, int fd)
{
    channel_replace(&g->namer, fd);
    if (!g->guesses && guesses_new(&g->guesses) < 0)
        log_error("recorder: there is no memory for guesses");
    guesser_forget_waiting(g);
}

void guesser_forget_waiting(struct guesser *g)
{
    if (g->guesses)
        guesses_forget_waiting(g->guesses);
}

/* What is never recorded is not guessed either; nor is what belongs to nobody. */
static void say(const struct guesser *g, const struct guess_connection *c, const char *name)
{
    const char *site = catalogue_holder(name);

    if (site && !catalogue_find(g->options.catalogue, name, strlen(name)).never_recorded)
        g->options.guess(c, name, site, g->options.user);
}

void guesser_connection(struct guesser *g, const struct observation *o)
{
    struct guess_connection c = {.server = ip_without_nat64(&o->server),
                                 .port = o->server_port,
                                 .is_udp = o->is_udp,
                                 .child = o->child,
                                 .when_us = o->when_us};
    const char *name;

    if (g->namer.fd < 0 || !g->guesses || o->evidence != EVIDENCE_NONE || o->through_proxy ||
        !ip_is_public(&c.server))
        return;
    switch (guesses_connection(g->guesses, &c, role_steady_us(), &name)) {
    case GUESS_NOTHING:
    case GUESS_WAIT:
        break;
    case GUESS_ASK:
        channel_put(&g->namer, MESSAGE_ADDRESS, &c.server, sizeof(c.server), nothing);
        break;
    case GUESS_KNOWN:
        say(g, &c, name);
        break;
    }
}

struct answer {
    const struct guesser *g;
    const char *name;
};

static void each_waiting(const struct guess_connection *c, void *user)
{
    const struct answer *a = user;

    say(a->g, c, a->name);
}

static void on_namer(const struct message *m, int fd, void *user)
{
    struct guesser *g = user;
    char name[REVERSE_HOST_MAX + 1];
    struct answer a = {.g = g, .name = name};
    struct ip ip;

    (void)fd;
    if (m->type == MESSAGE_GUESS && g->guesses && message_guess_read(m->body, &ip, name))
        (void)guesses_answer(g->guesses, &ip, name, each_waiting, &a);
}

void guesser_mind(struct guesser *g)
{
    int r = 1;

    for (int i = 0; i < DATAGRAMS_AT_ONCE && g->namer.fd >= 0 && r > 0; i++)
        r = channel_receive(&g->namer, on_namer, g);
    if (r < 0)
        channel_replace(&g->namer, -1);
    channel_flush(&g->namer);
}

void guess_tell(struct onlookers *o, const struct guess_connection *c, const char *name,
                const char *site, const char *child)
{
    struct observation seen = {.when_us = c->when_us,
                               .protocol = PROTOCOL_FLOW,
                               .server = c->server,
                               .server_port = c->port,
                               .name = name,
                               .site = site,
                               .platform_id = "",
                               .verdict = VERDICT_ALLOW,
                               .rule = ""};
    json_t *line;

    if (!onlookers_any(o))
        return;
    line = look_json(&seen, child, false);
    (void)json_object_set_new(line, "evidence", json_string("guess"));
    if (line)
        onlookers_tell(o, line);
    json_decref(line);
}
