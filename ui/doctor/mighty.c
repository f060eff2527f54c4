#include "doctor/mighty.h"

#include "base/scope.h"

#include <grp.h>
#include <stdbool.h>
#include <string.h>

static const struct mighty_group groups[] = {
    {"root", "it may write what is root's"},
    {"sudo", "it may do everything as root"},
    {"wheel", "it may do everything as root"},
    {"admin", "it may do everything as root"},
    {"adm", "it may read the machine's logs, what Kindward says there too"},
    {"docker", "a container of it may read and change the whole machine"},
    {"lxd", "a container of it may read and change the whole machine"},
    {"incus-admin", "a container of it may read and change the whole machine"},
    {"libvirt", "a virtual machine has a network of its own, past us"},
    {"kvm", "a virtual machine has a network of its own, past us"},
    {"disk", "it may read and write every file"},
    {"shadow", "it may read everybody's password hash"},
    {"kindward-guardians", "it may read and manage what Kindward records"},
};

static bool is_member(const struct passwd *who, const char *name)
{
    const struct group *g = getgrnam(name);

    if (!g)
        return false;
    for (char **member = g->gr_mem; *member; member++)
        if (strcmp(*member, who->pw_name) == 0)
            return true;
    return who->pw_gid == g->gr_gid;
}

const struct mighty_group *mighty_next(const struct passwd *who, size_t *at)
{
    while (*at < ARRAY_LEN(groups)) {
        const struct mighty_group *g = &groups[(*at)++];

        if (is_member(who, g->name))
            return g;
    }
    return NULL;
}
