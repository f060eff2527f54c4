#include "bus/agent1.h"

#include "base/clock.h"
#include "base/log.h"
#include "bus/agent1_state.h"
#include "bus/listeners.h"

#include <errno.h>
#include <string.h>

#define TRY_EACH_US (5 * SECOND_US)
#define POLKIT_US   (uint64_t)(2 * MINUTE_US) /* somebody may have to type a password */

enum { AT_ONCE = 64, POLKIT_MAY_ASK_PERSON = 1 };

/* ---- the call itself ---------------------------------------------------------------------- */

/* The method answers, at once or later; what it could not, is said as an error. */
static void run(struct call *c)
{
    int r = c->method->run(c);

    if (r < 0)
        (void)call_refuse(c, r == -ENXIO || r == -EBADMSG ? ERROR_INVALID : ERROR_FAILED,
                          strerror(-r));
    if (r < 0 || c->wish == 0)
        call_done(c);
}

/* ---- may they? ---------------------------------------------------------------------------- */

static int on_polkit(sd_bus_message *answer, void *user, sd_bus_error *error)
{
    struct call *c = user;
    int allowed = 0, challenge = 0;

    (void)error;
    if (!sd_bus_message_is_method_error(answer, NULL) &&
        sd_bus_message_enter_container(answer, 'r', "bba{ss}") > 0)
        (void)sd_bus_message_read(answer, "bb", &allowed, &challenge);
    if (allowed) {
        run(c);
        return 0;
    }
    (void)call_refuse(
        c, ERROR_DENIED,
        sd_bus_message_is_method_error(answer, NULL)
            ? "nobody can be asked whether this account may do that (polkit does not answer); root "
              "may, so type it with sudo"
        : challenge ? "this takes a guardian (group kindward-guardians), or the password of an "
                      "administrator"
                    : "only a guardian (group kindward-guardians) or an administrator may do that");
    call_done(c);
    return 0;
}

static int ask_polkit(struct call *c)
{
    __attribute__((cleanup(sd_bus_message_unrefp))) sd_bus_message *m = NULL;
    unsigned flags =
        sd_bus_message_get_allow_interactive_authorization(c->m) > 0 ? POLKIT_MAY_ASK_PERSON : 0;
    int r = sd_bus_message_new_method_call(
        c->agent->bus, &m, "org.freedesktop.PolicyKit1", "/org/freedesktop/PolicyKit1/Authority",
        "org.freedesktop.PolicyKit1.Authority", "CheckAuthorization");

    if (r >= 0)
        r = sd_bus_message_append(m, "(sa{sv})sa{ss}us", "system-bus-name", 1, "name", "s",
                                  sd_bus_message_get_sender(c->m), c->method->action, 0, flags, "");
    return r < 0 ? r : sd_bus_call_async(c->agent->bus, &c->slot, m, on_polkit, c, POLKIT_US);
}

/* The account behind a connection, as the bus knows it. */
static int sender_uid(struct agent1 *a, sd_bus_message *m, uint32_t *ret_uid)
{
    const char *name = sd_bus_message_get_sender(m);
    __attribute__((cleanup(sd_bus_creds_unrefp))) sd_bus_creds *creds = NULL;
    uid_t uid;
    int r;

    if (!name || strlen(name) >= SENDER_NAME_MAX)
        return -EINVAL;
    for (size_t i = 0; i < SENDERS_MAX; i++)
        if (strcmp(a->senders[i].name, name) == 0) {
            *ret_uid = a->senders[i].uid;
            return 0;
        }
    r = sd_bus_query_sender_creds(m, SD_BUS_CREDS_EUID, &creds);
    if (r >= 0)
        r = sd_bus_creds_get_euid(creds, &uid);
    if (r < 0)
        return r;
    strcpy(a->senders[a->next_sender].name, name); /* its length was looked at */
    *ret_uid = a->senders[a->next_sender].uid = uid;
    a->next_sender = (a->next_sender + 1) % SENDERS_MAX;
    return 0;
}

/* Whom the table lets, without asking anybody; 1: yes, 0: no, -EINPROGRESS: polkit decides. */
static int judge(const struct call *c)
{
    bool is_child = c->child != BUS_NOBODY;

    switch (c->method->who) {
    case WHO_CHILD:
        return is_child;
    case WHO_EITHER:
        if (is_child)
            return 1;
        break;
    case WHO_GUARDIAN:
        break;
    }
    return is_child ? 0 : c->uid == 0 ? 1 : -EINPROGRESS;
}

