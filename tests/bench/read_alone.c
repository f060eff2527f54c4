/*
 * read_alone — libpcap reads a capture and nothing else happens: what every reader is measured by.
 *
 * usage: read_alone FILE
 *
 * Reads with pcap_open_offline() and pcap_next_ex(), as its manual shows, and prints how many
 * packets there were and the sum of their lengths, so that no packet is left unread.
 */
#include <inttypes.h>
#include <pcap/pcap.h>
#include <stdio.h>

int main(int argc, char **argv)
{
    char error[PCAP_ERRBUF_SIZE];
    pcap_t *capture = argc == 2 ? pcap_open_offline(argv[1], error) : NULL;
    struct pcap_pkthdr *header;
    const unsigned char *bytes;
    uint64_t n = 0, length = 0;
    int answer;

    if (!capture) {
        fprintf(stderr, argc == 2 ? "read_alone: %s\n" : "usage: read_alone FILE\n", error);
        return 2;
    }
    while ((answer = pcap_next_ex(capture, &header, &bytes)) == 1) {
        n++;
        length += header->caplen + (header->caplen ? bytes[header->caplen - 1] & 1u : 0);
    }
    printf("%" PRIu64 " packets, %" PRIu64 "\n", n, length);
    if (answer == PCAP_ERROR)
        fprintf(stderr, "read_alone: %s\n", pcap_geterr(capture));
    pcap_close(capture);
    return answer == PCAP_ERROR;
}
