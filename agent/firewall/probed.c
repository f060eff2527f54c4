#include "firewall/probed.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define OF(what) offsetof(struct firewall_support, what)

static const size_t places[] = {
    OF(nft),          OF(nft_owner), OF(nft_queue), OF(nft_log),         OF(nft_reject),
    OF(nft_ct_count), OF(iptables),  OF(ip6tables), OF(iptables_is_nft), OF(nfqueue),
    OF(nflog),        OF(connbytes), OF(connmark),  OF(accounting),
};

enum { N_PLACES = ARRAY_LEN(places) };

int probed_write(const char *path, const struct firewall_support *support, struct text *reterr)
{
    AUTO_TEXT struct text fresh = {.at = NULL};
    AUTO(close_fd) int fd = -1;
    char line[N_PLACES + 1];
    int r = 0;

    for (size_t i = 0; i < N_PLACES; i++)
        line[i] = *(const bool *)((const char *)support + places[i]) ? '1' : '0';
    line[N_PLACES] = '\n';
    text_addf(&fresh, "%s.new", path);
    if (fresh.failed)
        return -ENOMEM;
    fd = open(fresh.at, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0644);
    /* Whatever the umask is: the agent may have another account. */
    if (fd < 0 || fchmod(fd, 0644) < 0 || write(fd, line, sizeof(line)) != (ssize_t)sizeof(line) ||
        rename(fresh.at, path) < 0) {
        r = errno ? -errno : -EIO;
        text_addf(reterr, "%s cannot be written: %s", path, strerror(-r));
    }
    return r;
}

int probed_read(const char *path, struct firewall_support *ret_support)
{
    AUTO(close_fd) int fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    struct firewall_support s = {.nft = false};
    char line[N_PLACES + 2];
    struct stat st;

    if (fd < 0 || fstat(fd, &st) < 0)
        return -errno;
    if (!S_ISREG(st.st_mode) || (st.st_uid != 0 && st.st_uid != geteuid()) || (st.st_mode & 022))
        return -EPERM;
    if (read(fd, line, sizeof(line)) != N_PLACES + 1 || line[N_PLACES] != '\n')
        return -EINVAL;
    for (size_t i = 0; i < N_PLACES; i++) {
        if (line[i] != '0' && line[i] != '1')
            return -EINVAL;
        *(bool *)((char *)&s + places[i]) = line[i] == '1';
    }
    *ret_support = s;
    return 0;
}
