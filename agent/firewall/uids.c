#include "firewall/uids.h"

#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>

enum { PASSWD_ROOM = 16384 };

/* The bytes up to `end`, or all; what is read is taken off. */
static struct bytes take_until(struct bytes *left, char end)
{
    const uint8_t *at = left->len ? memchr(left->at, end, left->len) : NULL;
    struct bytes got = bytes_head(*left, at ? (size_t)(at - left->at) : left->len);

    *left = bytes_after(*left, got.len + 1);
    return got;
}

static bool number_read(struct bytes digits, uint32_t *ret_number)
{
    uint64_t n = 0;

    if (digits.len == 0 || digits.len > 10)
        return false;
    for (size_t i = 0; i < digits.len; i++) {
        uint8_t c = peek_u8(digits, i);

        if (c < '0' || c > '9')
            return false;
        n = n * 10 + (c - '0');
    }
    if (n > UINT32_MAX)
        return false;
    *ret_number = (uint32_t)n;
    return true;
}

/* What a line lends, and whether to the account. */
struct loan {
    struct uid_range range;
    bool is_theirs, is_sound;
};

static struct loan line_read(struct bytes line, const char *account, uint32_t uid)
{
    struct bytes who = take_until(&line, ':'), first = take_until(&line, ':');
    struct loan l = {.is_theirs = bytes_equal(who, bytes_of(account, strlen(account)))};
    uint32_t count, number;

    if (number_read(who, &number) && number == uid)
        l.is_theirs = true;
    if (!number_read(first, &l.range.first) || !number_read(line, &count) || count == 0 ||
        count > UINT32_MAX - l.range.first)
        return l;
    l.range.last = l.range.first + count - 1;
    l.is_sound = true;
    return l;
}

/* Is any id of the range lent to somebody else as well? */
static bool is_shared(struct bytes file, const char *account, uint32_t uid, struct uid_range r)
{
    while (file.len > 0) {
        struct loan l = line_read(take_until(&file, '\n'), account, uid);

        if (!l.is_theirs && l.is_sound && l.range.first <= r.last && r.first <= l.range.last)
            return true;
    }
    return false;
}

void uids_add_subordinate(struct bytes file, const char *account, struct uids *uids)
{
    struct bytes left = file;
    uint32_t uid = uids->ranges[0].first;

    while (left.len > 0) {
        struct loan l = line_read(take_until(&left, '\n'), account, uid);

        if (!l.is_theirs)
            continue;
        if (!l.is_sound || l.range.first < UIDS_SUBORDINATE_MIN || uids->n == UIDS_RANGES_MAX ||
            is_shared(file, account, uid, l.range))
            uids->refused++;
        else
            uids->ranges[uids->n++] = l.range;
    }
}

static int file_read(const char *path, struct text *ret_file)
{
    AUTO(close_fd) int fd = open(path, O_RDONLY | O_CLOEXEC);
    char part[4096];
    ssize_t n;

    if (fd < 0)
        return -errno;
    while ((n = read(fd, part, sizeof(part))) > 0) {
        if (ret_file->len + (size_t)n > UIDS_FILE_MAX)
            return -EFBIG;
        text_add_bytes(ret_file, part, (size_t)n);
    }
    if (n < 0)
        return -errno;
    return ret_file->failed ? -ENOMEM : 0;
}

/* -1 as a number is nobody's. */
static int uid_of_number(const char *text, uint32_t *ret_uid)
{
    return number_read(bytes_of(text, strlen(text)), ret_uid) && *ret_uid != UINT32_MAX ? 0
                                                                                        : -ENOENT;
}

static int uid_of(const char *account, uint32_t *ret_uid)
{
    AUTO(free_memory) char *room = malloc(PASSWD_ROOM);
    struct passwd entry, *found = NULL;
    int r;

    if (!room)
        return -ENOMEM;
    r = getpwnam_r(account, &entry, room, PASSWD_ROOM, &found);
    if (r != 0)
        return -r;
    if (!found) /* a number is an account without a name, as of a container */
        return uid_of_number(account, ret_uid);
    *ret_uid = (uint32_t)found->pw_uid;
    return 0;
}

int uids_of_account(const char *account, const char *subuid_path, struct uids *ret_uids,
                    struct text *reterr)
{
    AUTO_TEXT struct text file = {.at = NULL};
    struct uids u = {.n = 1};
    uint32_t uid = 0;
    int r = uid_of(account, &uid);

    if (r < 0) {
        text_add(reterr, "the account \"");
        text_add_visible(reterr, account);
        text_addf(reterr, "\" %s",
                  r == -ENOENT ? "is not there: write the name that `getent passwd` shows"
                               : strerror(-r));
        return r;
    }
    if (uid == 0) {
        text_add(reterr, "root is nobody's child: give the child an account of its own");
        return -EPERM;
    }
    u.ranges[0] = (struct uid_range){uid, uid};
    r = file_read(subuid_path, &file);
    if (r < 0 && r != -ENOENT) {
        text_addf(reterr, "%s cannot be read: %s", subuid_path, strerror(-r));
        return r;
    }
    uids_add_subordinate(bytes_of(file.at, file.len), account, &u);
    *ret_uids = u;
    return 0;
}
