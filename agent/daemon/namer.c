/*
 * namer — asks the resolver whose an address is that had no name, in the background.
 *
 * The one role that speaks with the network, and only where the guardian asked for it: a PTR
 * question tells the resolver which address somebody here talked to. It has the sockets of the
 * Internet and no file, no capability, no packet of a child's. A name counts only where its own
 * records hold the address. c-ares reads the machine's resolvers once, before the role is confined;
 * where they change, the supervisor starts it anew.
 */
#include "base/clock.h"
#include "base/log.h"
#include "daemon/confine.h"
#include "daemon/reverse.h"
#include "daemon/role.h"
#include "wire/dns.h"

#include <ares.h>
#include <errno.h>
#include <poll.h>
#include <string.h>

enum { ASKED_MAX = 32, TIMEOUT_MS = 2000, TRIES = 2, DATAGRAMS_AT_ONCE = 16 };

struct namer;

/* One address that is being asked about. */
struct asked {
    struct namer *namer;
    struct ip ip;
    char host[REVERSE_HOST_MAX + 1];
    bool is_open;
};

struct namer {
    struct message_config config;
    struct channel control, recorder;
    ares_channel resolver;
    struct asked asked[ASKED_MAX];
    struct message_state state;
    bool is_stopping;
};

static const struct bytes nothing;

static void answer(struct asked *a, const char *host)
{
    channel_put(&a->namer->recorder, MESSAGE_GUESS, &a->ip, sizeof(a->ip),
                bytes_of(host, strlen(host)));
    a->namer->state.counts[STATE_NAMED] += host[0] != '\0';
    a->is_open = false;
}

/* Not an answer, but that we end; nothing new may be asked then. */
static bool is_over(struct asked *a, int status)
{
    if (status == ARES_EDESTRUCTION || status == ARES_ECANCELLED)
        a->is_open = false;
    return !a->is_open;
}

static struct bytes message_of(const unsigned char *at, int len)
{
    return at && len > 0 ? bytes_of(at, (size_t)len) : nothing;
}

static void on_forward(void *user, int status, int timeouts, unsigned char *at, int len)
{
    struct asked *a = user;

    (void)timeouts;
    if (!is_over(a, status))
        answer(a, reverse_confirms(message_of(at, len), &a->ip) ? a->host : "");
}

static void on_reverse(void *user, int status, int timeouts, unsigned char *at, int len)
{
    struct asked *a = user;

    (void)timeouts;
    if (is_over(a, status))
        return;
    if (!reverse_read(message_of(at, len), a->host)) {
        answer(a, "");
        return;
    }
    ares_query(a->namer->resolver, a->host, DNS_CLASS_IN, a->ip.len == 4 ? DNS_A : DNS_AAAA,
               on_forward, a);
}

static void ask(struct namer *n, const struct ip *ip)
{
    char name[REVERSE_NAME_MAX];
    struct asked *a = NULL;

    for (size_t i = 0; i < ASKED_MAX; i++) {
        if (n->asked[i].is_open && ip_equal(&n->asked[i].ip, ip))
            return; /* one question at a time for an address */
        if (!n->asked[i].is_open && !a)
            a = &n->asked[i];
    }
    if (!reverse_name(ip, name) || !a) {
        channel_put(&n->recorder, MESSAGE_GUESS, ip, sizeof(*ip), nothing);
        return;
    }
    *a = (struct asked){.namer = n, .ip = *ip, .is_open = true};
    n->state.counts[STATE_PACKETS]++; /* addresses, for this role */
    ares_query(n->resolver, name, DNS_CLASS_IN, DNS_PTR, on_reverse, a);
}

static void on_recorder(const struct message *m, int fd, void *user)
{
    struct ip said, ip;

    (void)fd;
    if (m->type != MESSAGE_ADDRESS || !message_copy(m, &said, sizeof(said), NULL) ||
        (said.len != 4 && said.len != 16))
        return;
    ip = ip_from_bytes(bytes_of(said.at, said.len));
    if (ip_is_public(&ip))
        ask(user, &ip);
}

static void on_control(const struct message *m, int fd, void *user)
{
    struct namer *n = user;

    switch (m->type) {
    case MESSAGE_PEER:
        channel_replace(&n->recorder, fd);
        break;
    case MESSAGE_PING:
        n->state.counts[STATE_LOST] = n->recorder.n_lost;
        channel_put(&n->control, MESSAGE_STATE, &n->state, sizeof(n->state), nothing);
        break;
    case MESSAGE_STOP:
        n->is_stopping = true;
        break;
    default:
        break;
    }
}

