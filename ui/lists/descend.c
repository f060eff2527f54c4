#include "lists/descend.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

/* A folder of something else stays whose it is: one of the lists was just made, is the account's
 * already, or has what only an update makes. */
static bool is_of_lists(int fd, bool is_new, const struct passwd *who)
{
    struct stat folder, generations;

    if (fstat(fd, &folder) < 0)
        return false;
    return (is_new && folder.st_uid == 0) || folder.st_uid == who->pw_uid ||
           (fstatat(fd, "generations", &generations, AT_SYMLINK_NOFOLLOW) == 0 &&
            S_ISDIR(generations.st_mode));
}

/* Then there is nothing to change, and no right to do so needed: the unit has none. */
static bool is_given(int fd, const struct passwd *who)
{
    struct stat st;

    return fstat(fd, &st) == 0 && st.st_uid == who->pw_uid && st.st_gid == who->pw_gid &&
           (st.st_mode & 07777) == 0755;
}

/* The folder itself, not what a link of somebody else leads to. */
static int give_folder(const char *folder, const struct passwd *who)
{
    AUTO(close_fd) int fd = -1;
    bool is_new = mkdir(folder, 0755) == 0;

    if (!is_new && errno != EEXIST)
        return -errno;
    fd = open(folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0)
        return -errno;
    if (!is_of_lists(fd, is_new, who))
        return -EEXIST;
    if (is_given(fd, who))
        return 0;
    return fchown(fd, who->pw_uid, who->pw_gid) < 0 || fchmod(fd, 0755) < 0 ? -errno : 0;
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
    if (r == -EEXIST) {
        text_addf(reterr,
                  "%s: is a folder of something else, and is not given to the account %s; name one "
                  "that is not there yet, or where lists are kept",
                  folder, account);
        return r;
    }
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
