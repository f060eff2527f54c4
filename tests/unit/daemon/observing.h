/*
 * observing — an observer, packets of one child for it, and what came out.
 */
#pragma once

#include "../wire/build.h"

#include "daemon/observer.h"
#include "policy/policy_load.h"

#define CHILD  "\xc0\xa8\1\7"
#define SERVER "\xc0\0\2\x50"
#define DNS    "\xc0\xa8\1\1"

enum { LINK_TYPE_RAW_IP = 101, FLAG_SYN = 2, FLAG_ACK = 16 };

static struct catalogue *lists;
static struct policy *policy;
static struct observer *o;
static struct build frame, message;
static int64_t now_us;
static uint64_t n_frames;
static uint32_t owner; /* of the next packets, where they are live */
static bool to_proxy;  /* the server is on this machine */

/* What came out. */
static struct {
    size_t n_open, n_use, n_close, n_unrecorded, n_look, n_answers;
    connection_id id, closed_id;
    enum verdict verdict, looked_verdict;
    enum nameless nameless;
    enum evidence evidence;
    uint64_t n_packets;
    int64_t when_us;
    category_set looked_categories;
    char name[128], looked[128], rule[128];
} got;

static inline void on_open(connection_id id, const struct observation *ob, void *user)
{
    (void)user;
    got.n_open++;
    got.id = id;
    got.verdict = ob->verdict;
    got.nameless = ob->nameless;
    got.evidence = ob->evidence;
    got.when_us = ob->when_us;
    snprintf(got.name, sizeof(got.name), "%s", ob->name);
    snprintf(got.rule, sizeof(got.rule), "%s", ob->rule);
}

static inline void on_use(connection_id id, const struct usage *u, void *user)
{
    (void)user;
    assert_true(u->up_packets + u->down_packets > 0);
    assert_true(id >= 1 && id <= got.n_open);
    got.n_use++;
    got.n_packets += u->up_packets + u->down_packets;
}

static inline void on_close(connection_id id, void *user)
{
    (void)user;
    got.closed_id = id;
    got.n_close++;
}

static inline void on_unrecorded(uint32_t child, int64_t when_us, void *user)
{
    (void)user;
    (void)when_us;
    assert_int_equal(child, 0);
    got.n_unrecorded++;
}

static inline void on_minute(int64_t minute_us, void *user)
{
    (void)minute_us;
    (void)user;
}

static inline void on_look(const struct observation *ob, bool is_answer, void *user)
{
    (void)user;
    got.n_look++;
    got.n_answers += is_answer;
    got.looked_verdict = ob->verdict;
    got.looked_categories = ob->categories;
    snprintf(got.looked, sizeof(got.looked), "%s", ob->name);
}

static inline void take_policy(const char *text)
{
    AUTO_PROBLEMS struct policy_problems problems = {.n = 0};
    struct policy_text file = {(char *)(uintptr_t) "children.d/mia.conf",
                               bytes_of(text, strlen(text))};
    struct agent_config config;

    policy = policy_free(policy);
    assert_int_equal(policy_of_texts(&file, 1, lists, &policy, &config, &problems), 0);
}

static inline void begin(const char *policy_text, struct observer_options options)
{
    AUTO_TEXT struct text error = {.at = NULL};

    if (!lists)
        assert_int_equal(catalogue_of_memory(catalogue_default_image(), &lists, &error), 0);
    o = observer_free(o);
    policy = policy_free(policy);
    if (policy_text)
        take_policy(policy_text);
    memset(&got, 0, sizeof(got));
    now_us = INT64_C(1764072000000000);
    owner = 0;
    options.catalogue = lists;
    options.policy = policy;
    options.output = (struct observer_output){.open = on_open,
                                              .use = on_use,
                                              .close = on_close,
                                              .unrecorded = on_unrecorded,
                                              .minute = on_minute,
                                              .look = on_look};
    assert_int_equal(observer_new(&options, &o), 0);
}

static inline struct observer_verdict feed(void)
{
    uint8_t *copy = exact_copy(built(&frame));
    struct frame f = {.when_us = now_us,
                      .number = ++n_frames,
                      .link_type = LINK_TYPE_RAW_IP,
                      .bytes = bytes_of(copy, frame.len),
                      .wire_bytes = (uint32_t)frame.len,
                      .owner = owner};
    struct observer_verdict v = observer_feed(o, &f);

    free(copy);
    now_us += 1000;
    return v;
}

static inline void put_ip(const char *from, const char *to, unsigned protocol, size_t n)
{
    frame.len = 0;
    put_u16(&frame, 0x4500);
    put_u16(&frame, (unsigned)(20 + n));
    put_u32(&frame, 0x00010000);
    put_u8(&frame, 64);
    put_u8(&frame, protocol);
    put_u16(&frame, 0);
    put(&frame, from, 4);
    put(&frame, to, 4);
}

static inline struct observer_verdict tcp(bool is_up, unsigned port, uint32_t seq, unsigned flags,
                                          const char *payload)
{
    size_t n = strlen(payload);

    const char *server = to_proxy ? "\x7f\0\0\1" : SERVER;

    put_ip(is_up ? CHILD : server, is_up ? server : CHILD, 6, 20 + n);
    put_u16(&frame, is_up ? port : 80);
    put_u16(&frame, is_up ? 80 : port);
    put_u32(&frame, seq);
    put_u32(&frame, 1);
    put_u8(&frame, 0x50);
    put_u8(&frame, flags);
    put_fill(&frame, 0, 6);
    put(&frame, payload, n);
    return feed();
}

static inline struct observer_verdict request(unsigned port, const char *host)
{
    char text[256];

    snprintf(text, sizeof(text), "GET / HTTP/1.1\r\nHost: %s\r\n\r\n", host);
    (void)tcp(true, port, 99, FLAG_SYN, "");
    return tcp(true, port, 100, FLAG_ACK, text);
}

static inline struct observer_verdict dns(const char *name, bool is_answer)
{
    message.len = 0;
    put_dns_header(&message, 7, is_answer ? 0x8180 : 0x0100, 1, is_answer);
    put_dns_question(&message, name, 1);
    if (is_answer)
        put_dns_record(&message, name, 1, 300, SERVER, 4);
    put_ip(is_answer ? DNS : CHILD, is_answer ? CHILD : DNS, 17, 8 + message.len);
    put_u16(&frame, is_answer ? 53 : 40000);
    put_u16(&frame, is_answer ? 40000 : 53);
    put_u16(&frame, (unsigned)(8 + message.len));
    put_u16(&frame, 0);
    put_bytes(&frame, built(&message));
    return feed();
}

static const char blocks[] = "[child]\naccount=mia\nbirth-year=2015\n"
                             "[block]\nsites=blocked.example.com\n";
static const char denies[] = "[child]\naccount=mia\nbirth-year=2015\nblock-by=dns\n"
                             "[block]\nsites=blocked.example.com\n";
static const struct observer_options usual = {.memory_bytes = 4 << 20};

static inline int free_all(void **state)
{
    (void)state;
    o = observer_free(o);
    policy = policy_free(policy);
    lists = catalogue_close(lists);
    return 0;
}
