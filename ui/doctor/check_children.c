/* The children's accounts: are they there, and can they get round? */
#include "doctor/doctor.h"
#include "doctor/mighty.h"

#include <errno.h>
#include <pwd.h>
#include <string.h>

enum { SOON_DAYS = 60 };

static void look_at_groups(const struct child *child, const struct passwd *who, struct findings *f)
{
    const struct mighty_group *g;
    size_t at = 0;

    while ((g = mighty_next(who, &at))) {
        AUTO_TEXT struct text advice = {.at = NULL};

        text_addf(&advice, "Unless that is meant to be, as root: `gpasswd --delete %s %s`.",
                  child->account, g->name);
        finding_add(f, GRADE_WARNING, text_string(&advice),
                    "%s can get round all of this: the account %s is in the group %s; %s.",
                    child->name, child->account, g->name, g->why);
    }
}

static void look_at_age(const struct doctor *d, const struct child *child, struct findings *f)
{
    int32_t ends = child_ends_on(child);
    char date[DATE_TEXT_MAX];

    if (ends <= d->day)
        finding_add(f, GRADE_NOTE, "The file in children.d can go.",
                    "%s is of age: nothing is monitored any more.", child->name);
    else if (ends - d->day <= SOON_DAYS)
        finding_add(f, GRADE_NOTE, NULL, "%s is of age soon: monitoring ends by itself on %s.",
                    child->name, day_format(ends, date));
}

static void look_at(const struct doctor *d, const struct child *child, struct findings *f)
{
    size_t n_before = f->n;
    const struct passwd *who;

    look_at_age(d, child, f);
    errno = 0;
    who = getpwnam(child->account);
    if (!who)
        finding_add(f, GRADE_WARNING,
                    "Write the user name that the child logs in with as account=.",
                    "%s is not watched: there is no account \"%s\" on this machine.", child->name,
                    child->account);
    else if (who->pw_uid == 0)
        finding_add(f, GRADE_FAULT, "Give the child an account without root's rights.",
                    "%s cannot be watched: the account \"%s\" is root.", child->name,
                    child->account);
    else
        look_at_groups(child, who, f);
    if (f->n == n_before)
        finding_add(f, GRADE_WELL, NULL, "%s (account %s) has no rights to get round.", child->name,
                    child->account);
}

void check_children(struct doctor *d, struct findings *f)
{
    for (uint32_t c = 0; d->policy && c < policy_n_children(d->policy); c++)
        look_at(d, policy_child(d->policy, c), f);
    if (!d->policy)
        finding_add(f, GRADE_NOTE, NULL, "They are not known: the configuration cannot be read.");
}
