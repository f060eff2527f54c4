/* The children's accounts: are they there, and can they get round? */
#include "doctor/doctor.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <string.h>

enum { SOON_DAYS = 60 };

/* Groups whose members are root by another name. */
static const struct {
    const char *group, *why;
} mighty[] = {
    {"root", "it may write what is root's"},
    {"sudo", "it may do everything as root"},
    {"wheel", "it may do everything as root"},
    {"admin", "it may do everything as root"},
    {"docker", "a container of it may read and change the whole machine"},
    {"lxd", "a container of it may read and change the whole machine"},
    {"incus-admin", "a container of it may read and change the whole machine"},
    {"libvirt", "a virtual machine has a network of its own, past us"},
    {"kvm", "a virtual machine has a network of its own, past us"},
    {"disk", "it may read and write every file"},
    {"shadow", "it may read everybody's password hash"},
};

static bool is_member(const struct passwd *who, const char *group)
{
    const struct group *g = getgrnam(group);

    if (!g)
        return false;
    for (char **member = g->gr_mem; *member; member++)
        if (strcmp(*member, who->pw_name) == 0)
            return true;
    return who->pw_gid == g->gr_gid;
}

static void look_at_groups(const struct child *child, const struct passwd *who, struct findings *f)
{
    for (size_t i = 0; i < ARRAY_LEN(mighty); i++) {
        AUTO_TEXT struct text advice = {.at = NULL};

        if (!is_member(who, mighty[i].group))
            continue;
        text_addf(&advice, "Unless that is meant to be, as root: `gpasswd --delete %s %s`.",
                  child->account, mighty[i].group);
        finding_add(f, GRADE_WARNING, text_string(&advice),
                    "%s can get round all of this: the account %s is in the group %s; %s.",
                    child->name, child->account, mighty[i].group, mighty[i].why);
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
