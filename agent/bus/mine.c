/*
 * A child's own page: what is recorded of it, since when and until when, by which rules, what is
 * let through for a while, and who looked.
 */
#include "base/clock.h"
#include "bus/agent1_state.h"
#include "policy/mail_word.h"

#include <errno.h>

enum { LOOKS_MAX = 500 };

static int add_look(const struct lookup *look, void *user)
{
    json_t *list = user;

    if (json_array_size(list) >= LOOKS_MAX)
        return 0;
    return json_array_append_new(
               list, json_pack("{s:I,s:s,s:I,s:I,s:I}", "uid", (json_int_t)look->uid, "kind",
                               lookup_kind_name(look->kind), "from_us", (json_int_t)look->from_us,
                               "to_us", (json_int_t)look->to_us, "count", (json_int_t)look->n)) == 0
               ? 0
               : -ENOMEM;
}

static json_t *rules_of(const struct bus_house *h, uint32_t child)
{
    json_t *list = json_array();
    size_t n;
    const struct rule *rules = policy_rules(h->policy, child, &n);

    for (size_t i = 0; i < n; i++)
        json_array_append_new(
            list, json_pack("{s:s,s:s,s:o,s:o}", "verdict", verdict_name(rules[i].verdict),
                            "subject", subject_name(rules[i].subject), "what",
                            call_word(rules[i].what), "text", call_word(rules[i].text)));
    return list;
}

static json_t *exceptions_of(const struct bus_house *h, uint32_t child)
{
    json_t *list = json_array();

    for (size_t i = 0; i < h->n_exceptions; i++) {
        const struct exception *e = &h->exceptions[i];

        if (e->child == child && e->subject < SUBJECT_COUNT)
            json_array_append_new(
                list, json_pack("{s:s,s:o,s:I,s:I}", "subject",
                                subject_name((enum subject)e->subject), "what", call_word(e->what),
                                "until_us", (json_int_t)e->until_us, "uid", (json_int_t)e->uid));
    }
    return list;
}

/* The first and the last day of which something is there; null: nothing is. */
static json_t *days_of(struct store *store, const char *name)
{
    AUTO_TEXT struct text error = {.at = NULL};
    char from[DATE_TEXT_MAX], to[DATE_TEXT_MAX];
    int32_t first, last;

    if (store_days(store, name, &first, &last, &error) < 0)
        return json_null();
    return json_pack("{s:s,s:s}", "from", day_format(first, from), "to", day_format(last, to));
}

/* Who gets a summary of the week by mail. */
static json_t *addresses_of(const struct agent_config *config)
{
    json_t *list = json_array();
    const char *at = config->mail_to, *address;
    size_t len;

    while ((address = mail_address_next(&at, &len)))
        json_array_append_new(list, json_stringn(address, len));
    return list;
}

int run_mine(struct call *c)
{
    AUTO_TEXT struct text error = {.at = NULL};
    const struct bus_house *h = c->house;
    const struct child *child = policy_child(h->policy, c->child);
    struct store *store = call_store(c);
    char until[DATE_TEXT_MAX];
    json_t *looks;
    int r = sd_bus_message_read(c->m, "");

    if (r < 0 || !store)
        return r < 0 ? r : 0;
    looks = json_array();
    h->each_unwritten(c->child, add_look, looks, h->user);
    r = store_each_lookup(store, child->name, INT64_MIN, add_look, looks, &error);
    if (r < 0) {
        json_decref(looks);
        return call_refuse(c, ERROR_STORE, text_string(&error));
    }
    return call_answer_json(
        c, json_pack("{s:s,s:i,s:o,s:o,s:s,s:I,s:i,s:i,s:o,s:s,s:b,s:s,s:o,s:o,s:o,s:o}", "schema",
                     "kindward.mine", "version", 1, "name", call_word(child->name), "account",
                     call_word(child->account), "state", h->state, "since_us",
                     (json_int_t)h->since_us, "detail_days", (int)h->config->detail_days,
                     "weeks_days", (int)h->config->weeks_days, "days", days_of(store, child->name),
                     "monitored_until", day_format(child_ends_on(child) - 1, until), "blocks",
                     (int)policy_blocks_anything(h->policy, c->child), "block_by",
                     block_by_name(child->block_by), "rules", rules_of(h, c->child), "exceptions",
                     exceptions_of(h, c->child), "mail", addresses_of(h->config), "looks", looks));
}
