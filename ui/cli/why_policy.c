#include "cli/why_policy.h"

#include "base/clock.h"
#include "base/log.h"
#include "cli/cli.h"
#include "cli/policy_source.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* The rules that speak of a name, as they come. */
struct told {
    size_t n;
};

static bool print_rule(const struct rule *rule, void *user)
{
    struct told *told = user;

    printf("    %c %s\n", told->n++ == 0 ? '*' : ' ', rule->text);
    return true;
}

static void print_child(const struct policy_source *s, uint32_t number,
                        const struct policy_question *question)
{
    const struct child *child = policy_child(s->policy, number);
    struct decision d = policy_decide(s->policy, number, question);
    struct told told = {.n = 0};

    if (!child_is_monitored(child, clock_today())) {
        printf("  %s: nothing, for an adult is not monitored\n", child->name);
        return;
    }
    if (d.is_unseen) {
        printf("  %s: allow, unseen; no rule is asked\n", child->name);
        return;
    }
    printf("  %s: %s%s\n", child->name, verdict_name(d.verdict),
           d.rule[0] == '\0' ? ", for no rule speaks of it"
           : d.verdict == VERDICT_BLOCK && s->config.firewall == CHOICE_OBSERVE_ONLY
               ? ", but let through while firewall is observe-only"
               : "");
    policy_why(s->policy, number, question, print_rule, &told);
}

int why_policy(const char *dir, const char *child, const struct catalogue *catalogue,
               const char *name)
{
    AUTO_POLICY_SOURCE struct policy_source source = {.policy = NULL};
    struct meaning m = catalogue_find(catalogue, name, strlen(name));
    const struct platform *platform = catalogue_platform(catalogue, m.platform);
    struct policy_question question = {.name = name,
                                       .categories = m.categories,
                                       .platform_id = platform ? platform->id : "",
                                       .never_recorded = m.never_recorded};
    uint32_t from = 0, to;

    if (!dir && !child && access(DEFAULT_CONFIG_DIR, F_OK) < 0)
        return EXIT_DONE;
    if (policy_source_read(dir ? dir : DEFAULT_CONFIG_DIR, catalogue, false, &source) < 0) {
        log_error("what would happen is not known without a policy; see `kindward policy check`");
        return dir || child ? EXIT_FAILED : EXIT_IN_PART;
    }
    to = (uint32_t)policy_n_children(source.policy);
    if (child) {
        if (!policy_source_child(&source, child, &from))
            return EXIT_FAILED;
        to = from + 1;
    }
    puts(to > 0 ? "what happens (* decides):" : "nobody is monitored");
    for (uint32_t c = from; c < to; c++)
        print_child(&source, c, &question);
    return EXIT_DONE;
}
