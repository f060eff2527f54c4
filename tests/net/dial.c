/* uses: base */
/*
 * dial — visits in clear, so many a second: dial ADDRESS PORT A_SECOND SECONDS
 *
 * Each is a connection of its own, with a request for a page of one of some thousand hosts and its
 * answer's first bytes, ended by a reset so that ports do not run out. Prints how many began a
 * second, and how many were answered in all. What is late is not made up for: a machine that
 * cannot do so many does what it can.
 */
#include "base/scope.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { MOST_AT_ONCE = 800, N_HOSTS = 5000, TURN_MS = 5, PATIENCE_MS = 1000 };

struct visit {
    int fd; /* -1: free */
    bool has_asked;
    double began_s;
};

static struct visit visits[MOST_AT_ONCE];
static unsigned long n_began, n_answered;
static int poller;

static double now_s(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void end(struct visit *v)
{
    struct linger at_once = {.l_onoff = 1, .l_linger = 0};

    (void)setsockopt(v->fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
    close(v->fd);
    v->fd = -1;
}

static void begin(struct visit *v, const struct sockaddr_in *to)
{
    struct epoll_event event = {.events = EPOLLOUT, .data = {.ptr = v}};

    *v = (struct visit){.fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), .began_s = now_s()};
    if (v->fd < 0)
        return;
    n_began++;
    (void)connect(v->fd, (const struct sockaddr *)to, sizeof(*to));
    if (epoll_ctl(poller, EPOLL_CTL_ADD, v->fd, &event) < 0)
        end(v);
}

static void go_on(struct visit *v, uint32_t events)
{
    struct epoll_event event = {.events = EPOLLIN, .data = {.ptr = v}};
    char text[256];

    if (v->fd < 0)
        return;
    if (v->has_asked) {
        n_answered += recv(v->fd, text, sizeof(text), 0) > 0;
        end(v);
        return;
    }
    snprintf(text, sizeof(text), "GET /take HTTP/1.1\r\nHost: h%lu.dialled.example.net\r\n\r\n",
             n_began % N_HOSTS);
    v->has_asked = true;
    if ((events & (EPOLLERR | EPOLLHUP)) || send(v->fd, text, strlen(text), MSG_NOSIGNAL) < 0 ||
        epoll_ctl(poller, EPOLL_CTL_MOD, v->fd, &event) < 0)
        end(v);
}

int main(int argc, char **argv)
{
    struct sockaddr_in to = {.sin_family = AF_INET};
    struct epoll_event events[256];
    double began, a_second, seconds, s;

    if (argc != 5 || inet_pton(AF_INET, argv[1], &to.sin_addr) != 1)
        return 2;
    to.sin_port = htons((uint16_t)strtoul(argv[2], NULL, 10));
    a_second = strtod(argv[3], NULL);
    seconds = strtod(argv[4], NULL);
    poller = epoll_create1(0);
    for (size_t i = 0; i < ARRAY_LEN(visits); i++)
        visits[i].fd = -1;
    began = now_s();
    while ((s = now_s() - began) < seconds) {
        int n = epoll_wait(poller, events, ARRAY_LEN(events), TURN_MS);

        for (int i = 0; i < n; i++)
            go_on(events[i].data.ptr, events[i].events);
        for (size_t i = 0; i < ARRAY_LEN(visits); i++) {
            struct visit *v = &visits[i];

            if (v->fd >= 0 && now_s() - v->began_s > PATIENCE_MS / 1000.0)
                end(v);
            if (v->fd < 0 && (double)n_began < s * a_second)
                begin(v, &to);
        }
    }
    printf("%.0f a second began, %lu were answered\n", (double)n_began / s, n_answered);
    return 0;
}
