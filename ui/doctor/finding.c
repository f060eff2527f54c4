#include "doctor/finding.h"

#include "report/clean.h"
#include "report/clean_json.h"
#include "report/words.h"

#include <assert.h>
#include <string.h>

static const struct {
    const char *name, *mark; /* mark: what stands before it, six columns */
    enum lines_look look;
} grades[] = {
    [GRADE_WELL] = {"well", "ok    ", LOOK_PLAIN},
    [GRADE_NOTE] = {"note", "note  ", LOOK_PLAIN},
    [GRADE_WARNING] = {"warning", "warn  ", LOOK_STRONG},
    [GRADE_FAULT] = {"fault", "FAULT ", LOOK_WARM},
};

const char *grade_name(enum grade g)
{
    return grades[g].name;
}

void findings_done(struct findings *f)
{
    for (size_t i = 0; i < f->n; i++) {
        free(f->at[i].what);
        free(f->at[i].advice);
    }
    free(f->at);
    *f = (struct findings){.at = NULL};
}

void finding_add(struct findings *f, enum grade grade, const char *advice, const char *format, ...)
{
    AUTO_TEXT struct text what = {.at = NULL};
    struct finding one = {.grade = grade, .group = f->group ? f->group : ""};
    va_list args;

    assert(grade < GRADE_WARNING || advice);  /* what frightens says what to do */
    if (grade >= GRADE_WARNING && !advice[0]) /* one that was put together, and had no memory */
        advice = "docs/agent.md says more.";
    if (f->n == f->room) {
        size_t room = f->room ? 2 * f->room : 32;
        struct finding *more = realloc(f->at, room * sizeof(*more));

        if (!more) {
            f->failed = true;
            return;
        }
        f->at = more;
        f->room = room;
    }
    va_start(args, format);
    text_vaddf(&what, format, args);
    va_end(args);
    one.what = text_take(&what);
    one.advice = strdup(advice ? advice : "");
    if (!one.what || !one.advice) {
        free(one.what);
        free(one.advice);
        f->failed = true;
        return;
    }
    f->at[f->n++] = one;
}

enum grade findings_worst(const struct findings *f)
{
    enum grade worst = GRADE_WELL;

    for (size_t i = 0; i < f->n; i++)
        if (f->at[i].grade > worst)
            worst = f->at[i].grade;
    return worst;
}

static void add_one(const struct finding *one, struct lines *l)
{
    AUTO_TEXT struct text first = {.at = NULL};
    AUTO_TEXT struct text what = {.at = NULL};
    AUTO_TEXT struct text advice = {.at = NULL};

    text_addf(&first, "  %s", grades[one->grade].mark);
    clean_add(&what, one->what);
    lines_wrap(l, grades[one->grade].look, text_string(&first), "        ", text_string(&what));
    clean_add(&advice, one->advice);
    if (advice.len > 0)
        lines_wrap(l, LOOK_PLAIN, "        > ", "          ", text_string(&advice));
    l->out->failed |= first.failed || what.failed || advice.failed;
}

static void add_summary(const struct findings *f, struct lines *l)
{
    size_t n[GRADE_FAULT + 1] = {0};
    AUTO_TEXT struct text t = {.at = NULL};

    for (size_t i = 0; i < f->n; i++)
        n[f->at[i].grade]++;
    if (n[GRADE_FAULT] + n[GRADE_WARNING] == 0) {
        text_add(&t, "All is well.");
    } else {
        words_many(&t, n[GRADE_FAULT], "fault", "faults");
        text_add(&t, ", ");
        words_many(&t, n[GRADE_WARNING], "warning", "warnings");
        text_add(&t, ". The lines with > say what to do.");
    }
    lines_blank(l);
    lines_one(l, LOOK_STRONG, text_string(&t));
    l->out->failed |= t.failed;
}

void findings_text(const struct findings *f, struct lines *l)
{
    const char *group = NULL;

    for (size_t i = 0; i < f->n; i++) {
        const struct finding *one = &f->at[i];

        if (!group || strcmp(group, one->group) != 0) {
            if (group)
                lines_blank(l);
            lines_one(l, LOOK_STRONG, one->group);
        }
        group = one->group;
        add_one(one, l);
    }
    add_summary(f, l);
}

json_t *findings_json(const struct findings *f)
{
    json_t *list = json_array();

    for (size_t i = 0; i < f->n; i++) {
        const struct finding *one = &f->at[i];
        json_t *o =
            json_pack("{s:s, s:s, s:o, s:o}", "group", one->group, "grade", grade_name(one->grade),
                      "what", clean_json(one->what), "do", clean_json(one->advice));

        if (!o || json_array_append_new(list, o) != 0) {
            json_decref(list);
            return NULL;
        }
    }
    return json_pack("{s:s, s:i, s:s, s:o}", "schema", "kindward.doctor", "version", 1, "worst",
                     grade_name(findings_worst(f)), "findings", list);
}
