#include "policy/policy_load.h"

#include "policy/load_state.h"

#include <errno.h>
#include <string.h>

int policy_of_texts(const struct policy_text *texts, size_t n, const struct catalogue *catalogue,
                    struct policy **ret_policy, struct agent_config *ret_config,
                    struct policy_problems *problems)
{
    AUTO(policy_free) struct policy *policy = NULL;
    struct agent_config config = agent_config_usual();
    struct policy_load load = {.catalogue = catalogue, .problems = problems};
    size_t before = problems->n_errors;
    bool has_agent = false;
    int r = policy_new(&policy);

    if (r < 0)
        return r;
    load.policy = policy;
    for (size_t i = 0; i < n; i++) {
        struct policy_place whole = {texts[i].name, 0};

        if (strcmp(texts[i].name, "kindward.conf") == 0 && !has_agent) {
            has_agent = true;
            load_agent(&load, &texts[i], &config);
        } else if (child_file_name(texts[i].name)) {
            r = load_child(&load, &texts[i]);
            if (r < 0)
                return r;
        } else {
            policy_error(problems, whole, NULL,
                         "a configuration has kindward.conf and children.d/NAME.conf, each once");
        }
    }
    if (problems->failed)
        return -ENOMEM;
    if (problems->n_errors > before)
        return -EINVAL;
    *ret_policy = TAKE(policy);
    *ret_config = config;
    return 0;
}

int policy_of_directory(const char *dir, const struct catalogue *catalogue,
                        struct policy **ret_policy, struct agent_config *ret_config,
                        struct policy_problems *problems, struct text *reterr)
{
    AUTO_POLICY_TEXTS struct policy_texts texts = {.at = NULL};
    int read = policy_texts_read(dir, &texts, problems, reterr), r;

    if (read < 0 && read != -EINVAL)
        return read;
    /* What could be read is looked through too, so that one check shows all that is wrong. */
    r = policy_of_texts(texts.at, texts.n, catalogue, ret_policy, ret_config, problems);
    if (r == 0 && read < 0) {
        *ret_policy = policy_free(*ret_policy);
        return read;
    }
    return r;
}
