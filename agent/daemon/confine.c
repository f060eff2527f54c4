#include "daemon/confine.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <linux/landlock.h>
#include <linux/securebits.h>
#include <pwd.h>
#include <seccomp.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef LANDLOCK_ACCESS_FS_REFER
#define LANDLOCK_ACCESS_FS_REFER (1ULL << 13)
#endif
#ifndef LANDLOCK_ACCESS_FS_TRUNCATE
#define LANDLOCK_ACCESS_FS_TRUNCATE (1ULL << 14)
#endif

/* As of Landlock's sixth version, which Debian 12 has not; the first of them knew the first field
 * only. */
struct ruleset {
    uint64_t files, network, scoped;
};

enum { SCOPE_ABSTRACT_SOCKET = 1 << 0, SCOPE_SIGNAL = 1 << 1 };

static int failed(struct text *reterr, const char *what)
{
    int r = -errno;

    text_addf(reterr, "%s cannot be given up: %s", what, strerror(-r));
    return r;
}

static int set_capabilities(bool net_admin)
{
    struct __user_cap_header_struct head = {.version = _LINUX_CAPABILITY_VERSION_3};
    struct __user_cap_data_struct sets[2] = {{.effective = 0}};

    const uint32_t kept = net_admin ? 1u << CAP_NET_ADMIN : 0;

    sets[0].effective = sets[0].permitted = kept;
    if (syscall(SYS_capset, &head, sets) == 0)
        return 0;
    /* The unit refuses the call. There is nothing to be done where they are as they should be: the
     * starter took care of that. */
    if (errno != EPERM || syscall(SYS_capget, &head, sets) < 0 || sets[0].effective != kept ||
        sets[0].permitted != kept || sets[1].permitted != 0) {
        errno = EPERM;
        return -1;
    }
    return 0;
}

static int become(const char *account, struct text *reterr)
{
    const struct passwd *who = geteuid() == 0 && account[0] ? getpwnam(account) : NULL;

    if (!who)
        return 0;
    if (setgroups(0, NULL) < 0 || setresgid(who->pw_gid, who->pw_gid, who->pw_gid) < 0 ||
        setresuid(who->pw_uid, who->pw_uid, who->pw_uid) < 0)
        return failed(reterr, "the starter's account");
    return 0;
}

static int drop_privileges(const struct confinement *what, struct text *reterr)
{
    int r;

    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
        return failed(reterr, "the right to gain privileges");
    for (unsigned long c = 0; c <= 63; c++)
        if (!(what->net_admin && c == CAP_NET_ADMIN))
            (void)prctl(PR_CAPBSET_DROP, c, 0, 0,
                        0); /* without CAP_SETPCAP there is none to drop */
    (void)prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
    /* While there is CAP_SETPCAP: to be root is worth nothing from here on, whatever is executed.
     */
    (void)prctl(PR_SET_SECUREBITS, SECBIT_NOROOT | SECBIT_NOROOT_LOCKED, 0, 0, 0);
    if (prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0) < 0)
        return failed(reterr, "the starter's account");
    r = become(what->account, reterr);
    if (r < 0)
        return r;
    if (set_capabilities(what->net_admin) < 0) {
        if (what->net_admin)
            text_add(reterr, "CAP_NET_ADMIN is needed, and is not there: ");
        return failed(reterr, "capabilities");
    }
    (void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
    return 0;
}

static int allow_below(int ruleset, const char *path, uint64_t access)
{
    struct landlock_path_beneath_attr rule = {.allowed_access = access};
    AUTO(close_fd) int fd = open(path, O_PATH | O_CLOEXEC);

    if (fd < 0)
        return errno == ENOENT ? 0 : -errno;
    rule.parent_fd = fd;
    return syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) < 0
               ? -errno
               : 0;
}

