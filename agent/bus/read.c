/*
 * What is read without going through pages: status, the policy, why, and a part of the store.
 */
#include "base/clock.h"
#include "bus/agent1_state.h"

#include <errno.h>
#include <string.h>

enum { FILES_MAX = POLICY_CHILDREN_MAX + 2, FILES_BYTES_MAX = 4 << 20 };

json_t *call_word(const char *s)
{
    json_t *word = json_string(s);

    return word ? word : json_string("");
}

int call_answer_json(struct call *c, json_t *json)
{
    char *text = json ? json_dumps(json, JSON_COMPACT) : NULL;
    int r = text ? sd_bus_reply_method_return(c->m, "s", text) : -ENOMEM;

    free(text);
    json_decref(json);
    return r;
}

struct store *call_store(struct call *c)
{
    if (!c->house->store)
        (void)call_refuse(c, ERROR_STORE,
                          "the record cannot be opened at present; `kindward doctor` says why");
    else
        store_forget_names(c->house->store);
    return c->house->store;
}

bool call_child(struct call *c, const char *name, uint32_t *ret_child)
{
    AUTO_TEXT struct text words = {.at = NULL};

    if (c->house->policy && policy_child_find(c->house->policy, name, ret_child))
        return true;
    text_add(&words, "there is no child \"");
    text_add_visible(&words, name);
    text_add(&words, "\"; `kindward policy show` names those there are");
    (void)call_refuse(c, ERROR_NO_CHILD, text_string(&words));
    return false;
}

bool call_looked(struct call *c, uint32_t child, enum lookup_kind kind)
{
    int64_t now_us = clock_us(CLOCK_REALTIME);
    struct lookup look = {.uid = c->uid, .kind = kind, .from_us = now_us, .to_us = now_us, .n = 1};
    uint32_t n = c->house->policy ? (uint32_t)policy_n_children(c->house->policy) : 0;

    for (uint32_t i = child == BUS_NOBODY ? 0 : child; i < (child == BUS_NOBODY ? n : child + 1);
         i++)
        if (c->house->looked(i, &look, c->house->user) < 0) {
            (void)call_refuse(c, ERROR_STORE,
                              "a look is kept for the child to see, and that cannot be written at "
                              "present; `kindward doctor` says why");
            return false;
        }
    return true;
}

int run_status(struct call *c)
{
    return call_answer_json(c, c->house->status(c->house->user));
}

/* A local day, or the end of time where nothing is said. */
static bool read_day(const char *word, int32_t otherwise, int32_t *ret)
{
    *ret = otherwise;
    return word[0] == '\0' || day_from_text(word, ret) == 0;
}

int call_span(struct call *c, const char *from, const char *to, struct store_part *ret)
{
    if (!read_day(from, INT32_MIN, &ret->from_day) || !read_day(to, INT32_MAX, &ret->to_day))
        return call_refuse(c, ERROR_INVALID, "a day is written as 2026-11-16"), -EINVAL;
    if (to[0] != '\0')
        ret->to_day++; /* itself included */
    return 0;
}

/* A child gets what is recorded of it, whatever it says; a guardian what was asked for. */
static int answer_part(struct call *c, const char *name, struct store_part *part,
                       enum lookup_kind kind)
{
    AUTO_TEXT struct text error = {.at = NULL};
    AUTO(close_fd) int fd = -1;
    struct store *store = call_store(c);
    uint32_t child = c->child;

    if (!store)
        return 0;
    part->with_alerts = c->child == BUS_NOBODY;
    if (c->child == BUS_NOBODY && name[0] != '\0' && !call_child(c, name, &child))
        return 0;
    if (c->child == BUS_NOBODY && !call_looked(c, child, kind))
        return 0;
    if (child != BUS_NOBODY)
        part->child = policy_child(c->house->policy, child)->name;
    if (store_extract(store, part, &fd, &error) < 0)
        return call_refuse(c, ERROR_STORE, text_string(&error));
    return sd_bus_reply_method_return(c->m, "h", fd);
}

int run_records(struct call *c)
{
    struct store_part part = {.child = NULL};
    const char *name, *from, *to;
    int r = sd_bus_message_read(c->m, "sss", &name, &from, &to);

    if (r < 0)
        return r;
    if (call_span(c, from, to, &part) < 0)
        return 0;
    return answer_part(c, name, &part, LOOKUP_RECORDS);
}

int run_export(struct call *c)
{
    struct store_part part = {.from_day = INT32_MIN, .to_day = INT32_MAX};
    const char *name;
    int r = sd_bus_message_read(c->m, "s", &name);

    return r < 0 ? r : answer_part(c, name, &part, LOOKUP_EXPORT);
}

