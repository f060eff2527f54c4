#include "daemon/status_json.h"

static int add_connections(enum evidence evidence, enum nameless nameless, uint64_t n, void *user)
{
    struct status_facts *f = user;

    (void)evidence;
    f->connections_today += n;
    f->connections_named += nameless == NAMELESS_NOT ? n : 0;
    return 0;
}

void status_count_today(struct store *store, const char *const *children, size_t n,
                        struct status_facts *f)
{
    int32_t day = clock_day(f->now_us, clock_utc_offset_s(f->now_us));
    AUTO_TEXT struct text error = {.at = NULL};

    for (size_t i = 0; i < n; i++)
        if (store_each_connection_count(store, children[i], day, day + 1, add_connections, f,
                                        &error) < 0)
            return;
}

static json_t *role_json(const struct message_status *status, enum role role)
{
    const struct message_role_status *s = &status->roles[role];
    const uint64_t *c = s->state.counts;

    return json_pack("{s:s, s:i, s:i, s:f, s:b, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I}",
                     "name", role_name(role), "pid", (int)s->pid, "starts", (int)s->n_starts,
                     "since", (double)s->since_us / 1e6, "confined", (int)s->state.is_confined,
                     "packets", (json_int_t)c[STATE_PACKETS], "held", (json_int_t)c[STATE_HELD],
                     "late", (json_int_t)c[STATE_LATE], "lost", (json_int_t)c[STATE_LOST], "named",
                     (json_int_t)c[STATE_NAMED], "blocked", (json_int_t)c[STATE_BLOCKED], "waiting",
                     (json_int_t)c[STATE_WAITING], "error", (json_int_t)c[STATE_ERROR], "probed",
                     (json_int_t)c[STATE_PROBED]);
}

/* A child without an account on this machine, or of age, is not watched. */
static bool is_watched(const struct family *f, uint32_t child)
{
    for (size_t i = 0; i < f->n_accounts; i++)
        if (f->accounts[i].child == child)
            return true;
    return false;
}

static json_t *child_json(const struct status_facts *f, uint32_t i)
{
    const struct child *child = policy_child(f->family->policy, i);
    bool blocks = policy_blocks_anything(f->family->policy, i),
         is_held = blocks && !f->status->observe_only &&
                   f->family->config.firewall != CHOICE_OBSERVE_ONLY;

    return json_pack("{s:s, s:s, s:b, s:b, s:b}", "name", child->name, "account", child->account,
                     "watched", (int)is_watched(f->family, i), "has_blocks", (int)blocks, "held",
                     (int)is_held);
}

json_t *status_json(const struct status_facts *f)
{
    const struct message_status *s = f->status;
    json_t *roles = json_array(), *children = json_array();

    for (enum role role = 0; role < ROLE_COUNT; role++)
        if (s->roles[role].is_wanted || s->roles[role].pid != 0)
            json_array_append_new(roles, role_json(s, role));
    for (uint32_t i = 0; f->family->policy && i < policy_n_children(f->family->policy); i++)
        json_array_append_new(children, child_json(f, i));
    return json_pack(
        "{s:i, s:f, s:f, s:f, s:i, s:b, s:b, s:s, s:i, s:I, s:I, s:I, s:I, s:I, s:I,"
        " s:{s:I, s:I}, s:o, s:o}",
        "version", 1, "now", (double)f->now_us / 1e6, "heard", (double)f->heard_us / 1e6, "started",
        (double)s->started_us / 1e6, "policy", (int)s->serial, "rules_in_force",
        (int)s->rules_in_force, "observe_only", (int)s->observe_only, "firewall", s->writer,
        "not_assigned", (int)s->n_not_assigned, "connections", (json_int_t)f->counts.connections,
        "connections_named", (json_int_t)f->counts.named, "visits", (json_int_t)f->counts.visits,
        "blocks", (json_int_t)f->counts.blocks, "names_last_minute",
        (json_int_t)f->names_last_minute, "losses_last_minute", (json_int_t)f->losses_last_minute,
        "today", "connections", (json_int_t)f->connections_today, "named",
        (json_int_t)f->connections_named, "children", children, "roles", roles);
}