static int close_files(const struct confinement *what, struct text *reterr)
{
    static const char *const zones[] = {"/usr/share/zoneinfo", "/etc/localtime", "/etc/timezone"};
    const uint64_t read_file = LANDLOCK_ACCESS_FS_READ_FILE;
    long version = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
    struct ruleset all = {.files = (1ULL << 13) - 1};
    AUTO(close_fd) int ruleset = -1;

    if (version < 1)
        return 0; /* this kernel has none; doctor says so */
    if (version >= 2)
        all.files |= LANDLOCK_ACCESS_FS_REFER;
    if (version >= 3)
        all.files |= LANDLOCK_ACCESS_FS_TRUNCATE;
    if (version >= 6) /* a test's bus may have such a socket */
        all.scoped = SCOPE_SIGNAL | (what->role == ROLE_BUS ? 0 : SCOPE_ABSTRACT_SOCKET);
    ruleset = (int)syscall(SYS_landlock_create_ruleset, &all,
                           version >= 6 ? sizeof(all) : sizeof(all.files), 0);
    if (ruleset < 0)
        return failed(reterr, "the file system");
    for (size_t i = 0; i < ARRAY_LEN(what->writable) && what->writable[i]; i++)
        if (allow_below(ruleset, what->writable[i],
                        all.files &
                            ~(uint64_t)(LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_MAKE_CHAR |
                                        LANDLOCK_ACCESS_FS_MAKE_BLOCK)) < 0)
            return failed(reterr, "the file system");
    for (size_t i = 0; what->time_zones && i < ARRAY_LEN(zones); i++)
        (void)allow_below(ruleset, zones[i],
                          i == 0 ? read_file | LANDLOCK_ACCESS_FS_READ_DIR : read_file);
    if (syscall(SYS_landlock_restrict_self, ruleset, 0) < 0)
        return failed(reterr, "the file system");
    return 0;
}

/* What every role does: memory, time, its sockets, and ending. */
static const int common[] = {
    SCMP_SYS(read),
    SCMP_SYS(pread64),
    SCMP_SYS(write),
    SCMP_SYS(writev),
    SCMP_SYS(close),
    SCMP_SYS(recvmsg),
    SCMP_SYS(sendmsg),
    SCMP_SYS(recvfrom),
    SCMP_SYS(sendto),
    SCMP_SYS(poll),
    SCMP_SYS(ppoll),
    SCMP_SYS(clock_gettime),
    SCMP_SYS(clock_nanosleep),
    SCMP_SYS(gettimeofday),
    SCMP_SYS(futex),
    SCMP_SYS(munmap),
    SCMP_SYS(mremap),
    SCMP_SYS(brk),
    SCMP_SYS(madvise),
    SCMP_SYS(getrandom),
    SCMP_SYS(exit),
    SCMP_SYS(exit_group),
    SCMP_SYS(rt_sigreturn),
    SCMP_SYS(rt_sigprocmask),
    SCMP_SYS(restart_syscall),
    SCMP_SYS(getpid),
    SCMP_SYS(gettid),
#ifdef __SANITIZE_ADDRESS__
    SCMP_SYS(sigaltstack),
    SCMP_SYS(rt_sigaction),
    SCMP_SYS(mprotect),
    SCMP_SYS(sched_yield),
    SCMP_SYS(getrlimit),
    SCMP_SYS(prlimit64),
    SCMP_SYS(readlink),
    SCMP_SYS(openat),
    SCMP_SYS(fstat),
    SCMP_SYS(newfstatat),
    SCMP_SYS(getuid),
    SCMP_SYS(dup),
    SCMP_SYS(clone),
    SCMP_SYS(wait4),
    SCMP_SYS(prctl),
#endif
};