static int begin(struct agent1 *a, sd_bus_message *m, uint32_t uid)
{
    struct call *c = calloc(1, sizeof(*c));
    int r;

    if (!c)
        return -ENOMEM;
    *c = (struct call){.agent = a, .house = a->house, .m = sd_bus_message_ref(m), .uid = uid};
    c->method = method_find(sd_bus_message_get_member(m));
    c->child = a->house->child_of(uid, a->house->user);
    c->key = caller_of(a->house, uid);
    c->next = a->calls;
    a->calls = c;
    if (!callers_admit(&a->callers, c->key, clock_us(CLOCK_BOOTTIME)) ||
        !(c->is_open = callers_open(&a->callers, c->key))) {
        (void)call_refuse(c, ERROR_TOO_MANY, "this account asks too often; wait a second");
        call_done(c);
        return 0;
    }
    r = judge(c);
    if (r > 0) {
        run(c);
        return 0;
    }
    if (r == -EINPROGRESS) {
        r = ask_polkit(c);
        if (r >= 0)
            return 0; /* on_polkit() goes on */
        (void)call_refuse(c, ERROR_FAILED, strerror(-r));
    } else {
        (void)call_refuse(c, ERROR_DENIED,
                          c->method->who == WHO_CHILD
                              ? "this account is of no child that Kindward looks after, so there "
                                "is no page of its own"
                              : "a child's account may read its own page (`kindward mine`), and "
                                "nothing else");
    }
    call_done(c);
    return 0;
}

static int on_call(sd_bus_message *m, void *user, sd_bus_error *error)
{
    struct agent1 *a = user;
    uint32_t uid;
    int r = sender_uid(a, m, &uid);

    (void)error;
    if (r < 0)
        return sd_bus_reply_method_errorf(m, ERROR_DENIED, "the bus does not say who you are");
    r = begin(a, m, uid);
    return r < 0 ? r : 1;
}

/* ---- properties --------------------------------------------------------------------------- */

static int get_version(sd_bus *bus, const char *path, const char *interface, const char *property,
                       sd_bus_message *reply, void *user, sd_bus_error *error)
{
    (void)bus, (void)path, (void)interface, (void)property, (void)error;
    return sd_bus_message_append(reply, "s", ((struct agent1 *)user)->house->version);
}

static int get_state(sd_bus *bus, const char *path, const char *interface, const char *property,
                     sd_bus_message *reply, void *user, sd_bus_error *error)
{
    (void)bus, (void)path, (void)interface, (void)property, (void)error;
    return sd_bus_message_append(reply, "s", ((struct agent1 *)user)->house->state);
}

static int get_since(sd_bus *bus, const char *path, const char *interface, const char *property,
                     sd_bus_message *reply, void *user, sd_bus_error *error)
{
    (void)bus, (void)path, (void)interface, (void)property, (void)error;
    return sd_bus_message_append(reply, "x", ((struct agent1 *)user)->house->since_us);
}

static bool listens(const struct agent1 *a, const char *name)
{
    for (size_t i = 0; name && i < LISTENERS_MAX; i++)
        if (strcmp(a->listeners[i].name, name) == 0)
            return true;
    return false;
}

/* A child sees itself; root, and a guardian whose right Subscribe() has asked, see all. */
static int get_children(sd_bus *bus, const char *path, const char *interface, const char *property,
                        sd_bus_message *reply, void *user, sd_bus_error *error)
{
    struct agent1 *a = user;
    sd_bus_message *m = sd_bus_get_current_message(bus);
    uint32_t uid, child = BUS_NOBODY;
    bool all = false;
    int r = sd_bus_message_open_container(reply, 'a', "s");

    (void)path, (void)interface, (void)property, (void)error;
    if (r >= 0 && m && sender_uid(a, m, &uid) >= 0) {
        child = a->house->child_of(uid, a->house->user);
        all = child == BUS_NOBODY && (uid == 0 || listens(a, sd_bus_message_get_sender(m)));
    }
    for (uint32_t c = 0; r >= 0 && a->house->policy && c < policy_n_children(a->house->policy); c++)
        if (all || c == child)
            r = sd_bus_message_append(reply, "s", policy_child(a->house->policy, c)->name);
    return r < 0 ? r : sd_bus_message_close_container(reply);
}

