#include "doctor/doctor.h"

#include "base/clock.h"

#include <errno.h>
#include <fcntl.h>

static const struct {
    const char *group;
    void (*check)(struct doctor *d, struct findings *f);
} checks[] = {
    {"Configuration", check_configuration},
    {"Kindward", check_agent},
    {"Its processes", check_roles},
    {"Kernel", check_kernel},
    {"Rules", check_rules},
    {"Name servers", check_resolver},
    {"Other tools", check_neighbours},
    {"Children", check_children},
    {"Lists", check_lists},
    {"Machine", check_machine},
    {"Record", check_store},
};

void doctor_examine(struct doctor *d, struct findings *f)
{
    d->day = clock_today();
    d->config = agent_config_usual();
    for (size_t i = 0; i < ARRAY_LEN(checks); i++) {
        f->group = checks[i].group;
        checks[i].check(d, f);
    }
    f->group = NULL;
}

void doctor_done(struct doctor *d)
{
    d->policy = policy_free(d->policy);
    json_decref(d->answer);
    d->answer = NULL;
}

int doctor_read(const char *path, struct text *ret)
{
    AUTO(close_fd) int fd = open(path, O_RDONLY | O_CLOEXEC);
    char part[4096];
    ssize_t n = 1;

    if (fd < 0)
        return -errno;
    while (n > 0 && ret->len < FILE_READ_MAX) {
        n = read(fd, part, sizeof(part));
        if (n < 0 && errno != EINTR)
            return -errno;
        if (n > 0)
            text_add_bytes(ret, part, (size_t)n);
        n = n < 0 ? 1 : n;
    }
    return ret->failed ? -ENOMEM : 0;
}
