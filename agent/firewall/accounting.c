#include "firewall/accounting.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>

static const char *const switches[] = {"nf_conntrack_acct", "nf_conntrack_timestamp"};

enum { N_SWITCHES = ARRAY_LEN(switches), STATE_UNKNOWN = '-' };

static int open_in(const char *dir, const char *name, int flags)
{
    AUTO_TEXT struct text path = {.at = NULL};
    int fd;

    text_addf(&path, "%s/%s", dir, name);
    if (path.failed)
        return -ENOMEM;
    fd = open(path.at, flags | O_CLOEXEC | O_NOFOLLOW, 0600);
    return fd < 0 ? -errno : fd;
}

static int failed(int r, const char *what, const char *dir, const char *name, struct text *reterr)
{
    text_addf(reterr, "%s/%s cannot be %s: %s", dir, name, what, strerror(-r));
    return r;
}

/* '0' or '1' */
static int switch_read(const char *proc_dir, int i, char *ret_state)
{
    AUTO(close_fd) int fd = open_in(proc_dir, switches[i], O_RDONLY);
    char c;

    if (fd < 0)
        return fd;
    if (read(fd, &c, 1) != 1)
        return -EIO;
    if (c != '0' && c != '1')
        return -EINVAL;
    *ret_state = c;
    return 0;
}

static int switch_write(const char *proc_dir, int i, char state, struct text *reterr)
{
    AUTO(close_fd) int fd = open_in(proc_dir, switches[i], O_WRONLY);
    char line[2] = {state, '\n'};

    if (fd < 0)
        return failed(fd, "switched", proc_dir, switches[i], reterr);
    if (write(fd, line, sizeof(line)) != (ssize_t)sizeof(line))
        return failed(errno ? -errno : -EIO, "switched", proc_dir, switches[i], reterr);
    return 0;
}

/* The file: a character for each switch and a line end. -ENOENT without one, -EINVAL if torn. */
static int load(const char *state_dir, char ret_states[N_SWITCHES])
{
    AUTO(close_fd) int fd = open_in(state_dir, ACCOUNTING_FILE, O_RDONLY);
    char line[N_SWITCHES + 2];
    ssize_t n;

    if (fd < 0)
        return fd;
    n = read(fd, line, sizeof(line));
    if (n < 0)
        return -errno;
    if (n != N_SWITCHES + 1 || line[N_SWITCHES] != '\n')
        return -EINVAL;
    for (int i = 0; i < N_SWITCHES; i++)
        if (line[i] != '0' && line[i] != '1' && line[i] != STATE_UNKNOWN)
            return -EINVAL;
    memcpy(ret_states, line, N_SWITCHES);
    return 0;
}

/* Whole or not at all: written beside, then renamed. */
static int save(const char *state_dir, const char states[N_SWITCHES])
{
    AUTO_TEXT struct text beside = {.at = NULL}, path = {.at = NULL};
    AUTO(close_fd) int fd = -1;
    char line[N_SWITCHES + 1];

    text_addf(&beside, "%s/%s.new", state_dir, ACCOUNTING_FILE);
    text_addf(&path, "%s/%s", state_dir, ACCOUNTING_FILE);
    if (beside.failed || path.failed)
        return -ENOMEM;
    (void)unlink(beside.at); /* of one that died, and may have had another account */
    fd = open_in(state_dir, ACCOUNTING_FILE ".new", O_WRONLY | O_CREAT | O_EXCL);
    if (fd < 0)
        return fd;
    memcpy(line, states, N_SWITCHES);
    line[N_SWITCHES] = '\n';
    if (write(fd, line, sizeof(line)) != (ssize_t)sizeof(line) || fsync(fd) < 0)
        return errno ? -errno : -EIO;
    return rename(beside.at, path.at) < 0 ? -errno : 0;
}

/* The module is not there yet, and who brings it may switch counting on with the same word: what
 * was is what the kernel begins with. */
static int keep_usual(const char *state_dir)
{
    static const char off[N_SWITCHES] = {'0', '0'};
    char was[N_SWITCHES];
    int r = load(state_dir, was);

    return r == -ENOENT || r == -EINVAL ? save(state_dir, off) : r;
}

int accounting_on(const char *state_dir, const char *proc_dir, struct text *reterr)
{
    char was[N_SWITCHES], now[N_SWITCHES];
    int r;

    for (int i = 0; i < N_SWITCHES; i++) {
        r = switch_read(proc_dir, i, &now[i]);
        if (r == -ENOENT && i == 0)
            (void)!keep_usual(state_dir);
        if (r < 0 && i == 0)
            return failed(r, "read", proc_dir, switches[i], reterr);
        if (r < 0)
            now[i] = STATE_UNKNOWN;
    }
    r = load(state_dir, was);
    if (r == -ENOENT || r == -EINVAL) /* torn: what is now is the best word there is */
        r = save(state_dir, now);
    if (r < 0)
        return failed(r, "kept", state_dir, ACCOUNTING_FILE, reterr);
    for (int i = 0; i < N_SWITCHES; i++)
        if (now[i] == '0') {
            r = switch_write(proc_dir, i, '1', reterr);
            if (r < 0)
                return r;
        }
    return 0;
}

bool accounting_is_kept(const char *state_dir)
{
    AUTO(close_fd) int fd = open_in(state_dir, ACCOUNTING_FILE, O_RDONLY);

    return fd != -ENOENT;
}

int accounting_restore(const char *state_dir, const char *proc_dir, struct text *reterr)
{
    AUTO_TEXT struct text path = {.at = NULL};
    char was[N_SWITCHES], now;
    int r = load(state_dir, was);

    if (r == -ENOENT)
        return 0;
    if (r < 0 && r != -EINVAL)
        return failed(r, "read", state_dir, ACCOUNTING_FILE, reterr);
    for (int i = 0; i < N_SWITCHES && r == 0; i++)
        if (was[i] != STATE_UNKNOWN && switch_read(proc_dir, i, &now) == 0 && now != was[i])
            r = switch_write(proc_dir, i, was[i], reterr);
    if (r < 0 && r != -EINVAL)
        return r; /* the file stays for the next try */
    text_addf(&path, "%s/%s", state_dir, ACCOUNTING_FILE);
    if (path.failed)
        return -ENOMEM;
    if (unlink(path.at) < 0 && errno != ENOENT)
        return failed(-errno, "removed", state_dir, ACCOUNTING_FILE, reterr);
    return 0;
}
