#include "cli/policy_source.h"

#include "base/log.h"
#include "live/agent_bus.h"
#include "policy/policy_load.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

void policy_source_done(struct policy_source *s)
{
    s->policy = policy_free(s->policy);
}

/* With the folder in front, so that the place can be opened as it stands there. */
static void say(const struct policy_problem *problem, const char *dir)
{
    AUTO_TEXT struct text line = {.at = NULL};
    size_t len = strlen(dir);

    if (strcmp(problem->file, dir) != 0) {
        text_add(&line, dir);
        if (len > 0 && dir[len - 1] != '/')
            text_add_char(&line, '/');
    }
    policy_problem_format(problem, &line);
    fprintf(stderr, "%s\n", text_string(&line));
}

/* What is in force, exceptions included, as the agent tells it. */
static int read_over_bus(const struct catalogue *catalogue, struct policy_source *ret,
                         struct policy_problems *problems, struct text *reterr)
{
    AUTO_POLICY_TEXTS struct policy_texts texts = {.n = 0};
    int r = agent_bus_policy(&texts, reterr);

    return r < 0 ? r
                 : policy_of_texts(texts.at, texts.n, catalogue, &ret->policy, &ret->config,
                                   problems);
}

int policy_source_read(const char *dir, const struct catalogue *catalogue, bool with_warnings,
                       struct policy_source *ret)
{
    AUTO_PROBLEMS struct policy_problems problems = {.at = NULL};
    AUTO_TEXT struct text error = {.at = NULL};
    int r;

    *ret = (struct policy_source){.dir = dir};
    r = policy_of_directory(dir, catalogue, &ret->policy, &ret->config, &problems, &error);
    if (r == -EACCES && !with_warnings && strcmp(dir, DEFAULT_CONFIG_DIR) == 0) {
        text_clear(&error); /* who may not read the files may be let see the rules all the same */
        r = read_over_bus(catalogue, ret, &problems, &error);
    }
    for (size_t i = 0; i < problems.n; i++) {
        ret->n_warnings += problems.at[i].is_warning;
        if (with_warnings || !problems.at[i].is_warning)
            say(&problems.at[i], dir);
    }
    ret->n_errors = problems.n_errors;
    if (problems.n_more > 0)
        log_error("%zu problems more are not shown; mend these first", problems.n_more);
    if (r < 0 && r != -EINVAL)
        log_error("%s", error.len > 0 ? error.at : strerror(-r));
    return r;
}

bool policy_source_child(const struct policy_source *s, const char *name, uint32_t *ret_child)
{
    if (policy_child_find(s->policy, name, ret_child))
        return true;
    log_error("%s knows no child \"%s\"; `kindward policy show` shows all", s->dir, name);
    return false;
}
