#include "doctor/texts.h"

#include <stdlib.h>
#include <string.h>

/* The next line, without its end; false at the end of the text. */
static bool next_line(struct reader *in, struct bytes *ret)
{
    const uint8_t *end;
    size_t len;

    if (in->left.len == 0)
        return false;
    end = memchr(in->left.at, '\n', in->left.len);
    len = end ? (size_t)(end - in->left.at) : in->left.len;
    *ret = read_bytes(in, len);
    if (end)
        read_skip(in, 1);
    return true;
}

static bool is_blank(uint8_t c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

/* The next word of a line; empty at its end. */
static struct bytes next_word(struct reader *line)
{
    size_t n = 0;

    while (line->left.len > 0 && is_blank(line->left.at[0]))
        read_skip(line, 1);
    while (n < line->left.len && !is_blank(line->left.at[n]))
        n++;
    return read_bytes(line, n);
}

static bool is_word(struct bytes w, const char *s)
{
    return bytes_equal(w, bytes_of(s, strlen(s)));
}

/* All of the word as a number; false where it is none. */
static bool number(struct bytes w, int base, uint64_t *ret)
{
    char copy[24], *end;

    if (w.len == 0 || w.len >= sizeof(copy) || w.at[0] == '-' || w.at[0] == '+')
        return false;
    memcpy(copy, w.at, w.len);
    copy[w.len] = '\0';
    *ret = strtoull(copy, &end, base);
    return end == copy + w.len;
}

bool proc_status_read(struct bytes text, struct proc_status *ret)
{
    enum { UID, EFF, BND, SECCOMP, PRIVS, FIELDS };
    static const struct {
        const char *key;
        int base, skip; /* words to leave out */
    } fields[FIELDS] = {[UID] = {"Uid:", 10, 1},
                        [EFF] = {"CapEff:", 16, 0},
                        [BND] = {"CapBnd:", 16, 0},
                        [SECCOMP] = {"Seccomp:", 10, 0},
                        [PRIVS] = {"NoNewPrivs:", 10, 0}};
    uint64_t value[FIELDS];
    bool has[FIELDS] = {false};
    struct reader in = reader_of(text);
    struct bytes line;

    while (next_line(&in, &line)) {
        struct reader words = reader_of(line);
        struct bytes key = next_word(&words);

        for (int i = 0; i < FIELDS; i++)
            if (!has[i] && is_word(key, fields[i].key)) {
                for (int s = 0; s < fields[i].skip; s++)
                    (void)next_word(&words);
                has[i] = number(next_word(&words), fields[i].base, &value[i]);
            }
    }
    for (int i = 0; i < FIELDS; i++)
        if (!has[i])
            return false;
    *ret = (struct proc_status){.uid = (uint32_t)value[UID],
                                .cap_eff = value[EFF],
                                .cap_bnd = value[BND],
                                .seccomp = (unsigned)value[SECCOMP],
                                .no_new_privs = value[PRIVS] != 0};
    return true;
}

struct resolv_conf resolv_conf_read(struct bytes text)
{
    struct resolv_conf conf = {.n = 0};
    struct reader in = reader_of(text);
    struct bytes line;

    while (conf.n < RESOLV_CONF_SERVERS_MAX && next_line(&in, &line)) {
        struct reader words = reader_of(line);
        char copy[IP_TEXT_MAX + 24];
        struct ip_prefix prefix;
        struct bytes address;

        if (!is_word(next_word(&words), "nameserver"))
            continue;
        address = next_word(&words);
        if (address.len >= sizeof(copy) || memchr(address.at, '/', address.len) ||
            memchr(address.at, '\0', address.len))
            continue;
        memcpy(copy, address.at, address.len);
        copy[address.len] = '\0';
        copy[strcspn(copy, "%")] = '\0';
        if (ip_prefix_from_text(copy, &prefix) == 0)
            conf.servers[conf.n++] = prefix.ip;
    }
    return conf;
}

bool nsswitch_asks(struct bytes text, const char *database, const char *service)
{
    struct reader in = reader_of(text);
    struct bytes line, word;

    while (next_line(&in, &line)) {
        const uint8_t *comment = line.len > 0 ? memchr(line.at, '#', line.len) : NULL;
        struct reader words =
            reader_of(bytes_head(line, comment ? (size_t)(comment - line.at) : line.len));

        word = next_word(&words);
        if (word.len == 0 || word.at[word.len - 1] != ':' ||
            !is_word(bytes_head(word, word.len - 1), database))
            continue;
        while ((word = next_word(&words)).len > 0)
            if (is_word(word, service))
                return true;
    }
    return false;
}

bool netlink_reader(struct bytes text, uint32_t wanted, uint32_t *ret_port)
{
    struct reader in = reader_of(text);
    struct bytes line;

    while (next_line(&in, &line)) {
        struct reader words = reader_of(line);
        uint64_t n, port;

        if (!number(next_word(&words), 10, &n) || n != wanted ||
            !number(next_word(&words), 10, &port))
            continue;
        *ret_port = (uint32_t)port;
        return true;
    }
    return false;
}

static bool holds(struct bytes line, const char *s)
{
    return line.len > 0 && memmem(line.at, line.len, s, strlen(s)) != NULL;
}

/* "0x10000000/0x70000000", "0x1000", as the bits that it speaks of; 0 where it is none. */
static uint32_t bits_of(struct bytes w)
{
    const uint8_t *slash = w.len > 0 ? memchr(w.at, '/', w.len) : NULL;
    size_t len = slash ? (size_t)(slash - w.at) : w.len;
    uint64_t value, mask = UINT32_MAX;

    if (w.len < 3 || w.at[0] != '0' || w.at[1] != 'x' || !number(bytes_head(w, len), 16, &value))
        return 0;
    if (slash && !number(bytes_after(w, len + 1), 16, &mask))
        return 0;
    return (uint32_t)(value & mask);
}

bool marks_overlap(struct bytes text, uint32_t mask, struct bytes *ret_line)
{
    struct reader in = reader_of(text);
    struct bytes line;
    bool is_ours = false; /* in a table of ours, as nft prints them */

    while (next_line(&in, &line)) {
        struct reader words = reader_of(line);
        struct bytes word;
        bool keeps = false; /* what follows "&" or "and" are bits that stay as they are */

        if (line.len > 6 && memcmp(line.at, "table ", 6) == 0)
            is_ours = holds(line, "kindward");
        if (is_ours || holds(line, "kindward") || holds(line, "KINDWARD") || !holds(line, "mark"))
            continue;
        while ((word = next_word(&words)).len > 0) {
            if (!keeps && (bits_of(word) & mask)) {
                *ret_line = line;
                return true;
            }
            keeps = is_word(word, "&") || is_word(word, "and");
        }
    }
    return false;
}
