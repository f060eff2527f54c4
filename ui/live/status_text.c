#include "live/status.h"

#include "base/clock.h"
#include "report/clean.h"
#include "report/notice.h"
#include "report/words.h"

#include <string.h>

enum { LABEL_COLUMNS = 15 };

static void fact(struct lines *l, const char *label, const struct text *words)
{
    AUTO_TEXT struct text first = {.at = NULL};

    text_addf(&first, "  %-*s", LABEL_COLUMNS, label);
    lines_wrap(l, LOOK_PLAIN, text_string(&first), "                 ", text_string(words));
    l->out->failed |= first.failed || words->failed;
}

/* "21:40" of today, or with its day in front. */
static void add_moment(struct text *t, int64_t when_us, int64_t now_us)
{
    int32_t offset_s = clock_utc_offset_s(when_us);

    if (clock_day(when_us, offset_s) != clock_day(now_us, clock_utc_offset_s(now_us))) {
        words_day_short(t, clock_day(when_us, offset_s));
        text_add(t, ", ");
    }
    notice_times(t, when_us, when_us, offset_s);
}

static void add_children(const struct status *s, struct lines *l)
{
    if (s->n_children == 0)
        lines_wrap(l, LOOK_PLAIN, "  ", "  ",
                   "No child is named in the configuration, so nobody is watched.");
    for (size_t i = 0; i < s->n_children; i++) {
        const struct status_child *c = &s->children[i];
        AUTO_TEXT struct text name = {.at = NULL};
        AUTO_TEXT struct text words = {.at = NULL};

        clean_add(&name, c->name);
        text_add(&words, !c->is_watched  ? "not watched"
                         : c->is_held    ? "held: what is to be blocked is stopped"
                         : c->has_blocks ? "only observed: nothing is stopped"
                                         : "observed");
        text_add(&words, " (account ");
        clean_add(&words, c->account);
        text_add(&words, ")");
        if (name.len <= LABEL_COLUMNS - 1 && clean_width(text_string(&name)) == name.len) {
            fact(l, text_string(&name), &words);
        } else {
            text_add(&name, ": ");
            text_add(&name, text_string(&words));
            lines_wrap(l, LOOK_PLAIN, "  ", "    ", text_string(&name));
        }
        l->out->failed |= name.failed;
    }
}

static void add_losses(const struct status *s, struct text *t)
{
    uint64_t lost = 0, late = 0;

    for (size_t i = 0; i < s->n_roles; i++) {
        lost += s->roles[i].lost;
        late += s->roles[i].late;
    }
    if (lost == 0 && late == 0)
        text_add(t, "none since the start");
    if (lost > 0)
        text_addf(t, "%llu packets and messages since the start", (unsigned long long)lost);
    if (late > 0)
        text_addf(t, "%s%llu packets let go without an answer", lost > 0 ? "; " : "",
                  (unsigned long long)late);
}

static void add_facts(const struct status *s, struct lines *l)
{
    const struct status_role *gate = status_role(s, "gate");
    AUTO_TEXT struct text t = {.at = NULL};

    text_add(&t, s->rules_in_force ? "in force, by " : "not in force (");
    clean_add(&t, s->firewall);
    text_add(&t, s->rules_in_force ? "" : ")");
    text_add(&t, s->observe_only ? ", for observing only" : "");
    fact(l, "Rules", &t);
    text_clear(&t);
    text_addf(&t, "%llu in the last minute", (unsigned long long)s->names_last_minute);
    fact(l, "Names", &t);
    text_clear(&t);
    if (s->connections_today == 0)
        text_add(&t, "no connections yet");
    else
        text_addf(&t, "%llu of %llu connections had a name (%llu %%)",
                  (unsigned long long)s->connections_named,
                  (unsigned long long)s->connections_today,
                  (unsigned long long)(100.0 * (double)s->connections_named /
                                       (double)s->connections_today));
    fact(l, "Today", &t);
    text_clear(&t);
    text_addf(&t, "%llu packets wait for an answer",
              (unsigned long long)(gate ? gate->waiting : 0));
    fact(l, "Queue", &t);
    text_clear(&t);
    add_losses(s, &t);
    fact(l, "Losses", &t);
    if (s->n_not_assigned == 0)
        return;
    text_clear(&t);
    words_many(&t, s->n_not_assigned, "account", "accounts");
    text_add(&t, s->n_not_assigned == 1 ? " of a person here is no child's, and is not watched"
                                        : " of people here are no child's, and are not watched");
    fact(l, "Not assigned", &t);
}

static void add_roles(const struct status *s, struct lines *l)
{
    for (size_t i = 0; i < s->n_roles; i++) {
        const struct status_role *r = &s->roles[i];
        AUTO_TEXT struct text clean = {.at = NULL};
        AUTO_TEXT struct text name = {.at = NULL};
        AUTO_TEXT struct text t = {.at = NULL};

        if (r->pid == 0) {
            text_add(&t, "away");
        } else {
            text_addf(&t, "process %d, since ", r->pid);
            add_moment(&t, r->since_us, s->now_us);
        }
        if (r->starts > 1) {
            text_add(&t, ", started anew ");
            words_many(&t, r->starts - 1, "time", "times");
        }
        clean_add(&clean, r->name);
        clean_add_cut(&name, text_string(&clean), LABEL_COLUMNS - 1, false);
        fact(l, text_string(&name), &t);
        l->out->failed |= clean.failed || name.failed;
    }
}

void status_text(const struct status *s, const struct status_problems *p, struct lines *l)
{
    AUTO_TEXT struct text head = {.at = NULL};

    text_add(&head, "Kindward is on, since ");
    add_moment(&head, s->started_us, s->now_us);
    text_add(&head, p->n == 0 ? "." : ", but not all is well.");
    lines_one(l, p->n == 0 ? LOOK_STRONG : LOOK_WARM, text_string(&head));
    for (size_t i = 0; i < p->n; i++) {
        AUTO_TEXT struct text words = {.at = NULL};

        clean_add(&words, text_string(&p->at[i].what));
        text_addf(&words, " %s", p->at[i].advice);
        lines_wrap(l, LOOK_WARM, "! ", "  ", text_string(&words));
    }
    lines_blank(l);
    add_children(s, l);
    lines_blank(l);
    add_facts(s, l);
    lines_blank(l);
    add_roles(s, l);
    l->out->failed |= head.failed;
}