#define SPAN SD_BUS_ARGS("s", child, "s", from, "s", to, "u", offset, "u", limit)
#define PAGE SD_BUS_RESULT("s", page, "u", next)

static const sd_bus_vtable vtable[] = {
    SD_BUS_VTABLE_START(0),
    SD_BUS_PROPERTY("Version", "s", get_version, 0, SD_BUS_VTABLE_PROPERTY_CONST),
    SD_BUS_PROPERTY("State", "s", get_state, 0, SD_BUS_VTABLE_PROPERTY_EMITS_CHANGE),
    SD_BUS_PROPERTY("Since", "x", get_since, 0, 0),
    SD_BUS_PROPERTY("Children", "as", get_children, 0, 0),
    SD_BUS_METHOD_WITH_ARGS("Status", SD_BUS_NO_ARGS, SD_BUS_RESULT("s", status), on_call,
                            SD_BUS_VTABLE_UNPRIVILEGED),
    SD_BUS_METHOD_WITH_ARGS("Log", SPAN, PAGE, on_call, SD_BUS_VTABLE_UNPRIVILEGED),
    SD_BUS_METHOD_WITH_ARGS("Blocks", SPAN, PAGE, on_call, SD_BUS_VTABLE_UNPRIVILEGED),
    SD_BUS_METHOD_WITH_ARGS("Alerts", SD_BUS_ARGS("b", only_open, "u", offset, "u", limit), PAGE,
                            on_call, SD_BUS_VTABLE_UNPRIVILEGED),
    SD_BUS_METHOD_WITH_ARGS("AlertsTold", SD_BUS_ARGS("x", id), SD_BUS_RESULT("t", count), on_call,
                            SD_BUS_VTABLE_UNPRIVILEGED),
    SD_BUS_METHOD_WITH_ARGS("Records", SD_BUS_ARGS("s", child, "s", from, "s", to),
                            SD_BUS_RESULT("h", store), on_call, SD_BUS_VTABLE_UNPRIVILEGED),
    SD_BUS_METHOD_WITH_ARGS("Export", SD_BUS_ARGS("s", child), SD_BUS_RESULT("h", store), on_call,
                            SD_BUS_VTABLE_UNPRIVILEGED),
    SD_BUS_METHOD_WITH_ARGS("Erase", SD_BUS_ARGS("s", child, "s", from, "s", to), SD_BUS_NO_RESULT,
                            on_call, SD_BUS_VTABLE_UNPRIVILEGED),
    SD_BUS_METHOD_WITH_ARGS("Why", SD_BUS_ARGS("s", child, "s", name), SD_BUS_RESULT("s", answer),
                            on_call, SD_BUS_VTABLE_UNPRIVILEGED),
    SD_BUS_METHOD_WITH_ARGS("PolicyShow", SD_BUS_NO_ARGS, SD_BUS_RESULT("a(ss)", files), on_call,
                            SD_BUS_VTABLE_UNPRIVILEGED),
    SD_BUS_METHOD_WITH_ARGS("PolicyCheck", SD_BUS_ARGS("a(ss)", files),
                            SD_BUS_RESULT("as", problems), on_call, SD_BUS_VTABLE_UNPRIVILEGED),
    SD_BUS_METHOD_WITH_ARGS("Reload", SD_BUS_NO_ARGS, SD_BUS_NO_RESULT, on_call,
                            SD_BUS_VTABLE_UNPRIVILEGED),
    SD_BUS_METHOD_WITH_ARGS("GrantException",
                            SD_BUS_ARGS("s", child, "s", subject, "s", what, "u", minutes),
                            SD_BUS_RESULT("x", until), on_call, SD_BUS_VTABLE_UNPRIVILEGED),
    SD_BUS_METHOD_WITH_ARGS("Block", SD_BUS_ARGS("s", child, "s", subject, "s", what),
                            SD_BUS_NO_RESULT, on_call, SD_BUS_VTABLE_UNPRIVILEGED),
    SD_BUS_METHOD_WITH_ARGS("Subscribe", SD_BUS_NO_ARGS, SD_BUS_NO_RESULT, on_call,
                            SD_BUS_VTABLE_UNPRIVILEGED),
    SD_BUS_METHOD_WITH_ARGS("Mine", SD_BUS_NO_ARGS, SD_BUS_RESULT("s", page), on_call,
                            SD_BUS_VTABLE_UNPRIVILEGED),
    SD_BUS_SIGNAL_WITH_ARGS("StateChanged", SD_BUS_ARGS("s", state), 0),
    SD_BUS_SIGNAL_WITH_ARGS("AlertRaised", SD_BUS_ARGS("x", id), 0),
    SD_BUS_SIGNAL_WITH_ARGS("BlockHappened", SD_BUS_ARGS("x", when, "s", site, "s", rule), 0),
    SD_BUS_VTABLE_END,
};

