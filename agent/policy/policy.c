#include "policy/policy.h"

#include "base/text.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

/*
 * The precedence. Subjects from top to bottom, and in each the verdicts from left to right. What
 * is never recorded is asked about before, and is no line here: nothing can outrank it.
 */
static const enum subject precedence[SUBJECT_COUNT] = {
    SUBJECT_NAME,
    SUBJECT_SITE, /* each suffix of the name is a line of its own, the longest first */
    SUBJECT_PLATFORM, SUBJECT_CATEGORY, /* all categories of the name are one line */
};
static const enum verdict among_equals[] = {VERDICT_ALLOW, VERDICT_BLOCK, VERDICT_ALERT,
                                            VERDICT_LOG};

/* A child and their rules, sorted by subject, what, verdict: each found in a few comparisons. */
struct entry {
    struct child facts;
    struct rule *rules;
    size_t n_rules, rules_room;
    bool blocks;
};

struct policy {
    struct entry children[POLICY_CHILDREN_MAX];
    size_t n_children, n_rules;
};

const char *subject_name(enum subject s)
{
    static const char *const names[SUBJECT_COUNT] = {
        [SUBJECT_NAME] = "name",
        [SUBJECT_SITE] = "site",
        [SUBJECT_PLATFORM] = "platform",
        [SUBJECT_CATEGORY] = "category",
    };

    return names[s];
}

int policy_new(struct policy **ret_policy)
{
    struct policy *p = calloc(1, sizeof(*p));

    if (!p)
        return -ENOMEM;
    *ret_policy = p;
    return 0;
}

struct policy *policy_free(struct policy *p)
{
    for (size_t c = 0; p && c < p->n_children; c++) {
        struct entry *e = &p->children[c];

        for (size_t i = 0; i < e->n_rules; i++) {
            free((char *)e->rules[i].what);
            free((char *)e->rules[i].text);
        }
        free(e->rules);
    }
    free(p);
    return NULL;
}

int policy_add_child(struct policy *p, const struct child *child, uint32_t *ret_child)
{
    if (p->n_children == POLICY_CHILDREN_MAX)
        return -ENOSPC;
    p->children[p->n_children] = (struct entry){.facts = *child};
    *ret_child = (uint32_t)p->n_children++;
    return 0;
}

static const struct entry *entry_of(const struct policy *p, uint32_t child)
{
    assert(child < p->n_children);
    return &p->children[child];
}

static int compare(const struct rule *r, enum subject subject, const char *what,
                   enum verdict verdict)
{
    int order;

    if (r->subject != subject)
        return r->subject < subject ? -1 : 1;
    order = strcmp(r->what, what);
    if (order != 0)
        return order;
    return r->verdict == verdict ? 0 : r->verdict < verdict ? -1 : 1;
}

/* Where the rule is, or would be. */
static size_t place_of(const struct entry *e, enum subject subject, const char *what,
                       enum verdict verdict)
{
    size_t from = 0, to = e->n_rules;

    while (from < to) {
        size_t middle = from + (to - from) / 2;

        if (compare(&e->rules[middle], subject, what, verdict) < 0)
            from = middle + 1;
        else
            to = middle;
    }
    return from;
}

static const struct rule *find(const struct entry *e, enum subject subject, const char *what,
                               enum verdict verdict)
{
    size_t at = place_of(e, subject, what, verdict);

    if (at < e->n_rules && compare(&e->rules[at], subject, what, verdict) == 0)
        return &e->rules[at];
    return NULL;
}

static int make_room(struct entry *e)
{
    size_t room = e->rules_room ? e->rules_room * 2 : 16;
    struct rule *more;

    if (e->n_rules < e->rules_room)
        return 0;
    more = realloc(e->rules, room * sizeof(*more));
    if (!more)
        return -ENOMEM;
    e->rules = more;
    e->rules_room = room;
    return 0;
}

int policy_add_rule(struct policy *p, uint32_t child, enum verdict verdict, enum subject subject,
                    const char *what, const char *where)
{
    struct entry *e = (struct entry *)entry_of(p, child);
    AUTO(free_memory) char *own_what = NULL;
    AUTO(free_memory) char *own_text = NULL;
    AUTO_TEXT struct text text = {.at = NULL};
    size_t at;

    if (find(e, subject, what, verdict))
        return -EEXIST;
    if (p->n_rules == POLICY_RULES_MAX)
        return -ENOSPC;
    text_addf(&text, "%s %s %s (%s)", verdict_name(verdict), subject_name(subject), what, where);
    own_what = strdup(what);
    own_text = text_take(&text);
    if (!own_what || !own_text || make_room(e) < 0)
        return -ENOMEM;
    at = place_of(e, subject, what, verdict);
    memmove(e->rules + at + 1, e->rules + at, (e->n_rules - at) * sizeof(*e->rules));
    e->rules[at] = (struct rule){
        .subject = subject, .verdict = verdict, .what = TAKE(own_what), .text = TAKE(own_text)};
    e->n_rules++;
    p->n_rules++;
    e->blocks |= verdict == VERDICT_BLOCK;
    return 0;
}

