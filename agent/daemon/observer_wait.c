#include "daemon/observer_state.h"

enum { NO_CONNECTION = 0 }; /* an account_id that none has */

static bool is_said(struct observer *o, const struct awaited_one *one)
{
    const struct observation *ob = &one->observation;

    return ob->evidence == EVIDENCE_SAID ||
           inspector_evidence(o->inspector, ob->child, &ob->server, one->name, o->now_us) ==
               EVIDENCE_SAID;
}

/* The `i`th of those awaited is told of, with what is known now. */
static void tell_awaited(struct observer *o, size_t i)
{
    struct awaited_one one;
    struct observation *ob = &one.observation;
    struct connection *c;

    awaited_take(&o->awaited, i, &one);
    if (one.id == NO_CONNECTION) {
        o->options.output.unrecorded(ob->child, ob->when_us, o->options.output.user);
        return;
    }
    c = &o->connections[one.id];
    if (is_said(o, &one))
        ob->evidence = EVIDENCE_SAID;
    observer_name(o, c, one.id, ob, c->name_hash);
}

/* Does anything of that child wait? */
static bool is_waiting(const struct observer *o, uint32_t child)
{
    return awaited_first_of(&o->awaited, child) < o->awaited.n;
}

/* For one more. */
static void make_room(struct observer *o)
{
    if (o->awaited.n == AWAITED_MAX)
        tell_awaited(o, 0);
}

void observer_wait_ends(struct observer *o, account_id id)
{
    const struct connection *c = &o->connections[id];
    uint32_t child = o->awaited.at[awaited_find(&o->awaited, id)].observation.child;

    while (c->is_awaited)
        tell_awaited(o, awaited_first_of(&o->awaited, child));
}

/* Those that an answer names by now, and before which nothing of the same child waits. */
static void tell_answered(struct observer *o)
{
    for (size_t i = 0; i < o->awaited.n;) {
        const struct awaited_one *one = &o->awaited.at[i];

        if (awaited_first_of(&o->awaited, one->observation.child) == i && is_said(o, one))
            tell_awaited(o, i);
        else
            i++;
    }
}

void observer_unrecorded(struct observer *o, const struct observation *ob)
{
    const struct observation nameless = {
        .child = ob->child, .when_us = ob->when_us, .name = "", .evidence = EVIDENCE_SAID};

    if (is_waiting(o, ob->child))
        make_room(o); /* maybe by telling of all that waited of this child */
    if (!is_waiting(o, ob->child) || !awaited_add(&o->awaited, NO_CONNECTION, &nameless, o->now_us))
        o->options.output.unrecorded(ob->child, ob->when_us, o->options.output.user);
}

bool observer_wait(struct observer *o, struct connection *c, account_id id,
                   const struct observation *ob, uint64_t hash)
{
    struct observation judged = *ob;

    if (!o->is_told_late || (ob->evidence != EVIDENCE_CLAIMED && !is_waiting(o, ob->child)) ||
        !observer_judge(o, &judged))
        return false;
    make_room(o);
    if (!awaited_add(&o->awaited, id, ob, o->now_us))
        return false;
    if (c->is_open)
        observer_close(o, c, id);
    c->is_awaited = true;
    c->is_blocked = judged.verdict == VERDICT_BLOCK;
    c->name_hash = hash;
    return true;
}

void observer_wait_over(struct observer *o, int64_t now_us)
{
    if (o->awaited.n == 0 || !awaited_is_over(&o->awaited.at[0], now_us))
        return;
    while (o->awaited.n > 0 && awaited_is_over(&o->awaited.at[0], now_us))
        tell_awaited(o, 0);
    tell_answered(o);
}

void observer_learned(struct observer *o, int64_t now_us)
{
    o->now_us = now_us;
    tell_answered(o);
}

void observer_tell_awaited(struct observer *o)
{
    while (o->awaited.n > 0)
        tell_awaited(o, 0);
}

void observer_await(struct observer *o, bool is_told)
{
    o->is_told_late = is_told;
    if (!is_told)
        observer_tell_awaited(o);
}
