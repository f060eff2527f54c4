/* uses: base catalogue catalogue_default policy policy_load */
/*
 * Texts of a policy, parted by form feeds, kindward.conf first. Whatever they are: a policy comes
 * out, or an error that says what is wrong, in a line that is there and in letters that a terminal
 * can show. Of a policy, each child has an account and a name, each rule decides about its own
 * subject unless a stronger one does, and a help line stays unseen.
 */
#include "policy/policy_load.h"
#include "property.h"

#include <errno.h>

enum { TEXTS_MAX = 4 };

static const char *const files[TEXTS_MAX] = {"kindward.conf", "children.d/a.conf",
                                             "children.d/b.conf", "children.d/c.conf"};

static const struct catalogue *lists(void)
{
    static struct catalogue *c;
    AUTO_TEXT struct text error = {.at = NULL};

    HOLDS(c || catalogue_of_memory(catalogue_default_image(), &c, &error) == 0);
    return c;
}

static size_t part(struct bytes all, struct policy_text *ret_texts)
{
    for (size_t n = 0;;) {
        const uint8_t *end = all.len > 0 ? memchr(all.at, '\f', all.len) : NULL;
        size_t len = end ? (size_t)(end - all.at) : all.len;

        ret_texts[n] = (struct policy_text){(char *)(uintptr_t)files[n], bytes_head(all, len)};
        if (++n == TEXTS_MAX || !end)
            return n;
        all = bytes_after(all, len + 1);
    }
}

static bool is_shown(const char *s)
{
    for (; *s; s++)
        if (*s < 0x20 || *s > 0x7e)
            return false;
    return true;
}

static void check_problems(const struct policy_problems *p, const struct policy_text *texts,
                           size_t n)
{
    for (size_t i = 0; i < p->n; i++) {
        const struct policy_problem *problem = &p->at[i];
        unsigned lines = 0;

        HOLDS(problem->what[0] != '\0' && is_shown(problem->what) && is_shown(problem->instead));
        for (size_t t = 0; t < n; t++)
            if (strcmp(texts[t].name, problem->file) == 0) {
                lines = 1;
                for (size_t at = 0; at < texts[t].text.len; at++)
                    lines += texts[t].text.at[at] == '\n';
            }
        HOLDS(lines > 0 && problem->line <= lines);
    }
}

static void check_rule(const struct policy *policy, uint32_t child, const struct rule *rule)
{
    bool is_name = rule->subject == SUBJECT_NAME || rule->subject == SUBJECT_SITE;
    enum category category = CATEGORY_OTHER;
    struct policy_question q = {.name = is_name ? rule->what : "",
                                .platform_id = rule->subject == SUBJECT_PLATFORM ? rule->what : ""};
    struct decision d;

    if (rule->subject == SUBJECT_CATEGORY) {
        HOLDS(category_from_name(rule->what, &category));
        q.categories = category_bit(category);
    }
    HOLDS(!is_name || (is_name_text(rule->what, strlen(rule->what)) && catalogue_site(rule->what)));
    d = policy_decide(policy, child, &q);
    HOLDS(d.rule[0] != '\0' && !d.is_unseen);
    HOLDS(d.verdict != VERDICT_BLOCK || policy_blocks_anything(policy, child));
    q.never_recorded = true;
    d = policy_decide(policy, child, &q);
    HOLDS(d.is_unseen && d.verdict == VERDICT_ALLOW);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    AUTO(policy_free) struct policy *policy = NULL;
    AUTO_PROBLEMS struct policy_problems problems = {.at = NULL};
    struct agent_config config;
    struct policy_text texts[TEXTS_MAX];
    size_t n = part(bytes_of(data, size), texts);
    int r = policy_of_texts(texts, n, lists(), &policy, &config, &problems);

    check_problems(&problems, texts, n);
    HOLDS(r == 0 || r == -EINVAL);
    HOLDS((r == 0) == (problems.n_errors == 0) && (r == 0) == (policy != NULL));
    if (r < 0)
        return 0;
    HOLDS(policy_n_children(policy) == n - 1 && config.alerts_per_hour > 0);
    for (uint32_t c = 0; c < policy_n_children(policy); c++) {
        size_t n_rules;
        const struct rule *rules = policy_rules(policy, c, &n_rules);

        HOLDS(policy_child(policy, c)->account[0] != '\0' && policy_child(policy, c)->name[0]);
        for (size_t i = 0; i < n_rules; i++)
            check_rule(policy, c, &rules[i]);
    }
    return 0;
}
