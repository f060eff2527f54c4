#include "live/agent_link.h"

#include "base/clock.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>

#define SOCKET_NAME "kindward.sock"

static int not_there(int error, const char *path, const char *runtime_dir, struct text *reterr)
{
    bool is_usual = strcmp(runtime_dir, DEFAULT_RUNTIME_DIR) == 0;

    if (error == EACCES || error == EPERM) {
        text_addf(reterr,
                  "%s: this account may not ask; only root and Kindward's own account may, so type "
                  "it with sudo",
                  path);
        return -EACCES;
    }
    if (error != ENOENT && error != ECONNREFUSED && error != ENOTDIR) {
        text_addf(reterr, "%s: %s", path, strerror(error));
        return -error;
    }
    text_addf(reterr,
              "Kindward is not running: nobody listens at %s; as root, start it with "
              "`kindwardd%s%s`",
              path, is_usual ? "" : " --runtime ", is_usual ? "" : runtime_dir);
    return -ECONNREFUSED;
}

int agent_link_open(const char *runtime_dir, const char *word, int *ret_fd, struct text *reterr)
{
    struct sockaddr_un at = {.sun_family = AF_UNIX};
    AUTO(close_fd) int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    AUTO_TEXT struct text line = {.at = NULL};
    int n = snprintf(at.sun_path, sizeof(at.sun_path), "%s/%s", runtime_dir, SOCKET_NAME);

    if (fd < 0)
        return -errno;
    if (n < 0 || (size_t)n >= sizeof(at.sun_path)) {
        text_addf(reterr, "%s: too long a path for a socket", runtime_dir);
        return -ENAMETOOLONG;
    }
    if (connect(fd, (struct sockaddr *)&at, sizeof(at)) < 0)
        return not_there(errno, at.sun_path, runtime_dir, reterr);
    text_addf(&line, "%s\n", word);
    if (line.failed)
        return -ENOMEM;
    if (send(fd, line.at, line.len, MSG_NOSIGNAL) != (ssize_t)line.len)
        return not_there(errno == EPIPE ? EACCES : errno, at.sun_path, runtime_dir, reterr);
    *ret_fd = fd;
    fd = -1; /* the caller's from here on */
    return 0;
}

void link_lines_done(struct link_lines *l)
{
    free(l->at);
    *l = (struct link_lines){.at = NULL};
}

int link_lines_read(struct link_lines *l, int fd)
{
    ssize_t n;

    if (!l->at && !(l->at = malloc(AGENT_LINK_LINE_MAX)))
        return -ENOMEM;
    if (l->used > 0) {
        l->len -= l->used;
        memmove(l->at, l->at + l->used, l->len);
        l->used = 0;
    }
    if (l->len == AGENT_LINK_LINE_MAX)
        return -EBADMSG;
    n = read(fd, l->at + l->len, AGENT_LINK_LINE_MAX - l->len);
    if (n < 0)
        return -errno;
    l->len += (size_t)n;
    return n > 0;
}

const char *link_lines_next(struct link_lines *l)
{
    char *line, *end;

    if (l->len == l->used)
        return NULL;
    line = l->at + l->used;
    end = memchr(line, '\n', l->len - l->used);
    if (!end)
        return NULL;
    *end = '\0';
    l->used = (size_t)(end - l->at) + 1;
    return line;
}

int agent_link_ask(const char *runtime_dir, const char *question, int patience_ms, json_t **ret,
                   struct text *reterr)
{
    AUTO(close_fd) int fd = -1;
    AUTO_LINK_LINES struct link_lines lines = {.at = NULL};
    const char *line = NULL;
    int64_t until_ms = clock_us(CLOCK_MONOTONIC) / 1000 + patience_ms;
    int r = agent_link_open(runtime_dir, question, &fd, reterr);

    while (r == 0 && !line) {
        struct pollfd ready = {.fd = fd, .events = POLLIN};
        int64_t left_ms = until_ms - clock_us(CLOCK_MONOTONIC) / 1000;

        if (left_ms <= 0 || poll(&ready, 1, (int)left_ms) == 0) {
            text_addf(reterr, "%s: Kindward runs, and does not answer", runtime_dir);
            return -ETIME;
        }
        r = link_lines_read(&lines, fd);
        if (r == 0) /* it hangs up on who may not ask */
            return not_there(EACCES, runtime_dir, runtime_dir, reterr);
        line = r > 0 ? link_lines_next(&lines) : NULL;
        r = r == -EINTR ? 0 : r < 0 ? r : 0;
    }
    if (r < 0) {
        if (reterr->len == 0)
            text_addf(reterr, "%s: %s", runtime_dir, strerror(-r));
        return r;
    }
    *ret = json_loads(line, JSON_REJECT_DUPLICATES, NULL);
    if (!*ret)
        text_addf(reterr, "%s: what answers there is no Kindward", runtime_dir);
    return *ret ? 0 : -EBADMSG;
}

int agent_link_status(const char *runtime_dir, json_t **ret, struct text *reterr)
{
    return agent_link_ask(runtime_dir, "status", AGENT_LINK_PATIENCE_MS, ret, reterr);
}
