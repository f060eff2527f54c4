#include "live/agent_bus.h"

#include "base/clock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <systemd/sd-bus.h>

#define NAME   "org.kindward.Agent1"
#define PATH   "/org/kindward/Agent1"
#define TELLS  "org.kindward.Error."
#define AUTO_M __attribute__((cleanup(sd_bus_message_unrefp)))

enum { PATIENCE_US = 120 * 1000000 /* somebody may have to type a password */ };

struct link {
    sd_bus *bus;
    sd_bus_message *answer;
};

#define AUTO_LINK __attribute__((cleanup(link_done)))

static void link_done(struct link *l)
{
    sd_bus_message_unref(l->answer);
    sd_bus_flush_close_unref(l->bus);
}

/* What went wrong, in words: the agent's own, or ours where it is not there. */
static int failed(int r, const sd_bus_error *error, struct text *reterr)
{
    const char *name = error && error->name ? error->name : "";

    if (strncmp(name, TELLS, strlen(TELLS)) == 0) {
        text_add_visible(reterr, error->message ? error->message : "");
        return strcmp(name + strlen(TELLS), "NotAllowed") == 0 ? -EACCES : -EREMOTEIO;
    }
    if (strcmp(name, SD_BUS_ERROR_SERVICE_UNKNOWN) == 0 ||
        strcmp(name, SD_BUS_ERROR_NAME_HAS_NO_OWNER) == 0 || !error) {
        text_add(reterr, "Kindward is not running, or not on the system bus; `kindward doctor`, as "
                         "root, says what is in its way");
        return -ENOTCONN;
    }
    text_add(reterr, "Kindward does not answer on the system bus: ");
    text_add_visible(reterr, error->message ? error->message : strerror(-r));
    return r == -EACCES ? -EACCES : -EREMOTEIO;
}

static int begin(struct link *l, const char *method, sd_bus_message **ret, struct text *reterr)
{
    int r = sd_bus_open_system(&l->bus);

    if (r >= 0)
        r = sd_bus_message_new_method_call(l->bus, ret, NAME, PATH, NAME, method);
    if (r >= 0)
        r = sd_bus_message_set_auto_start(*ret, 0);
    if (r >= 0)
        r = sd_bus_message_set_allow_interactive_authorization(*ret, 1);
    return r < 0 ? failed(r, NULL, reterr) : 0;
}

static int call(struct link *l, sd_bus_message *m, struct text *reterr)
{
    __attribute__((cleanup(sd_bus_error_free))) sd_bus_error error = SD_BUS_ERROR_NULL;
    int r = sd_bus_call(l->bus, m, PATIENCE_US, &error, &l->answer);

    return r < 0 ? failed(r, &error, reterr) : 0;
}

/* The answer could not be read. */
static int unread(int r, struct text *reterr)
{
    if (r < 0)
        text_add(reterr, "the agent that runs is of another version than this command; start it "
                         "anew");
    return r < 0 ? -EBADMSG : 0;
}

int agent_bus_json(const char *method, json_t **ret, struct text *reterr)
{
    AUTO_LINK struct link l = {.bus = NULL};
    AUTO_M sd_bus_message *m = NULL;
    const char *text = NULL;
    int r = begin(&l, method, &m, reterr);

    if (r == 0)
        r = call(&l, m, reterr);
    if (r < 0)
        return r;
    r = sd_bus_message_read(l.answer, "s", &text);
    *ret = r >= 0 ? json_loads(text, JSON_REJECT_DUPLICATES, NULL) : NULL;
    return unread(*ret ? 0 : -EBADMSG, reterr);
}

/* Call, and keep the descriptor of the answer. */
static int call_for_fd(struct link *l, sd_bus_message *m, int *ret_fd, struct text *reterr)
{
    int fd = -1, r = call(l, m, reterr);

    if (r < 0)
        return r;
    r = sd_bus_message_read(l->answer, "h", &fd);
    if (r < 0)
        return unread(r, reterr);
    fd = fcntl(fd, F_DUPFD_CLOEXEC, 0); /* the message closes its own */
    if (fd < 0)
        return -errno;
    *ret_fd = fd;
    return 0;
}

int agent_bus_records(const char *child, int *ret_fd, struct text *reterr)
{
    AUTO_LINK struct link l = {.bus = NULL};
    AUTO_M sd_bus_message *m = NULL;
    int r = begin(&l, "Records", &m, reterr);

    if (r == 0 && sd_bus_message_append(m, "sss", child ? child : "", "", "") < 0)
        r = -ENOMEM;
    return r < 0 ? r : call_for_fd(&l, m, ret_fd, reterr);
}

int agent_bus_export(const char *child, int *ret_fd, struct text *reterr)
{
    AUTO_LINK struct link l = {.bus = NULL};
    AUTO_M sd_bus_message *m = NULL;
    int r = begin(&l, "Export", &m, reterr);

    if (r == 0 && sd_bus_message_append(m, "s", child) < 0)
        r = -ENOMEM;
    return r < 0 ? r : call_for_fd(&l, m, ret_fd, reterr);
}

int agent_bus_erase(const struct erasing *what, struct text *reterr)
{
    AUTO_LINK struct link l = {.bus = NULL};
    AUTO_M sd_bus_message *m = NULL;
    char from[DATE_TEXT_MAX] = "", to[DATE_TEXT_MAX] = "";
    int r = begin(&l, "Erase", &m, reterr);

    if (what->from_day > ERASE_FROM)
        day_format(what->from_day, from);
    if (what->to_day < ERASE_TO)
        day_format(what->to_day - 1, to);
    if (r == 0 && sd_bus_message_append(m, "sss", what->child ? what->child : "", from, to) < 0)
        r = -ENOMEM;
    return r < 0 ? r : call(&l, m, reterr);
}

int agent_bus_told(int64_t id, uint64_t *ret_n, struct text *reterr)
{
    AUTO_LINK struct link l = {.bus = NULL};
    AUTO_M sd_bus_message *m = NULL;
    int r = begin(&l, "AlertsTold", &m, reterr);

    if (r == 0)
        r = sd_bus_message_append(m, "x", id) < 0 ? -ENOMEM : call(&l, m, reterr);
    return r < 0 ? r : unread(sd_bus_message_read(l.answer, "t", ret_n), reterr);
}

int agent_bus_policy(struct policy_texts *ret, struct text *reterr)
{
    AUTO_LINK struct link l = {.bus = NULL};
    AUTO_M sd_bus_message *m = NULL;
    AUTO_POLICY_TEXTS struct policy_texts texts = {.n = 0};
    const char *name, *text;
    int r = begin(&l, "PolicyShow", &m, reterr);

    if (r == 0)
        r = call(&l, m, reterr);
    if (r < 0)
        return r;
    texts.at = calloc(POLICY_CHILDREN_MAX + 2, sizeof(*texts.at));
    r = texts.at ? sd_bus_message_enter_container(l.answer, 'a', "(ss)") : -ENOMEM;
    while (r >= 0 && texts.n < POLICY_CHILDREN_MAX + 2 &&
           (r = sd_bus_message_read(l.answer, "(ss)", &name, &text)) > 0) {
        struct policy_text one = {strdup(name), bytes_of(strdup(text), strlen(text))};

        texts.at[texts.n++] = one;
        if (!one.name || !one.text.at)
            return -ENOMEM;
    }
    if (r < 0)
        return unread(r, reterr);
    *ret = texts;
    texts = (struct policy_texts){.n = 0};
    return 0;
}
