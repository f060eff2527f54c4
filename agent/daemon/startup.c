#include "daemon/startup.h"

#include "base/log.h"
#include "daemon/errand_ask.h"

#include <errno.h>
#include <linux/capability.h>
#include <pwd.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { PEOPLE_FIRST = 1000, PEOPLE_LAST = 59999 }; /* Debian policy §9.2.2 */

static void say_lines(char *lines)
{
    for (char *line = lines, *end; line && *line; line = end) {
        end = line + strcspn(line, "\n");
        if (*end)
            *end++ = '\0';
        log_error("%s", line);
    }
}

/* The texts, by root where there is root's side to ask: the folder may be open to it alone. What it
 * says of them is the same that we should. */
static int read_texts(const char *dir, const char *errands, struct policy_texts *ret,
                      struct policy_problems *problems)
{
    AUTO_TEXT struct text told = {.at = NULL};
    AUTO_TEXT struct text error = {.at = NULL};
    int r = -EXDEV;

    if (errand_can_be_asked(errands))
        r = errand_ask_policy(errands, dir, ret, &told);
    else if (errand_is_away(errands))
        errand_say_away(errands, "would read it", &told);
    if (r != -EXDEV) {
        say_lines(told.at);
        return r;
    }
    r = policy_texts_read(dir, ret, problems, &error); /* a folder of which root's side is not */
    say_lines(error.at);
    if (r == -EACCES)
        say_lines(told.at);
    return r;
}

int startup_read_policy(const char *dir, const char *errands, const struct catalogue *catalogue,
                        struct startup_policy *ret)
{
    AUTO_PROBLEMS struct policy_problems problems = {.n = 0};
    AUTO_POLICY_TEXTS struct policy_texts texts = {.n = 0};
    struct policy *policy = NULL;
    struct agent_config config;
    int r = read_texts(dir, errands, &texts, &problems);

    if (r == 0)
        r = policy_of_texts(texts.at, texts.n, catalogue, &policy, &config, &problems);
    for (size_t i = 0; i < problems.n; i++) {
        AUTO_TEXT struct text line = {.at = NULL};

        policy_problem_format(&problems.at[i], &line);
        log_error("%s", text_string(&line));
    }
    if (r < 0)
        return r;
    *ret = (struct startup_policy){.policy = policy, .texts = texts, .config = config};
    texts = (struct policy_texts){.n = 0};
    return 0;
}

/* The unit leaves the agent without the rights to change what is another's. */
static void advise(int error, const char *path, const struct passwd *who, struct text *reterr)
{
    if (error == -EPERM && who)
        text_addf(reterr,
                  "; write `d %s 0700 %s -` in /etc/tmpfiles.d/kindward-folders.conf, and type "
                  "`systemd-tmpfiles --create` as root",
                  path, who->pw_name);
}

static int make_dir(const char *path, const struct passwd *who, struct text *reterr)
{
    struct stat st;

    if (mkdir(path, 0700) < 0 && errno != EEXIST) {
        int r = -errno;

        text_addf(reterr, "%s cannot be made: %s", path, strerror(-r));
        return r;
    }
    if (stat(path, &st) < 0 || !S_ISDIR(st.st_mode)) {
        text_addf(reterr, "%s is no folder", path);
        return -ENOTDIR;
    }
    /* A group may pass to the reports (packaging/tmpfiles.d), and see nothing on the way. */
    if ((st.st_mode & 067) && chmod(path, 0700) < 0) {
        int r = -errno;

        text_addf(reterr, "%s can be read by others, and that cannot be changed: %s", path,
                  strerror(-r));
        advise(r, path, who, reterr);
        return r;
    }
    if (who && st.st_uid != who->pw_uid && chown(path, who->pw_uid, who->pw_gid) < 0) {
        int r = -errno;

        text_addf(reterr, "%s cannot be given to %s: %s", path, who->pw_name, strerror(-r));
        advise(r, path, who, reterr);
        return r;
    }
    return 0;
}

int startup_make_dir(const char *path, const char *account, struct text *reterr)
{
    return make_dir(path, geteuid() == 0 && account[0] ? getpwnam(account) : NULL, reterr);
}

int startup_make_dirs(const char *state_dir, const char *runtime_dir, const char *account,
                      struct text *reterr)
{
    int r = startup_make_dir(state_dir, account, reterr);

    return r < 0 ? r : startup_make_dir(runtime_dir, account, reterr);
}

int startup_drop_privileges(struct text *reterr)
{
    static const unsigned kept[] = {CAP_NET_ADMIN, CAP_NET_RAW, CAP_SETUID, CAP_SETGID,
                                    CAP_SETPCAP};
    struct __user_cap_header_struct head = {.version = _LINUX_CAPABILITY_VERSION_3};
    struct __user_cap_data_struct sets[2] = {{.effective = 0}};
    uint64_t all = 0;

    /* The roles have the same account then: what is root's own in /proc, they cannot open. */
    if (geteuid() != 0) {
        (void)prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
        (void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
        return 0;
    }
    for (size_t i = 0; i < ARRAY_LEN(kept); i++)
        all |= UINT64_C(1) << kept[i];
    for (unsigned long c = 0; c <= 63; c++)
        if (!(all >> c & 1))
            (void)prctl(PR_CAPBSET_DROP, c, 0, 0, 0);
    sets[0].effective = sets[0].permitted = (uint32_t)all;
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 || syscall(SYS_capset, &head, sets) < 0) {
        int r = -errno;

        text_addf(reterr,
                  "root's own rights cannot be lessened (%s); CAP_NET_ADMIN and CAP_SETPCAP are "
                  "needed",
                  strerror(-r));
        return r;
    }
    return 0;
}

uint32_t startup_not_assigned(const struct policy *policy)
{
    const struct passwd *who;
    uint32_t n = 0;

    setpwent();
    while ((who = getpwent())) {
        bool is_child = false;

        if (who->pw_uid < PEOPLE_FIRST || who->pw_uid > PEOPLE_LAST)
            continue;
        for (uint32_t c = 0; c < policy_n_children(policy); c++)
            is_child |= strcmp(policy_child(policy, c)->account, who->pw_name) == 0;
        n += !is_child;
    }
    endpwent();
    return n;
}

bool startup_days_differ(const struct policy *policy, int32_t one, int32_t other)
{
    for (uint32_t c = 0; c < policy_n_children(policy); c++)
        if (child_is_monitored(policy_child(policy, c), one) !=
            child_is_monitored(policy_child(policy, c), other))
            return true;
    return false;
}

bool startup_resolver_is_changed(int64_t *seen_ns)
{
    int64_t before_ns = *seen_ns;
    struct stat st;

    if (stat("/etc/resolv.conf", &st) < 0)
        return false;
    *seen_ns = (int64_t)st.st_mtim.tv_sec * 1000000000 + st.st_mtim.tv_nsec;
    return before_ns != 0 && *seen_ns != before_ns;
}
