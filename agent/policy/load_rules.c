#include "catalogue/catalogue.h"
#include "policy/load_state.h"
#include "policy/site_word.h"
#include "policy/spelling.h"

#include <errno.h>
#include <string.h>

/* One list of a child's file. */
struct list {
    struct policy_load *load;
    struct policy_place where;
    uint32_t child;
    enum verdict verdict;
    enum subject subject;
};

/* Rules of one subject that say different things: the precedence holds, and the parent is told. */
static void note_contradiction(const struct list *l, const char *what)
{
    for (int v = VERDICT_ALLOW; v <= VERDICT_BLOCK; v++) {
        const struct rule *other =
            policy_rule_find(l->load->policy, l->child, (enum verdict)v, l->subject, what);

        if (other && (enum verdict)v != l->verdict)
            policy_warning(l->load->problems, l->where, NULL,
                           "there is \"%s\" too; of the two, allow goes before block, block before "
                           "alert, alert before log",
                           other->text);
    }
}

static int add_rule(const struct list *l, const char *what)
{
    AUTO_TEXT struct text where = {.at = NULL}, place = {.at = NULL};
    int r;

    text_add_visible(&place, child_file_name(l->where.file));
    text_addf(&where, "%s:%u", text_string(&place), l->where.line);
    note_contradiction(l, what);
    r = policy_add_rule(l->load->policy, l->child, l->verdict, l->subject, what,
                        text_string(&where));
    if (r == -ENOSPC)
        policy_error(l->load->problems, l->where, NULL,
                     "there are more than %d rules; a list of so many sites is for a subscription "
                     "(docs/lists.md)",
                     POLICY_RULES_MAX);
    else if (r < 0 && r != -EEXIST)
        return r;
    return r == -ENOSPC ? -ENOSPC : 0;
}

static int add_category(const struct list *l, const char *word)
{
    struct spelling near = {.word = word};
    AUTO_TEXT struct text shown = {.at = NULL}, all = {.at = NULL}, instead = {.at = NULL};
    enum category known;

    if (category_from_name(word, &known))
        return add_rule(l, word);
    for (int c = 0; c < CATEGORY_COUNT; c++) {
        const char *name = category_name((enum category)c);

        spelling_try(&near, name, name);
        spelling_try(&near, category_title((enum category)c), name);
        text_addf(&all, "%s%s", c > 0 ? ", " : "", name);
    }
    text_add_visible(&shown, word);
    if (catalogue_platform_by_id(l->load->catalogue, word)) {
        text_addf(&instead, "platforms=%s", word);
        policy_error(l->load->problems, l->where, text_string(&instead),
                     "\"%s\" is a platform, no category", text_string(&shown));
    } else if (near.nearest) {
        policy_error(l->load->problems, l->where, near.nearest, "there is no category \"%s\"",
                     text_string(&shown));
    } else {
        policy_error(l->load->problems, l->where, NULL, "there is no category \"%s\"; there are %s",
                     text_string(&shown), text_string(&all));
    }
    return 0;
}

/* The platform to which a name belongs, or NULL. */
static const struct platform *platform_of_name(const struct list *l, const char *word)
{
    struct meaning m = catalogue_find(l->load->catalogue, word, strlen(word));

    return catalogue_platform(l->load->catalogue, m.platform);
}

static int add_platform(const struct list *l, const char *word)
{
    const struct catalogue *c = l->load->catalogue;
    struct spelling near = {.word = word};
    AUTO_TEXT struct text shown = {.at = NULL}, instead = {.at = NULL};
    const struct platform *of_name;
    enum category category;

    if (catalogue_platform_by_id(c, word))
        return add_rule(l, word);
    for (size_t i = 1; i <= catalogue_n_platforms(c); i++) {
        const struct platform *p = catalogue_platform(c, (uint16_t)i);

        if (!p)
            continue;
        spelling_try(&near, p->id, p->id);
        spelling_try(&near, p->name, p->id);
    }
    of_name = strchr(word, '.') ? platform_of_name(l, word) : NULL;
    text_add_visible(&shown, word);
    if (category_from_name(word, &category)) {
        text_addf(&instead, "categories=%s", word);
        policy_error(l->load->problems, l->where, text_string(&instead),
                     "\"%s\" is a category, no platform", text_string(&shown));
    } else if (of_name) {
        policy_error(l->load->problems, l->where, of_name->id,
                     "\"%s\" is a name of the platform %s", text_string(&shown), of_name->name);
    } else if (near.nearest) {
        policy_error(l->load->problems, l->where, near.nearest, "there is no platform \"%s\"",
                     text_string(&shown));
    } else {
        policy_error(
            l->load->problems, l->where, NULL,
            "there is no platform \"%s\"; a site goes into sites=, and `kindward why NAME` "
            "says to which platform a name belongs",
            text_string(&shown));
    }
    return 0;
}

static int add_name(const struct list *l, const char *word)
{
    AUTO_TEXT struct text what = {.at = NULL}, instead = {.at = NULL};
    char name[SITE_WORD_MAX + 1];

    if (!site_word_read(word, name, &what, &instead)) {
        policy_error(l->load->problems, l->where, text_string(&instead), "%s", text_string(&what));
        return 0;
    }
    if (catalogue_find(l->load->catalogue, name, strlen(name)).never_recorded)
        policy_warning(l->load->problems, l->where, NULL,
                       "%s is a help line or the like: it is never recorded, counted or blocked, "
                       "and this rule does nothing",
                       name);
    else if (l->subject == SUBJECT_SITE && is_www_of_a_site(name))
        policy_warning(l->load->problems, l->where, name + 4,
                       "%s says nothing about %s and the rest of it", name, name + 4);
    return add_rule(l, name);
}

int load_rules(struct policy_load *load, const struct key_text *text, const struct known_key *known,
               size_t i, uint32_t child, enum verdict verdict, enum subject subject)
{
    struct list l = {load, {text->file, text->lines[i]}, child, verdict, subject};
    g_auto(GStrv) words = key_text_list(text, known, i, load->problems);
    int r = 0;

    for (size_t w = 0; words && words[w] && r == 0; w++)
        switch (subject) {
        case SUBJECT_CATEGORY:
            r = add_category(&l, words[w]);
            break;
        case SUBJECT_PLATFORM:
            r = add_platform(&l, words[w]);
            break;
        case SUBJECT_SITE:
        case SUBJECT_NAME:
            r = add_name(&l, words[w]);
            break;
        case SUBJECT_COUNT:
            break;
        }
    return r == -ENOSPC ? 0 : r;
}

const char *child_file_name(const char *file)
{
    static const char folder[] = "children.d/";
    const char *name = file + strlen(folder);

    if (strncmp(file, folder, strlen(folder)) != 0 || strchr(name, '/') || name[0] == '.' ||
        !g_str_has_suffix(name, ".conf") || strlen(name) <= strlen(".conf") ||
        !g_utf8_validate(name, -1, NULL))
        return NULL;
    return name;
}
