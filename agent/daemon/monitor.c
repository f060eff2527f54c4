#include "daemon/monitor.h"

#include "daemon/owner.h"
#include "wire/dns.h"

#include <errno.h>
#include <jansson.h>
#include <nettle/base64.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum {
    RECORDS_MAX = 64,
    FLAGS_RESPONSE = 0x8180, /* QR, RD, RA */
};

struct message {
    uint8_t *at; /* MONITOR_MESSAGE_MAX bytes */
    size_t len;
};

static void put_u16(struct message *m, unsigned value)
{
    m->at[m->len++] = (uint8_t)(value >> 8);
    m->at[m->len++] = (uint8_t)value;
}

/* A name as text, with resolved's escapes for what is no letter left out: such a name is no host's.
 * False: it is none. */
static bool put_name(struct message *m, const char *name)
{
    size_t whole = strlen(name);

    if (whole > DNS_NAME_BYTES_MAX - 2 || strchr(name, '\\'))
        return false;
    while (*name) {
        size_t len = strcspn(name, ".");

        if (len == 0 || len > DNS_LABEL_BYTES_MAX)
            return false;
        m->at[m->len++] = (uint8_t)len;
        memcpy(m->at + m->len, name, len);
        m->len += len;
        name += len;
        if (*name == '.')
            name++;
    }
    m->at[m->len++] = 0;
    return true;
}

/* The records of the answer, as they were on the wire; how many. */
static unsigned put_records(struct message *m, const json_t *answer)
{
    unsigned n = 0;
    size_t i;
    json_t *record;

    json_array_foreach(answer, i, record)
    {
        const json_t *raw = json_object_get(record, "raw");
        struct base64_decode_ctx decode;
        size_t room = MONITOR_MESSAGE_MAX - m->len, len = json_string_length(raw);

        if (!json_is_string(raw) || BASE64_DECODE_LENGTH(len) > room)
            continue;
        base64_decode_init(&decode);
        if (!base64_decode_update(&decode, &room, m->at + m->len, len, json_string_value(raw)) ||
            !base64_decode_final(&decode))
            continue;
        m->len += room;
        if (++n == RECORDS_MAX)
            break;
    }
    return n;
}

/* An alias that the resolver followed, as the record that said so: of the way it tells the names,
 * not the records. */
static bool put_alias(struct message *m, const char *from, const char *to)
{
    size_t length_at;

    if (!put_name(m, from))
        return false;
    put_u16(m, DNS_CNAME);
    put_u16(m, DNS_CLASS_IN);
    put_u16(m, 0); /* the time to live is the addresses' */
    put_u16(m, 0);
    length_at = m->len;
    put_u16(m, 0);
    if (!put_name(m, to))
        return false;
    m->at[length_at + 1] = (uint8_t)(m->len - length_at - 2);
    return true;
}

struct telling {
    const json_t *answer;
    uint8_t *room;
    void (*each)(struct bytes message, void *user);
    void *user;
};

/* @target: what the question's name is an alias of in the end, or NULL. */
static void say(const struct telling *t, const json_t *question, const char *target)
{
    struct message m = {.at = t->room};
    const json_t *name = json_object_get(question, "name");
    json_int_t type = json_integer_value(json_object_get(question, "type"));
    unsigned n_aliases = target != NULL, n;

    if ((type != DNS_A && type != DNS_AAAA && type != DNS_HTTPS) || !json_is_string(name) ||
        json_integer_value(json_object_get(question, "class")) != DNS_CLASS_IN)
        return;
    put_u16(&m, 0); /* ID */
    put_u16(&m, FLAGS_RESPONSE);
    put_u16(&m, 1);
    put_u16(&m, 0); /* ANCOUNT, below */
    put_u16(&m, 0);
    put_u16(&m, 0);
    if (!put_name(&m, json_string_value(name)))
        return;
    put_u16(&m, (unsigned)type);
    put_u16(&m, DNS_CLASS_IN);
    if (target && !put_alias(&m, json_string_value(name), target))
        return;
    n = put_records(&m, t->answer);
    m.at[7] = (uint8_t)(n_aliases + n);
    if (n > 0)
        t->each(bytes_of(m.at, m.len), t->user);
}

