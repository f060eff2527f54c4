#include "notify/wording.h"

#include <string.h>

void wording_done(struct wording *w)
{
    text_done(&w->summary);
    text_done(&w->body);
}

const char *wording_indicator(bool is_on)
{
    return is_on ? "Kindward is on: it sees which sites you visit, not what you write"
                 : "Kindward is off: it sees nothing now";
}

/* The one child that all are about, NULL where they are about several. */
static const char *only_child(const struct telling *told, size_t n)
{
    for (size_t i = 1; i < n; i++)
        if (strcmp(told[i].child, told[0].child) != 0)
            return NULL;
    return told[0].child;
}

static void add_summary(struct text *t, const struct telling *told, size_t n)
{
    const char *child = only_child(told, n);

    text_add(t, "Kindward");
    if (child && child[0])
        text_addf(t, ": %s", child);
    if (n > 1)
        text_addf(t, "%s %zu things", child && child[0] ? "," : ":", n);
}

static void add_command(struct text *t, bool has_actions, const char *command, const char *does)
{
    if (!has_actions)
        text_addf(t, "%s`%s` %s.", t->len ? "\n" : "", command, does);
}

void wording_alerts(struct wording *w, const struct telling *told, size_t n, bool is_locked,
                    bool has_actions)
{
    if (is_locked) {
        text_add(&w->summary, "Kindward");
        text_add(&w->body, "There is something to look at when you are back.");
        return;
    }
    add_summary(&w->summary, told, n);
    for (size_t i = 0; i < n && i < WORDING_LINES_MAX; i++)
        text_addf(&w->body, "%s%s%s", i ? "\n" : "", n > 1 ? "• " : "", told[i].words);
    if (n > WORDING_LINES_MAX)
        text_addf(&w->body, "\nand %zu more", n - WORDING_LINES_MAX);
    add_command(&w->body, has_actions, "kindward alerts", "shows more and puts it away");
}

void wording_week(struct wording *w, const char *week, bool is_locked, bool has_actions)
{
    text_add(&w->summary, "Kindward: the week is ready");
    if (is_locked)
        return;
    text_addf(&w->body, "What the week of %s looked like, and what to talk about.", week);
    add_command(&w->body, has_actions, "kindward report --open", "opens it");
}

void wording_on(struct wording *w, bool is_on, bool has_actions)
{
    text_add(&w->summary, is_on ? "Kindward is on" : "Kindward is off");
    text_add(&w->body, is_on ? "It sees which sites you visit, not what you write. Your page "
                               "shows what is recorded, and who looked."
                             : "It sees nothing now. Your page shows what was recorded.");
    add_command(&w->body, has_actions, "kindward mine", "shows your page");
}

void wording_blocked(struct wording *w, const char *site, const char *rule, bool has_actions)
{
    text_addf(&w->summary, "Kindward blocks %s", site);
    if (rule[0])
        text_addf(&w->body, "The rule is: %s. ", rule);
    text_add(&w->body, "You can talk about it with who made the rule.");
    add_command(&w->body, has_actions, "kindward mine", "shows all rules");
}

void wording_answer(struct wording *w, const char *what, const char *error)
{
    if (error[0]) {
        text_add(&w->summary, "Kindward could not do that");
        text_add(&w->body, error);
    } else if (strcmp(what, "allowed") == 0) {
        text_add(&w->summary, "Allowed for an hour");
        text_add(&w->body, "After that the rules hold as before. The child's page shows it.");
    } else {
        text_add(&w->summary, "Blocked from now on");
        text_add(&w->body, "The rule stands in the child's policy file, and on the child's page.");
    }
}
