#include "live/status.h"

#include "base/clock.h"

#include <string.h>

enum { LOSSES_MANY = 10 }; /* fewer come with each process that is started anew */

#define STALE_US (5 * SECOND_US) /* the supervisor speaks once a second */

static uint64_t number(const json_t *o, const char *key)
{
    const json_t *v = json_object_get(o, key);
    json_int_t n = json_is_integer(v) ? json_integer_value(v) : 0;

    return n > 0 ? (uint64_t)n : 0;
}

/* Seconds as microseconds; 0 for what no clock of ours shows. */
static int64_t moment(const json_t *o, const char *key)
{
    double s = json_number_value(json_object_get(o, key));

    return s > 0 && s < 1e11 ? (int64_t)(s * 1e6) : 0;
}

static const char *word(const json_t *o, const char *key)
{
    const char *s = json_string_value(json_object_get(o, key));

    return s ? s : "";
}

static bool truth(const json_t *o, const char *key)
{
    return json_is_true(json_object_get(o, key));
}

static struct status_role role_of(const json_t *o)
{
    uint64_t pid = number(o, "pid"), error = number(o, "error");

    return (struct status_role){
        .name = word(o, "name"),
        .pid = pid <= INT32_MAX ? (int)pid : 0,
        .starts = number(o, "starts"),
        .since_us = moment(o, "since"),
        .is_confined = truth(o, "confined"),
        .late = number(o, "late"),
        .lost = number(o, "lost"),
        .waiting = number(o, "waiting"),
        .error = error < 4096 ? (int)error : 4095,
    };
}

static struct status_child child_of(const json_t *o)
{
    return (struct status_child){
        .name = word(o, "name"),
        .account = word(o, "account"),
        .is_watched = truth(o, "watched"),
        .has_blocks = truth(o, "has_blocks"),
        .is_held = truth(o, "held"),
    };
}

bool status_read(const json_t *json, struct status *ret)
{
    const json_t *today = json_object_get(json, "today"), *roles = json_object_get(json, "roles"),
                 *children = json_object_get(json, "children");
    struct status s = {
        .now_us = moment(json, "now"),
        .heard_us = moment(json, "heard"),
        .started_us = moment(json, "started"),
        .rules_in_force = truth(json, "rules_in_force"),
        .observe_only = truth(json, "observe_only"),
        .firewall = word(json, "firewall"),
        .n_not_assigned = number(json, "not_assigned"),
        .names_last_minute = number(json, "names_last_minute"),
        .losses_last_minute = number(json, "losses_last_minute"),
        .blocks = number(json, "blocks"),
        .connections_today = number(today, "connections"),
        .connections_named = number(today, "named"),
    };

    if (number(json, "version") != 1 || !json_is_array(roles) || !json_is_array(children))
        return false;
    for (size_t i = 0; i < json_array_size(roles) && i < STATUS_ROLES_MAX; i++)
        s.roles[s.n_roles++] = role_of(json_array_get(roles, i));
    for (size_t i = 0; i < json_array_size(children) && i < STATUS_CHILDREN_MAX; i++)
        s.children[s.n_children++] = child_of(json_array_get(children, i));
    if (s.connections_named > s.connections_today)
        s.connections_named = s.connections_today;
    *ret = s;
    return true;
}

const struct status_role *status_role(const struct status *s, const char *name)
{
    for (size_t i = 0; i < s->n_roles; i++)
        if (strcmp(s->roles[i].name, name) == 0)
            return &s->roles[i];
    return NULL;
}

void status_problems_done(struct status_problems *p)
{
    for (size_t i = 0; i < p->n; i++)
        text_done(&p->at[i].what);
    *p = (struct status_problems){.n = 0};
}

__attribute__((format(printf, 3, 4))) static void
problem(struct status_problems *p, const char *advice, const char *format, ...)
{
    va_list args;

    if (p->n == STATUS_PROBLEMS_MAX)
        return;
    p->at[p->n].advice = advice;
    va_start(args, format);
    text_vaddf(&p->at[p->n++].what, format, args);
    va_end(args);
}

static void judge_child(const struct status *s, const struct status_child *c,
                        struct status_problems *p)
{
    if (!c->is_watched)
        problem(p, "`kindward policy check` says which.",
                "%s is not watched: there is no account \"%s\" here, or %s is of age.", c->name,
                c->account, c->name);
    else if (c->has_blocks && s->observe_only)
        problem(p, "What is missing stands in `kindward doctor`, under the kernel.",
                "Nothing is blocked for %s: this kernel cannot hold packets.", c->name);
}

void status_judge(const struct status *s, struct status_problems *ret)
{
    const struct status_role *recorder = status_role(s, "recorder");
    bool any_watched = false;

    if (s->heard_us == 0 ? s->now_us - s->started_us > STALE_US
                         : s->now_us - s->heard_us > STALE_US)
        problem(ret, "End kindwardd and start it anew.",
                "The supervisor does not speak: what stands here may be old.");
    for (size_t i = 0; i < s->n_roles && s->heard_us != 0; i++)
        if (s->roles[i].pid == 0)
            problem(ret, "If it goes again and again, its words in the log say why.",
                    "The %s is away; it is started again by itself.", s->roles[i].name);
    for (size_t i = 0; i < s->n_children; i++) {
        any_watched |= s->children[i].is_watched;
        judge_child(s, &s->children[i], ret);
    }
    if (any_watched && !s->rules_in_force)
        problem(ret, "What stands in the way is in `kindward doctor`, under the rules.",
                "The rules are not in force, so nothing is seen.");
    if (s->losses_last_minute >= LOSSES_MANY)
        problem(ret,
                "If it stays so, end what keeps the machine busy, or write a larger "
                "answer-within-ms= in [agent] of kindward.conf.",
                "In the last minute %llu packets and messages were lost or let go unanswered: more "
                "happens than this machine can follow.",
                (unsigned long long)s->losses_last_minute);
    if (recorder && recorder->error != 0)
        problem(ret, "Make room on the disk if it is full; it is tried again by itself.",
                "Nothing can be written at present: %s.", strerror(recorder->error));
}
