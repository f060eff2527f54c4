/* uses: base */
/*
 * flood — datagrams of junk, as many as go out: flood ADDRESS PORT SECONDS
 *
 * Prints how many a second they were. Each goes from a new port in turn of a few hundred sockets,
 * so that it is now the first of a connection, now a later one.
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { N_SOCKETS = 200, BURST = 64, BYTES = 300, RENEW_EACH = 16 };

static int connect_to(const struct sockaddr_in *to)
{
    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0);

    if (fd >= 0 && connect(fd, (const struct sockaddr *)to, sizeof(*to)) < 0) {
        close(fd);
        return -1;
    }
    return fd;
}

static double now_s(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

int main(int argc, char **argv)
{
    static unsigned char junk[BYTES];
    static struct mmsghdr messages[BURST];
    static int fds[N_SOCKETS];
    struct iovec part = {.iov_base = junk, .iov_len = sizeof(junk)};
    struct sockaddr_in to = {.sin_family = AF_INET};
    double began = now_s(), seconds;
    unsigned long n = 0, round = 0;

    if (argc != 4 || inet_pton(AF_INET, argv[1], &to.sin_addr) != 1)
        return 2;
    to.sin_port = htons((uint16_t)strtoul(argv[2], NULL, 10));
    seconds = strtod(argv[3], NULL);
    for (size_t i = 0; i < BURST; i++)
        messages[i].msg_hdr = (struct msghdr){.msg_iov = &part, .msg_iovlen = 1};
    for (size_t i = 0; i < N_SOCKETS; i++)
        fds[i] = connect_to(&to);
    for (; now_s() - began < seconds; round++) {
        int *fd = &fds[round % N_SOCKETS], sent;

        for (size_t i = 0; i < sizeof(junk); i++)
            junk[i] = (unsigned char)random();
        if (*fd < 0 || round / N_SOCKETS % RENEW_EACH == 0) {
            if (*fd >= 0)
                close(*fd);
            *fd = connect_to(&to);
        }
        sent = *fd < 0 ? -1 : sendmmsg(*fd, messages, BURST, 0);
        n += sent > 0 ? (unsigned long)sent : 0;
    }
    printf("%.0f a second\n", (double)n / (now_s() - began));
    return 0;
}