/* ---- the bus ------------------------------------------------------------------------------ */

int agent1_new(const struct bus_house *house, struct agent1 **ret)
{
    struct agent1 *a = calloc(1, sizeof(*a));

    if (!a)
        return -ENOMEM;
    a->house = house;
    *ret = a;
    return 0;
}

static void leave(struct agent1 *a)
{
    while (a->calls)
        call_done(a->calls);
    listeners_forget(a);
    memset(a->senders, 0, sizeof(a->senders));
    a->bus = sd_bus_close_unref(a->bus);
    a->has_name = false;
}

struct agent1 *agent1_free(struct agent1 *a)
{
    if (a) {
        leave(a);
        free(a);
    }
    return NULL;
}

/* Without a bus, or without the name, all else goes on: it is said once. */
static void say(struct agent1 *a, const char *what, int r)
{
    if (!a->has_said)
        log_error("%s (%s); who is no administrator cannot ask Kindward until it can be had", what,
                  strerror(-r));
    a->has_said = true;
}

static void join(struct agent1 *a)
{
    int r = sd_bus_open_system(&a->bus);

    if (r >= 0)
        r = sd_bus_add_object_vtable(a->bus, NULL, AGENT1_PATH, AGENT1_NAME, vtable, a);
    if (r < 0) {
        say(a, "there is no system bus", r);
        leave(a);
    }
}

static void take_name(struct agent1 *a)
{
    int r = sd_bus_request_name(a->bus, AGENT1_NAME, 0);

    if (r == -EALREADY)
        r = 0;
    if (r < 0) {
        say(a, "the name " AGENT1_NAME " cannot be had on the bus", r);
        return;
    }
    a->has_name = true;
    a->has_said = false;
    log_note("on the bus as " AGENT1_NAME);
}

struct pollfd agent1_poll(const struct agent1 *a, int *timeout_ms)
{
    uint64_t until_us = UINT64_MAX;
    int64_t left_ms;
    int events;

    if (!a->bus)
        return (struct pollfd){.fd = -1};
    events = sd_bus_get_events(a->bus);
    if (sd_bus_get_timeout(a->bus, &until_us) >= 0 && until_us != UINT64_MAX) {
        left_ms = ((int64_t)until_us - clock_us(CLOCK_MONOTONIC)) / 1000 + 1;
        if (left_ms < *timeout_ms)
            *timeout_ms = left_ms > 0 ? (int)left_ms : 0;
    }
    return (struct pollfd){.fd = sd_bus_get_fd(a->bus), .events = (short)(events < 0 ? 0 : events)};
}

void agent1_process(struct agent1 *a, int64_t steady_us)
{
    int r = 1;

    if ((!a->bus || !a->has_name) && steady_us >= a->try_us) {
        if (!a->bus)
            join(a);
        if (a->bus)
            take_name(a);
        a->try_us = steady_us + TRY_EACH_US;
    }
    for (int i = 0; a->bus && r > 0 && i < AT_ONCE; i++)
        r = sd_bus_process(a->bus, NULL);
    if (r < 0) {
        log_error("the bus is gone: %s", strerror(-r));
        leave(a);
    }
}

void agent1_state_changed(struct agent1 *a)
{
    if (!a->bus || !a->has_name)
        return;
    (void)sd_bus_emit_properties_changed(a->bus, AGENT1_PATH, AGENT1_NAME, "State", NULL);
    (void)sd_bus_emit_signal(a->bus, AGENT1_PATH, AGENT1_NAME, "StateChanged", "s",
                             a->house->state);
}