/* The name that was asked for last; those before it led there. */
static const char *last_name(const json_t *questions)
{
    return json_string_value(json_object_get(json_array_get(questions, 0), "name"));
}

bool monitor_read(struct bytes text, void (*each)(struct bytes message, void *user), void *user)
{
    json_t *json = json_loadb((const char *)text.at, text.len, 0, NULL);
    const json_t *parameters = json_object_get(json, "parameters");
    const json_t *questions = json_object_get(parameters, "question");
    const json_t *before = json_object_get(parameters, "collectedQuestions");
    const json_t *answer = json_object_get(parameters, "answer");
    bool is_one = json_is_object(parameters) || json_is_string(json_object_get(json, "error"));
    uint8_t *room =
        json_is_array(questions) && json_is_array(answer) ? malloc(MONITOR_MESSAGE_MAX) : NULL;
    struct telling t = {.answer = answer, .room = room, .each = each, .user = user};
    size_t i;
    json_t *question;

    if (room) {
        json_array_foreach(questions, i, question) say(&t, question, NULL);
        if (last_name(questions))
            json_array_foreach(before, i, question) say(&t, question, last_name(questions));
    }
    free(room);
    json_decref(json);
    return is_one;
}

int monitor_init(struct monitor *m)
{
    *m = (struct monitor){.fd = -1, .text = malloc(MONITOR_TEXT_MAX)};
    return m->text ? 0 : -ENOMEM;
}

void monitor_replace(struct monitor *m, int fd)
{
    if (m->fd >= 0)
        close(m->fd);
    m->fd = fd;
    m->len = 0;
}

void monitor_done(struct monitor *m)
{
    monitor_replace(m, -1);
    free(m->text);
    m->text = NULL;
}

bool monitor_receive(struct monitor *m, void (*each)(struct bytes message, void *user), void *user)
{
    ssize_t n =
        recvfrom(m->fd, m->text + m->len, MONITOR_TEXT_MAX - m->len, MSG_DONTWAIT, NULL, NULL);
    size_t done = 0;

    if (n < 0)
        return errno == EAGAIN || errno == EINTR;
    if (n == 0)
        return false;
    m->len += (size_t)n;
    for (const char *end; (end = memchr(m->text + done, '\0', m->len - done));) {
        size_t len = (size_t)(end - (m->text + done));

        if (!monitor_read(bytes_of(m->text + done, len), each, user))
            return false;
        done += len + 1;
    }
    memmove(m->text, m->text + done, m->len - done);
    m->len -= done;
    return m->len < MONITOR_TEXT_MAX; /* a text without an end */
}

int monitor_connect(const char *path)
{
    struct sockaddr_un at = {.sun_family = AF_UNIX};
    AUTO(close_fd) int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    uid_t before;
    int taken, r;

    if (fd < 0)
        return -errno;
    if (snprintf(at.sun_path, sizeof(at.sun_path), "%s", path) >= (int)sizeof(at.sun_path))
        return -ENAMETOOLONG;
    before = owner_begin(path); /* Debian 12's is for the resolver's own account only */
    r = connect(fd, (struct sockaddr *)&at, sizeof(at)) < 0 ? -errno : 0;
    owner_end(before);
    if (r < 0)
        return r;
    if (send(fd, MONITOR_SUBSCRIBE, sizeof(MONITOR_SUBSCRIBE), MSG_NOSIGNAL) !=
        (ssize_t)sizeof(MONITOR_SUBSCRIBE))
        return -EIO;
    taken = fd;
    fd = -1;
    return taken;
}