/* A tried file has to be refused by a file system's rules, not kill us: open fails instead. */
static const int refused[] = {
    SCMP_SYS(open),         SCMP_SYS(openat),  SCMP_SYS(ioctl),    SCMP_SYS(fstat),
    SCMP_SYS(newfstatat),   SCMP_SYS(statx),   SCMP_SYS(uname),    SCMP_SYS(sysinfo),
    SCMP_SYS(readlink),     SCMP_SYS(access),  SCMP_SYS(mprotect), SCMP_SYS(prlimit64),
    SCMP_SYS(rt_sigaction), SCMP_SYS(geteuid), SCMP_SYS(getuid),   SCMP_SYS(lseek)};

/* The recorder's: files below its folders, and local sockets for who asks. Who looks at an
 * interface is one, too: where that went down, libpcap asks (getsockname) whether it is still
 * there. */
static const int files[] = {
    SCMP_SYS(bind),        SCMP_SYS(listen),     SCMP_SYS(fchmodat),  SCMP_SYS(dup),
    SCMP_SYS(openat),      SCMP_SYS(open),       SCMP_SYS(stat),      SCMP_SYS(fstat),
    SCMP_SYS(newfstatat),  SCMP_SYS(lstat),      SCMP_SYS(statx),     SCMP_SYS(lseek),
    SCMP_SYS(pwrite64),    SCMP_SYS(fsync),      SCMP_SYS(fdatasync), SCMP_SYS(ftruncate),
    SCMP_SYS(unlink),      SCMP_SYS(unlinkat),   SCMP_SYS(rename),    SCMP_SYS(renameat),
    SCMP_SYS(renameat2),   SCMP_SYS(access),     SCMP_SYS(faccessat), SCMP_SYS(faccessat2),
    SCMP_SYS(getcwd),      SCMP_SYS(readlink),   SCMP_SYS(fchmod),    SCMP_SYS(fchown),
    SCMP_SYS(geteuid),     SCMP_SYS(getuid),     SCMP_SYS(fallocate), SCMP_SYS(getdents64),
    SCMP_SYS(accept4),     SCMP_SYS(getsockopt), SCMP_SYS(uname),     SCMP_SYS(sysinfo),
    SCMP_SYS(statfs),      SCMP_SYS(fstatfs),    SCMP_SYS(utimensat), SCMP_SYS(utime),
    SCMP_SYS(utimes),      SCMP_SYS(mkdir),      SCMP_SYS(chmod),     SCMP_SYS(umask),
    SCMP_SYS(getegid),     SCMP_SYS(getgid),     SCMP_SYS(flock),     SCMP_SYS(rt_sigaction),
    SCMP_SYS(getsockname),
};

/* The namer's: questions to a resolver. */
static const int network[] = {SCMP_SYS(connect), SCMP_SYS(setsockopt), SCMP_SYS(getsockopt),
                              SCMP_SYS(getsockname), SCMP_SYS(bind)};

/* Of the one on the bus: local sockets of others, and memory to hand over. */
static const int bus[] = {SCMP_SYS(connect),     SCMP_SYS(setsockopt),   SCMP_SYS(getsockname),
                          SCMP_SYS(getpeername), SCMP_SYS(memfd_create), SCMP_SYS(readlinkat),
                          SCMP_SYS(getresuid),   SCMP_SYS(getresgid),    SCMP_SYS(gettid)};

static int add_all(scmp_filter_ctx f, uint32_t action, const int *calls, size_t n)
{
    int r = 0;

    for (size_t i = 0; i < n && r == 0; i++) {
        r = seccomp_rule_add(f, action, calls[i], 0);
        if (r == -EDOM || r == -EEXIST ||
            r == -EACCES) /* this machine has no such call; said twice */
            r = 0;
    }
    return r;
}

/* Of fcntl(): locks, flags and copies. Not who is sent which signal when something can be read
 * (F_SETOWN, F_SETSIG): it can be SIGKILL, for the supervisor. */
