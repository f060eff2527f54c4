#include "policy/policy_problem.h"

#include <stdarg.h>
#include <stdlib.h>

void policy_problems_done(struct policy_problems *p)
{
    for (size_t i = 0; i < p->n; i++) {
        free(p->at[i].file);
        free(p->at[i].what);
        free(p->at[i].instead);
    }
    free(p->at);
    *p = (struct policy_problems){.at = NULL};
}

static char *visible(const char *s)
{
    struct text t = {.at = NULL};

    text_add_visible(&t, s ? s : "");
    return text_take(&t);
}

static bool make_room(struct policy_problems *p)
{
    size_t room = p->room ? p->room * 2 : 8;
    struct policy_problem *more;

    if (p->n < p->room)
        return true;
    more = realloc(p->at, room * sizeof(*more));
    if (!more)
        return false;
    p->at = more;
    p->room = room;
    return true;
}

static void add(struct policy_problems *p, struct policy_problem problem, const char *format,
                va_list args) __attribute__((format(printf, 3, 0)));

static void add(struct policy_problems *p, struct policy_problem problem, const char *format,
                va_list args)
{
    struct text what = {.at = NULL};

    text_vaddf(&what, format, args);
    problem.what = text_take(&what);
    if (!problem.file || !problem.what || !problem.instead || !make_room(p)) {
        free(problem.file);
        free(problem.what);
        free(problem.instead);
        p->failed = true;
        return;
    }
    p->at[p->n++] = problem;
}

void policy_error(struct policy_problems *p, struct policy_place where, const char *instead,
                  const char *format, ...)
{
    va_list args;

    p->n_errors++;
    if (p->n >= POLICY_PROBLEMS_MAX) {
        p->n_more++;
        return;
    }
    va_start(args, format);
    add(p,
        (struct policy_problem){
            .file = visible(where.file), .line = where.line, .instead = visible(instead)},
        format, args);
    va_end(args);
}

void policy_warning(struct policy_problems *p, struct policy_place where, const char *instead,
                    const char *format, ...)
{
    va_list args;

    if (p->n >= POLICY_PROBLEMS_MAX) {
        p->n_more++;
        return;
    }
    va_start(args, format);
    add(p,
        (struct policy_problem){.file = visible(where.file),
                                .line = where.line,
                                .instead = visible(instead),
                                .is_warning = true},
        format, args);
    va_end(args);
}

void policy_problem_format(const struct policy_problem *problem, struct text *out)
{
    text_add(out, problem->file);
    if (problem->line > 0)
        text_addf(out, ":%u", problem->line);
    text_addf(out, ": %s%s", problem->is_warning ? "warning: " : "", problem->what);
    if (problem->instead[0] != '\0')
        text_addf(out, "; write %s instead", problem->instead);
}