/* How long until c-ares has something to give up on. */
static int wait_ms(struct namer *n)
{
    struct timeval most = {.tv_usec = ROLE_TICK_MS * 1000}, wait;
    const struct timeval *at = ares_timeout(n->resolver, &most, &wait);

    return at ? (int)(at->tv_sec * 1000 + at->tv_usec / 1000 + 1) : ROLE_TICK_MS;
}

/* Its sockets, at most ARES_GETSOCK_MAXNUM of them; how many. */
static nfds_t sockets(struct namer *n, struct pollfd *ret)
{
    ares_socket_t at[ARES_GETSOCK_MAXNUM];
    unsigned bits = (unsigned)ares_getsock(n->resolver, at, ARES_GETSOCK_MAXNUM);
    nfds_t count = 0;

    for (int i = 0; i < ARES_GETSOCK_MAXNUM; i++) { /* its macros shift into the sign */
        short events = (short)((bits >> i & 1 ? POLLIN : 0) |
                               (bits >> (i + ARES_GETSOCK_MAXNUM) & 1 ? POLLOUT : 0));

        if (events)
            ret[count++] = (struct pollfd){.fd = at[i], .events = events};
    }
    return count;
}

static void serve(struct namer *n, const struct pollfd *fds, nfds_t count)
{
    bool any = false;

    for (nfds_t i = 0; i < count; i++) {
        bool can_read = fds[i].revents & (POLLIN | POLLERR | POLLHUP),
             can_write = fds[i].revents & POLLOUT;

        any |= can_read || can_write;
        if (can_read || can_write)
            ares_process_fd(n->resolver, can_read ? fds[i].fd : ARES_SOCKET_BAD,
                            can_write ? fds[i].fd : ARES_SOCKET_BAD);
    }
    if (!any) /* what waited for too long */
        ares_process_fd(n->resolver, ARES_SOCKET_BAD, ARES_SOCKET_BAD);
}

static int run(struct namer *n)
{
    while (!n->is_stopping) {
        struct pollfd ready[2 + ARES_GETSOCK_MAXNUM] = {
            {.fd = n->control.fd, .events = POLLIN},
            {.fd = n->recorder.fd, .events = POLLIN},
        };
        nfds_t count = sockets(n, ready + 2);
        int r = 1;

        if (poll(ready, 2 + count, wait_ms(n)) < 0 && errno != EINTR)
            return 1;
        serve(n, ready + 2, count);
        for (int i = 0; i < DATAGRAMS_AT_ONCE && ready[1].revents && r > 0; i++)
            r = channel_receive(&n->recorder, on_recorder, n);
        if (r < 0)
            channel_replace(&n->recorder, -1);
        r = 1;
        while (ready[0].revents && (r = channel_receive(&n->control, on_control, n)) > 0)
            ;
        if (ready[0].revents && r < 0)
            return 0;
        channel_flush(&n->recorder);
        channel_flush(&n->control);
    }
    return 0;
}

static int prepare(struct namer *n, struct text *reterr)
{
    struct confinement what = {
        .role = ROLE_NAMER, .account = n->config.account, .asks_network = true};
    struct ares_options options = {.timeout = TIMEOUT_MS, .tries = TRIES};
    int r = ares_library_init(ARES_LIB_INIT_ALL);

    if (r == ARES_SUCCESS)
        r = ares_init_options(&n->resolver, &options, ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES);
    if (r != ARES_SUCCESS) {
        text_addf(reterr, "the machine's resolvers cannot be read: %s", ares_strerror(r));
        return r == ARES_ENOMEM ? -ENOMEM : -EIO;
    }
    return confine(&what, reterr);
}

int namer_main(void)
{
    static struct namer n;
    AUTO_TEXT struct text error = {.at = NULL};
    int status;

    if (channel_init(&n.control, ROLE_CONTROL_FD, ROLE_NAMER, ROLE_SUPERVISOR) < 0 ||
        channel_init(&n.recorder, -1, ROLE_NAMER, ROLE_RECORDER) < 0 ||
        role_config(&n.control, &n.config) < 0)
        return role_failed(ROLE_NAMER, "there is nobody to work for");
    if (prepare(&n, &error) < 0)
        return role_failed(ROLE_NAMER, error.len ? error.at : "there is no memory to begin with");
    n.state.is_confined = confine_is_effective();
    channel_put(&n.control, MESSAGE_READY, NULL, 0, nothing);
    channel_flush(&n.control);
    status = run(&n);
    ares_destroy(n.resolver);
    ares_library_cleanup();
    channel_done(&n.recorder);
    channel_done(&n.control);
    return status;
}