size_t policy_n_children(const struct policy *p)
{
    return p->n_children;
}

const struct child *policy_child(const struct policy *p, uint32_t child)
{
    return &entry_of(p, child)->facts;
}

bool policy_child_find(const struct policy *p, const char *name, uint32_t *ret_child)
{
    for (int by_account = 0; by_account < 2; by_account++)
        for (size_t c = 0; c < p->n_children; c++) {
            const struct child *facts = &p->children[c].facts;

            if (strcmp(by_account ? facts->account : facts->name, name) == 0) {
                *ret_child = (uint32_t)c;
                return true;
            }
        }
    return false;
}

const struct rule *policy_rules(const struct policy *p, uint32_t child, size_t *ret_n)
{
    const struct entry *e = entry_of(p, child);

    *ret_n = e->n_rules;
    return e->rules;
}

const struct rule *policy_rule_find(const struct policy *p, uint32_t child, enum verdict verdict,
                                    enum subject subject, const char *what)
{
    return find(entry_of(p, child), subject, what, verdict);
}

/* One look at the table: whom it is about, and who is told of each rule that speaks. */
struct walk {
    const struct entry *entry;
    bool (*each)(const struct rule *rule, void *user);
    void *user;
};

static bool tell(const struct walk *w, enum subject subject, const char *what, enum verdict verdict)
{
    const struct rule *r = find(w->entry, subject, what, verdict);

    return !r || w->each(r, w->user);
}

static bool tell_all_verdicts(const struct walk *w, enum subject subject, const char *what)
{
    for (size_t v = 0; v < ARRAY_LEN(among_equals); v++)
        if (!tell(w, subject, what, among_equals[v]))
            return false;
    return true;
}

static bool tell_names(const struct walk *w, const char *name)
{
    if (!tell_all_verdicts(w, SUBJECT_NAME, name))
        return false;
    return strncmp(name, "www.", 4) != 0 || tell_all_verdicts(w, SUBJECT_NAME, name + 4);
}

static bool tell_sites(const struct walk *w, const char *name)
{
    for (const char *suffix = name; *suffix; suffix++)
        if ((suffix == name || suffix[-1] == '.') && !tell_all_verdicts(w, SUBJECT_SITE, suffix))
            return false;
    return true;
}

static bool tell_categories(const struct walk *w, category_set set)
{
    for (size_t v = 0; v < ARRAY_LEN(among_equals); v++)
        for (int c = 0; c < CATEGORY_COUNT; c++)
            if ((set & category_bit((enum category)c)) &&
                !tell(w, SUBJECT_CATEGORY, category_name((enum category)c), among_equals[v]))
                return false;
    return true;
}

static bool tell_subject(const struct walk *w, enum subject subject,
                         const struct policy_question *q)
{
    switch (subject) {
    case SUBJECT_NAME:
        return tell_names(w, q->name);
    case SUBJECT_SITE:
        return tell_sites(w, q->name);
    case SUBJECT_PLATFORM:
        return tell_all_verdicts(w, SUBJECT_PLATFORM, q->platform_id);
    case SUBJECT_CATEGORY:
        return tell_categories(w, q->categories);
    case SUBJECT_COUNT:
        break;
    }
    return true;
}

void policy_why(const struct policy *p, uint32_t child, const struct policy_question *question,
                bool (*each)(const struct rule *rule, void *user), void *user)
{
    struct walk w = {.entry = entry_of(p, child), .each = each, .user = user};

    if (question->never_recorded)
        return;
    for (size_t i = 0; i < ARRAY_LEN(precedence); i++)
        if (!tell_subject(&w, precedence[i], question))
            return;
}

static bool take_first(const struct rule *rule, void *user)
{
    *(const struct rule **)user = rule;
    return false;
}

struct decision policy_decide(const struct policy *p, uint32_t child,
                              const struct policy_question *question)
{
    const struct rule *first = NULL;

    if (question->never_recorded)
        return (struct decision){.verdict = VERDICT_ALLOW, .rule = "", .is_unseen = true};
    policy_why(p, child, question, take_first, &first);
    if (!first)
        return (struct decision){.verdict = VERDICT_LOG, .rule = ""};
    return (struct decision){.verdict = first->verdict, .rule = first->text};
}

bool policy_blocks_anything(const struct policy *p, uint32_t child)
{
    return entry_of(p, child)->blocks;
}