static const int descriptor_words[] = {
    F_DUPFD,  F_GETFD,     F_SETFD,     F_GETFL,      F_SETFL,         F_GETLK,     F_SETLK,
    F_SETLKW, F_OFD_GETLK, F_OFD_SETLK, F_OFD_SETLKW, F_DUPFD_CLOEXEC, F_ADD_SEALS, F_GET_SEALS};

static int allow_descriptor_words(scmp_filter_ctx f)
{
    int r = 0;

    for (size_t i = 0; i < ARRAY_LEN(descriptor_words) && r == 0; i++)
        r = seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(fcntl), 1,
                             SCMP_A1(SCMP_CMP_EQ, (scmp_datum_t)descriptor_words[i], 0));
    return r;
}

/* Any ioctl() but 0x8900 to 0x8903: FIOSETOWN and SIOCSPGRP are F_SETOWN. A rule for each bit in
 * which a number is another one. The others of sockets are for libpcap, which asks for the flags of
 * an interface that went down. */
static int allow_device_words(scmp_filter_ctx f)
{
    int r = 0;

    for (int bit = 2; bit < 16 && r == 0; bit++)
        r = seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(ioctl), 1,
                             SCMP_A1(SCMP_CMP_MASKED_EQ, UINT64_C(1) << bit,
                                     (UINT64_C(1) << bit) & ~UINT64_C(0x8900)));
    return r;
}

static int close_calls(const struct confinement *what, struct text *reterr)
{
    /* What the library of the bus asks for differs between its versions: it is refused, not killed.
     */
    bool is_bus = what->role == ROLE_BUS, has_files = what->role == ROLE_RECORDER || is_bus;
    scmp_filter_ctx f = seccomp_init(is_bus ? SCMP_ACT_ERRNO(EPERM) : SCMP_ACT_KILL_PROCESS);
    int r;

    if (!f)
        return -ENOMEM;
    r = add_all(f, SCMP_ACT_ALLOW, common, ARRAY_LEN(common));
    /* Memory, but none that can be executed. */
    if (r == 0)
        r = seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 1,
                             SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
    /* A signal to ourselves, as abort() sends it; the other roles have the same account. */
    if (r == 0)
        r = seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(tgkill), 1,
                             SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)getpid(), 0));
    if (r == 0 && has_files)
        r = add_all(f, SCMP_ACT_ALLOW, files, ARRAY_LEN(files));
    if (r == 0 && (has_files || what->asks_network))
        r = allow_descriptor_words(f);
    if (r == 0 && has_files)
        r = allow_device_words(f);
    if (r == 0 && is_bus)
        r = add_all(f, SCMP_ACT_ALLOW, bus, ARRAY_LEN(bus));
    if (r == 0 && !has_files)
        r = add_all(f, SCMP_ACT_ERRNO(EACCES), refused, ARRAY_LEN(refused));
    if (r == 0 && what->asks_network)
        r = add_all(f, SCMP_ACT_ALLOW, network, ARRAY_LEN(network));
    for (size_t i = 0; r == 0 && what->asks_network && i < 2; i++)
        r = seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(socket), 1,
                             SCMP_A0(SCMP_CMP_EQ, i == 0 ? AF_INET : AF_INET6, 0));
    /* No socket of any other family. */
    if (r == 0 && has_files)
        r = seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(socket), 1,
                             SCMP_A0(SCMP_CMP_EQ, AF_UNIX, 0));
    if (r == 0)
        r = seccomp_load(f);
    seccomp_release(f);
    if (r < 0)
        text_addf(reterr, "system calls cannot be given up: %s", strerror(-r));
    return r;
}

int confine(const struct confinement *what, struct text *reterr)
{
    int r = drop_privileges(what, reterr);

    if (r == 0)
        r = close_files(what, reterr);
    if (r == 0)
        r = close_calls(what, reterr);
    return r;
}

bool confine_is_effective(void)
{
    AUTO(close_fd) int fd = open("/etc/passwd", O_RDONLY | O_CLOEXEC);

    return fd < 0 && errno == EACCES;
}
