/*
 * What changes something: the supervisor does it, and the call waits for its answer.
 */
#include "bus/agent1.h"
#include "bus/agent1_state.h"

#include <errno.h>
#include <string.h>

static uint32_t next_serial(struct agent1 *a)
{
    return ++a->wish ? a->wish : ++a->wish;
}

static int ask(struct call *c, struct wish *w)
{
    w->serial = next_serial(c->agent);
    w->policy = c->house->policy_serial;
    w->uid = c->uid;
    if (c->house->wish(w, c->house->user) < 0)
        return call_refuse(c, ERROR_FAILED,
                           "the agent has too much to do just now; wait a little, and ask again");
    c->wish = w->serial;
    return 0;
}

/* Child, subject and what of a wish; false, and it is answered: they cannot be. */
static bool fill(struct call *c, const char *child, const char *subject, const char *what,
                 struct wish *w)
{
    enum subject s;

    if (!call_child(c, child, &w->child))
        return false;
    if (!subject_from_name(subject, &s) || !policy_edit_is_item(what)) {
        (void)call_refuse(c, ERROR_INVALID,
                          "a rule speaks of a name, a site, a platform or a category, in lower "
                          "case: \"site\", \"example.com\"");
        return false;
    }
    w->subject = s;
    strncpy(w->what, what, sizeof(w->what) - 1);
    return true;
}

int run_reload(struct call *c)
{
    struct wish w = {.kind = WISH_RELOAD};

    return ask(c, &w);
}

int run_grant_exception(struct call *c)
{
    struct wish w = {.kind = WISH_EXCEPTION};
    const char *child, *subject, *what;
    int r = sd_bus_message_read(c->m, "sssu", &child, &subject, &what, &w.minutes);

    if (r < 0 || !fill(c, child, subject, what, &w))
        return r < 0 ? r : 0;
    return ask(c, &w);
}

int run_block(struct call *c)
{
    struct wish w = {.kind = WISH_BLOCK};
    const char *child, *subject, *what;
    int r = sd_bus_message_read(c->m, "sss", &child, &subject, &what);

    if (r < 0 || !fill(c, child, subject, what, &w))
        return r < 0 ? r : 0;
    return ask(c, &w);
}

/* Of a child that is in the policy no more, too: the store knows its name. */
int run_erase(struct call *c)
{
    struct store_part days = {.child = NULL};
    struct erasing what;
    const char *name, *from, *to;
    uint32_t serial;
    int r = sd_bus_message_read(c->m, "sss", &name, &from, &to);

    if (r < 0)
        return r;
    if (call_span(c, from, to, &days) < 0)
        return 0;
    if (strlen(name) > CHILD_NAME_MAX)
        return call_refuse(c, ERROR_NO_CHILD, "no child has so long a name");
    what.child = name[0] ? name : NULL;
    what.from_day = days.from_day > ERASE_FROM ? days.from_day : ERASE_FROM;
    what.to_day = days.to_day < ERASE_TO ? days.to_day : ERASE_TO;
    if (what.from_day >= what.to_day)
        return call_refuse(c, ERROR_INVALID, "the last day lies before the first one");
    serial = next_serial(c->agent);
    if (c->house->erase(serial, &what, c->house->user) < 0)
        return call_refuse(c, ERROR_FAILED,
                           "something else is being erased, or what records is just being started; "
                           "wait a little, and ask again");
    c->wish = serial;
    return 0;
}

void agent1_granted(struct agent1 *a, uint32_t serial, int error, int64_t until_us,
                    const char *words)
{
    struct call *c = a->calls;

    while (c && c->wish != serial)
        c = c->next;
    if (!c || serial == 0)
        return;
    if (error < 0)
        (void)call_refuse(c,
                          error == -EINVAL   ? ERROR_INVALID
                          : error == -ENOENT ? ERROR_NO_CHILD
                                             : ERROR_FAILED,
                          words);
    else if (c->method->run == run_grant_exception)
        (void)sd_bus_reply_method_return(c->m, "x", until_us);
    else
        (void)sd_bus_reply_method_return(c->m, "");
    call_done(c);
}
