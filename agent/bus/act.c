/*
 * What changes something: the supervisor does it, and the call waits for its answer.
 */
#include "bus/agent1_state.h"

#include <errno.h>
#include <string.h>

static int ask(struct call *c, struct wish *w)
{
    w->serial = c->wish = ++c->agent->wish ? c->agent->wish : ++c->agent->wish;
    w->policy = c->house->policy_serial;
    w->uid = c->uid;
    c->house->wish(w, c->house->user);
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

void agent1_granted(struct agent1 *a, uint32_t serial, int error, int64_t until_us,
                    const char *words)
{
    struct call *c = a->calls;

    while (c && c->wish != serial)
        c = c->next;
    if (!c || serial == 0)
        return;
    if (error < 0)
        (void)call_refuse(c, error == -EINVAL ? ERROR_INVALID : ERROR_FAILED, words);
    else if (c->method->run == run_grant_exception)
        (void)sd_bus_reply_method_return(c->m, "x", until_us);
    else
        (void)sd_bus_reply_method_return(c->m, "");
    call_done(c);
}
