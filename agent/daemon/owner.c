#include "daemon/owner.h"

#include <signal.h>
#include <sys/fsuid.h>
#include <sys/stat.h>
#include <unistd.h>

uid_t owner_begin(const char *path)
{
    struct stat st;

    if (stat(path, &st) < 0)
        return (uid_t)setfsuid((uid_t)-1); /* which says only who we are */
    return (uid_t)setfsuid(st.st_uid);
}

void owner_end(uid_t before)
{
    (void)setfsuid(before);
}

void owner_kill(pid_t pid, uid_t account)
{
    uid_t before = geteuid();

    /* It is ours until it has become the account, and may be the account's from then on: the kernel
     * asks for either our real or our effective one. */
    if (account == (uid_t)-1 || seteuid(account) < 0) {
        (void)kill(pid, SIGKILL);
        return;
    }
    (void)kill(pid, SIGKILL);
    (void)!seteuid(before);
}
