#include "cli/setup_talk.h"

#include "base/clock.h"
#include "doctor/mighty.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

enum {
    PEOPLE_FIRST = 1000, /* Debian policy 9.2.2 */
    PEOPLE_LAST = 59999,
    PEOPLE_MAX = 256,
    LINE_BYTES = 1024
};

struct people {
    char names[PEOPLE_MAX][ACCOUNT_NAME_MAX + 1]; /* who can be chosen, from 1 */
    size_t n;
};

bool setup_is_refused(const struct passwd *who, struct text *ret_why)
{
    const struct mighty_group *g;
    size_t at = 0;

    if (who->pw_uid == 0) {
        text_add(ret_why, "it is root: the machine itself");
        return true;
    }
    g = mighty_next(who, &at);
    if (g)
        text_addf(ret_why, "it is in the group %s: %s", g->name, g->why);
    return g;
}

/* Nobody logs in with it. */
static bool is_closed(const struct passwd *who)
{
    const char *shell = strrchr(who->pw_shell, '/');

    return shell && (strcmp(shell, "/nologin") == 0 || strcmp(shell, "/false") == 0);
}

static void list_people(struct people *p)
{
    const struct passwd *who;

    puts("The accounts of this machine:");
    setpwent();
    while ((who = getpwent())) {
        AUTO_TEXT struct text why = {.at = NULL};

        if (who->pw_uid < PEOPLE_FIRST || who->pw_uid > PEOPLE_LAST || is_closed(who))
            continue;
        if (setup_is_refused(who, &why)) {
            printf("   -  %s: cannot be a child's; %s\n", who->pw_name, text_string(&why));
        } else if (p->n < PEOPLE_MAX && strlen(who->pw_name) <= ACCOUNT_NAME_MAX) {
            strcpy(p->names[p->n++], who->pw_name);
            printf("  %2zu  %s\n", p->n, who->pw_name);
        }
    }
    endpwent();
}

static bool read_answer(char line[LINE_BYTES])
{
    fflush(stdout);
    if (!fgets(line, LINE_BYTES, stdin))
        return false;
    line[strcspn(line, "\r\n")] = '\0';
    return true;
}

/* A number of the list, or a name in it. */
static const char *find_person(const struct people *p, const char *word)
{
    char *end;
    unsigned long number = strtoul(word, &end, 10);

    if (*end == '\0' && number >= 1 && number <= p->n)
        return p->names[number - 1];
    for (size_t i = 0; i < p->n; i++)
        if (strcmp(p->names[i], word) == 0)
            return p->names[i];
    return NULL;
}

int setup_ask(struct answers *ret, struct text *reterr)
{
    static struct people people;
    char line[LINE_BYTES], year[LINE_BYTES], *save = NULL;

    *ret = (struct answers){.n_children = 0};
    people.n = 0;
    list_people(&people);
    printf("\n1. Which of them are children's? Numbers or names, with spaces between: ");
    if (!read_answer(line))
        return -EIO;
    for (char *word = strtok_r(line, " ,;\t", &save); word; word = strtok_r(NULL, " ,;\t", &save)) {
        const char *account = find_person(&people, word);

        if (!account) {
            text_add(reterr, "\"");
            text_add(reterr, word);
            text_add(reterr, "\" is none of those that can be chosen; nothing was changed");
            return -EINVAL;
        }
        printf("2. In which year was %s born? ", account);
        if (!read_answer(year))
            return -EIO;
        if (answers_add_child(ret, account, year, "", reterr) < 0)
            return -EINVAL;
    }
    return ret->n_children > 0 ? 0 : -ENODATA;
}

void setup_show(const struct answers *a)
{
    char date[DATE_TEXT_MAX];

    printf("\nKindward will look after:\n");
    for (size_t i = 0; i < a->n_children; i++) {
        const struct child *c = &a->children[i];

        printf("  %s%s%s%s, until %s at the latest: nobody is monitored from 18 on\n",
               c->name[0] ? c->name : c->account, c->name[0] ? " (account " : "",
               c->name[0] ? c->account : "", c->name[0] ? ")" : "",
               day_format(child_ends_on(c) - 1, date));
    }
    for (size_t i = 0; i < a->n_guardians; i++)
        printf("  and %s is a guardian, who may read and manage that\n", a->guardians[i]);
    puts("\nRecorded: which sites and platforms are used, when and for about how long, and what "
         "was\n"
         "blocked. Never recorded: what is written, read or watched there, searches, passwords, "
         "and\n"
         "any visit to help lines for children. Nothing leaves this machine.\n\n"
         "The child is told: Kindward shows at each login that it is on, and `kindward mine` what\n"
         "is recorded and which rules there are. Nothing can hide that. Best talk about it first.");
}

bool setup_confirm(void)
{
    char line[LINE_BYTES];

    printf("\n3. Is that right? Type yes to begin: ");
    return read_answer(line) && (strcasecmp(line, "yes") == 0 || strcasecmp(line, "y") == 0);
}
