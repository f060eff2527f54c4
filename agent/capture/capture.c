#include "capture/capture.h"

#include "capture/pcapng.h"

#include <errno.h>
#include <fcntl.h>
#include <pcap/pcap.h>
#include <stdio_ext.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { STREAM_BUFFER_BYTES = 256 * 1024, PCAP_HEAD = 24, RECORD_HEAD = 16 };

struct capture {
    char *name;
    FILE *stream; /* pcap's once pcap is open */
    pcap_t *pcap; /* one of the two */
    struct pcapng *pcapng;
    char *buffer;
    int link_type;
    bool is_pcapng;
    uint64_t size, at, n_packets;
};

struct capture *capture_close(struct capture *c)
{
    if (c) {
        pcapng_free(c->pcapng);
        if (c->pcap)
            pcap_close(c->pcap); /* closes the stream */
        else if (c->stream)
            fclose(c->stream);
        free(c->buffer);
        free(c->name);
        free(c);
    }
    return NULL;
}

static int open_stream(struct capture *c, const char *path, struct text *reterr)
{
    struct stat st;
    int fd = strcmp(path, "-") == 0 ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC);
    int r;

    if (fd < 0 || fstat(fd, &st) < 0) {
        r = -errno;
        text_addf(reterr, "%s: cannot be read: %s", c->name, strerror(-r));
        text_add(reterr, r == -EACCES ? "; give yourself the right to read it, or run as its owner"
                         : r == -ENOENT ? "; check the path"
                                        : "");
        if (fd >= 0)
            close(fd);
        return r;
    }
    if (S_ISDIR(st.st_mode)) {
        text_addf(reterr, "%s: is a folder, not a capture; name the files in it", c->name);
        close(fd);
        return -EISDIR;
    }
    c->size = S_ISREG(st.st_mode) ? (uint64_t)st.st_size : 0;
    c->stream = fdopen(fd, "rb");
    c->buffer = malloc(STREAM_BUFFER_BYTES);
    if (!c->stream || !c->buffer) {
        if (!c->stream)
            close(fd);
        text_addf(reterr, "%s: there is no memory to read it", c->name);
        return -ENOMEM;
    }
    setvbuf(c->stream, c->buffer, _IOFBF, STREAM_BUFFER_BYTES);
    __fsetlocking(c->stream, FSETLOCKING_BYCALLER); /* one thread reads it */
    return 0;
}

/* The first bytes, left in the stream: 0 for an end before them. */
static uint32_t peek_magic(FILE *stream)
{
    int first = getc(stream);

    if (first == EOF)
        return 0;
    ungetc(first, stream);
    return (uint32_t)first | 0x100;
}

int capture_open(const char *path, struct capture **ret, struct text *reterr)
{
    AUTO(capture_close) struct capture *c = calloc(1, sizeof(*c));
    char why[PCAP_ERRBUF_SIZE];
    uint32_t magic;
    int r;

    if (!c || !(c->name = strdup(strcmp(path, "-") == 0 ? "standard input" : path)))
        return -ENOMEM;
    r = open_stream(c, path, reterr);
    if (r < 0)
        return r;
    magic = peek_magic(c->stream);
    if (magic == 0) {
        text_addf(reterr, "%s: is empty; a capture begins with a header of %d bytes", c->name,
                  PCAP_HEAD);
        return -ENODATA;
    }
    c->is_pcapng = magic == (0x100 | 0x0a);
    if (c->is_pcapng) { /* libpcap takes one link type only; ours takes each as it is */
        r = pcapng_new(c->stream, &c->pcapng);
        if (r < 0)
            return r;
        *ret = TAKE(c);
        return 0;
    }
    c->pcap = pcap_fopen_offline_with_tstamp_precision(c->stream, PCAP_TSTAMP_PRECISION_MICRO, why);
    if (!c->pcap) {
        text_addf(reterr, "%s: is not a capture that can be read (%s); pcap and pcapng are",
                  c->name, why);
        return -EINVAL;
    }
    c->link_type = pcap_datalink(c->pcap);
    c->at = PCAP_HEAD;
    *ret = TAKE(c);
    return 0;
}

static enum capture_answer next_pcapng(struct capture *c, struct frame *ret, struct text *reterr)
{
    struct pcapng_packet packet;
    const char *why = "";

    switch (pcapng_next(c->pcapng, &packet, &why)) {
    case PCAPNG_PACKET:
        *ret = (struct frame){
            .when_us = packet.when_us,
            .number = ++c->n_packets,
            .link_type = packet.link_type,
            .wire_bytes = packet.wire_bytes,
            .bytes = packet.bytes,
        };
        return CAPTURE_PACKET;
    case PCAPNG_END:
        return CAPTURE_END;
    case PCAPNG_DAMAGED:
        text_addf(reterr,
                  "%s: damaged at offset %llu, behind packet %llu: %s; what came before was read",
                  c->name, (unsigned long long)pcapng_at_bytes(c->pcapng),
                  (unsigned long long)c->n_packets, why);
        return CAPTURE_DAMAGED;
    }
    return CAPTURE_END;
}

enum capture_answer capture_next(struct capture *c, struct frame *ret, struct text *reterr)
{
    struct pcap_pkthdr *head;
    const u_char *bytes;

    if (c->pcapng)
        return next_pcapng(c, ret, reterr);
    switch (pcap_next_ex(c->pcap, &head, &bytes)) {
    case 1:
        c->at += RECORD_HEAD + head->caplen;
        *ret = (struct frame){
            .when_us = (int64_t)head->ts.tv_sec * 1000000 + head->ts.tv_usec,
            .number = ++c->n_packets,
            .link_type = c->link_type,
            .wire_bytes = head->len,
            .bytes = bytes_of(bytes, head->caplen),
        };
        return CAPTURE_PACKET;
    case PCAP_ERROR_BREAK:
        return CAPTURE_END;
    default:
        text_addf(reterr,
                  "%s: damaged at offset %llu, behind packet %llu: %s; what came before was read",
                  c->name, (unsigned long long)c->at, (unsigned long long)c->n_packets,
                  pcap_geterr(c->pcap));
        return CAPTURE_DAMAGED;
    }
}

uint64_t capture_size_bytes(const struct capture *c)
{
    return c->size;
}

uint64_t capture_at_bytes(const struct capture *c)
{
    return c->pcapng ? pcapng_at_bytes(c->pcapng) : c->at;
}