static bool add_rule(const struct rule *rule, void *user)
{
    json_array_append_new(user, call_word(rule->text));
    return true;
}

static json_t *words_of(category_set set)
{
    json_t *list = json_array();

    for (int c = 0; c < CATEGORY_COUNT; c++)
        if (set & category_bit((enum category)c))
            json_array_append_new(list, json_string(category_name((enum category)c)));
    return list;
}

int run_why(struct call *c)
{
    const struct catalogue *catalogue = c->house->catalogue;
    const char *child_name, *name, *site;
    struct policy_question q;
    const struct platform *platform;
    struct decision d;
    struct meaning m;
    uint32_t child;
    json_t *rules;
    int r = sd_bus_message_read(c->m, "ss", &child_name, &name);

    if (r < 0 || !call_child(c, child_name, &child))
        return r < 0 ? r : 0;
    if (!policy_edit_is_item(name))
        return call_refuse(c, ERROR_INVALID, "that is no host name in lower case");
    m = catalogue_find(catalogue, name, strlen(name));
    platform = catalogue_platform(catalogue, m.platform);
    site = catalogue_site(name);
    q = (struct policy_question){.name = name,
                                 .categories = m.categories,
                                 .platform_id = platform ? platform->id : "",
                                 .never_recorded = m.never_recorded};
    d = policy_decide(c->house->policy, child, &q);
    rules = json_array();
    policy_why(c->house->policy, child, &q, add_rule, rules);
    return call_answer_json(c, json_pack("{s:s,s:i,s:s,s:s,s:o,s:s,s:s,s:o,s:b,s:b}", "schema",
                                         "kindward.why", "version", 1, "name", name, "site",
                                         site ? site : "", "categories", words_of(m.categories),
                                         "platform", q.platform_id, "verdict",
                                         verdict_name(d.verdict), "rules", rules, "is_unseen",
                                         (int)d.is_unseen, "is_machinery", (int)m.is_machinery));
}

int run_policy_show(struct call *c)
{
    __attribute__((cleanup(sd_bus_message_unrefp))) sd_bus_message *answer = NULL;
    const struct policy_texts *t = c->house->texts;
    int r = sd_bus_message_new_method_return(c->m, &answer);

    if (r >= 0)
        r = sd_bus_message_open_container(answer, 'a', "(ss)");
    for (size_t i = 0; r >= 0 && t && i < t->n; i++) {
        AUTO_TEXT struct text whole = {.at = NULL};

        text_add_bytes(&whole, t->at[i].text.at ? t->at[i].text.at : (const uint8_t *)"",
                       t->at[i].text.len);
        r = whole.failed
                ? -ENOMEM
                : sd_bus_message_append(answer, "(ss)", t->at[i].name, text_string(&whole));
    }
    if (r >= 0)
        r = sd_bus_message_close_container(answer);
    return r < 0 ? r : sd_bus_send(NULL, answer, NULL);
}

static int answer_problems(struct call *c, const struct policy_problems *problems)
{
    __attribute__((cleanup(sd_bus_message_unrefp))) sd_bus_message *answer = NULL;
    int r = sd_bus_message_new_method_return(c->m, &answer);

    if (r >= 0)
        r = sd_bus_message_open_container(answer, 'a', "s");
    for (size_t i = 0; r >= 0 && i < problems->n; i++) {
        AUTO_TEXT struct text line = {.at = NULL};

        policy_problem_format(&problems->at[i], &line);
        r = sd_bus_message_append(answer, "s", text_string(&line));
    }
    if (r >= 0)
        r = sd_bus_message_close_container(answer);
    return r < 0 ? r : sd_bus_send(NULL, answer, NULL);
}

/* Texts that are not in force: what is wrong with them? They are borrowed from the message. */
int run_policy_check(struct call *c)
{
    AUTO_PROBLEMS struct policy_problems problems = {.n = 0};
    AUTO(policy_free) struct policy *policy = NULL;
    struct policy_text texts[FILES_MAX];
    struct agent_config config;
    const char *name, *text;
    size_t n = 0, n_bytes = 0;
    int r = sd_bus_message_enter_container(c->m, 'a', "(ss)");

    while (r >= 0 && (r = sd_bus_message_read(c->m, "(ss)", &name, &text)) > 0) {
        n_bytes += strlen(text);
        if (n == FILES_MAX || n_bytes > FILES_BYTES_MAX)
            return call_refuse(c, ERROR_INVALID, "so many or so large files are no policy");
        texts[n++] = (struct policy_text){(char *)name, bytes_of(text, strlen(text))};
    }
    if (r < 0)
        return r;
    r = policy_of_texts(texts, n, c->house->catalogue, &policy, &config, &problems);
    if (r < 0 && r != -EINVAL)
        return r;
    return answer_problems(c, &problems);
}
