/* uses: base firewall */
/*
 * log_lines — a line for each packet of a log group: tcp or udp, its ports, its length, the mark.
 *
 * usage: log_lines GROUP
 */
#include "base/bytes.h"

#include <arpa/inet.h>
#include <errno.h>
#include <libnetfilter_log/libnetfilter_log.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static int on_packet(struct nflog_g_handle *group, struct nfgenmsg *message,
                     struct nflog_data *data, void *user)
{
    char *at = NULL;
    int n = nflog_get_payload(data, &at);
    struct bytes packet = bytes_of(at, n > 0 ? (size_t)n : 0);
    bool is_ip6 = peek_u8(packet, 0) >> 4 == 6;
    size_t head = is_ip6 ? 40 : (size_t)(peek_u8(packet, 0) & 15) * 4;
    uint8_t protocol = peek_u8(packet, is_ip6 ? 6 : 9);

    (void)group;
    (void)message;
    (void)user;
    printf("%s%s %u %u len %zu mark 0x%x\n",
           protocol == 6    ? "tcp"
           : protocol == 17 ? "udp"
                            : "other",
           is_ip6 ? "6" : "4", peek_u16(packet, head), peek_u16(packet, head + 2), packet.len,
           nflog_get_nfmark(data));
    fflush(stdout);
    return 0;
}

int main(int argc, char **argv)
{
    static char buffer[0x20000];
    struct nflog_handle *h = nflog_open();
    struct nflog_g_handle *group;
    ssize_t n;

    if (argc != 2 || !h)
        return 2;
    group = nflog_bind_group(h, (uint16_t)atoi(argv[1]));
    if (!group || nflog_set_mode(group, NFULNL_COPY_PACKET, 4096) < 0) {
        perror("log_lines");
        return 1;
    }
    nflog_callback_register(group, on_packet, NULL);
    puts("ready");
    fflush(stdout);
    while ((n = read(nflog_fd(h), buffer, sizeof(buffer))) > 0 || errno == ENOBUFS)
        if (n > 0)
            nflog_handle_packet(h, buffer, (int)n);
    return 1;
}
