#include "lists/descend.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

/* The folder itself, not what a link of somebody else leads to. */
static int give_folder(const char *folder, const struct passwd *who)
{
    AUTO(close_fd) int fd = -1;

    if (mkdir(folder, 0755) < 0 && errno != EEXIST)
        return -errno;
    fd = open(folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0 || fchown(fd, who->pw_uid, who->pw_gid) < 0 || fchmod(fd, 0755) < 0)
        return -errno;
    return 0;
}

int descend(const char *account, const char *folder, struct text *reterr)
{
    const struct passwd *who;
    int r;

    if (geteuid() != 0)
        return 0;
    errno = 0;
    who = getpwnam(account);
    if (!who || who->pw_uid == 0) {
        text_addf(reterr,
                  "there is no account %s without root's rights to work as; "
                  "`systemd-sysusers` makes it, --account names another one",
                  account);
        return -ENOENT;
    }
    umask(022);
    r = give_folder(folder, who);
    if (r < 0) {
        text_addf(reterr, "%s: cannot be given to the account %s: %s", folder, account,
                  strerror(-r));
        return r;
    }
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 || setgroups(0, NULL) < 0 ||
        setresgid(who->pw_gid, who->pw_gid, who->pw_gid) < 0 ||
        setresuid(who->pw_uid, who->pw_uid, who->pw_uid) < 0) {
        r = -errno;
        text_addf(reterr, "the account %s cannot be become: %s", account, strerror(-r));
    }
    return r;
}
