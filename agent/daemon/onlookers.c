#include "daemon/onlookers.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

enum { LINE_MAX_BYTES = 256 };

struct onlooker {
    int fd; /* -1: the place is free */
    bool watches;
    char line[LINE_MAX_BYTES];
    size_t len;
};

struct onlookers {
    int listener;
    uid_t self;
    struct onlooker all[ONLOOKERS_MAX];
    struct sockaddr_un at;
};

int onlookers_open(const char *dir, struct onlookers **ret, struct text *reterr)
{
    AUTO(onlookers_close) struct onlookers *o = calloc(1, sizeof(*o));
    int n;

    if (!o)
        return -ENOMEM;
    for (size_t i = 0; i < ONLOOKERS_MAX; i++)
        o->all[i].fd = -1;
    o->self = geteuid();
    o->at.sun_family = AF_UNIX;
    n = snprintf(o->at.sun_path, sizeof(o->at.sun_path), "%s/%s", dir, ONLOOKERS_SOCKET);
    o->listener = -1;
    if (n < 0 || (size_t)n >= sizeof(o->at.sun_path)) {
        text_addf(reterr, "%s: too long a path for a socket; choose a shorter --runtime", dir);
        return -ENAMETOOLONG;
    }
    (void)unlink(o->at.sun_path);
    o->listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (o->listener < 0 || bind(o->listener, (struct sockaddr *)&o->at, sizeof(o->at)) < 0 ||
        chmod(o->at.sun_path, 0600) < 0 || listen(o->listener, ONLOOKERS_MAX) < 0) {
        int r = -errno;

        text_addf(reterr, "%s: no socket for `kindward status` can be made: %s", o->at.sun_path,
                  strerror(-r));
        return r;
    }
    *ret = TAKE(o);
    return 0;
}

static void let_leave(struct onlooker *w)
{
    if (w->fd >= 0)
        close(w->fd);
    *w = (struct onlooker){.fd = -1};
}

struct onlookers *onlookers_close(struct onlookers *o)
{
    if (o) {
        for (size_t i = 0; i < ONLOOKERS_MAX; i++)
            let_leave(&o->all[i]);
        if (o->listener >= 0) {
            close(o->listener);
            (void)unlink(o->at.sun_path);
        }
        free(o);
    }
    return NULL;
}

size_t onlookers_poll(const struct onlookers *o, struct pollfd *ret)
{
    size_t n = 0;

    ret[n++] = (struct pollfd){.fd = o->listener, .events = POLLIN};
    for (size_t i = 0; i < ONLOOKERS_MAX; i++)
        if (o->all[i].fd >= 0)
            ret[n++] = (struct pollfd){.fd = o->all[i].fd, .events = POLLIN};
    return n;
}

bool onlookers_ask(const struct pollfd *fds, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (fds[i].revents)
            return true;
    return false;
}

bool onlookers_any(const struct onlookers *o)
{
    for (size_t i = 0; i < ONLOOKERS_MAX; i++)
        if (o->all[i].fd >= 0 && o->all[i].watches)
            return true;
    return false;
}

static void take_who_came(struct onlookers *o)
{
    int fd = accept4(o->listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
    struct ucred who = {.uid = (uid_t)-1};
    socklen_t len = sizeof(who);

    if (fd < 0)
        return;
    if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &who, &len) == 0 &&
        (who.uid == 0 || who.uid == o->self))
        for (size_t i = 0; i < ONLOOKERS_MAX; i++)
            if (o->all[i].fd < 0) {
                o->all[i] = (struct onlooker){.fd = fd};
                return;
            }
    close(fd);
}

static void tell(struct onlooker *w, const char *line, size_t len)
{
    ssize_t n = send(w->fd, line, len, MSG_DONTWAIT | MSG_NOSIGNAL);

    /* Half a line would spoil the next one: better none at all. */
    if (n < 0 ? errno != EAGAIN : (size_t)n < len)
        let_leave(w);
}

/* The answer and the end of its line are one piece; @text: of malloc(), taken over. */
static void tell_text(struct onlooker *w, char *text)
{
    size_t len = text ? strlen(text) : 0;
    char *whole = text ? realloc(text, len + 2) : NULL;

    if (whole) {
        memcpy(whole + len, "\n", 2);
        tell(w, whole, len + 1);
    }
    free(whole ? whole : text);
}

static void answer(struct onlooker *w, onlooker_answer *ask, void *user)
{
    json_t *json;

    if (strcmp(w->line, "watch") == 0) {
        w->watches = true;
        return;
    }
    json = ask(w->line, user);
    if (json)
        tell_text(w, json_dumps(json, JSON_COMPACT));
    json_decref(json);
    let_leave(w);
}

static void read_line(struct onlooker *w, onlooker_answer *ask, void *user)
{
    ssize_t n = read(w->fd, w->line + w->len, LINE_MAX_BYTES - 1 - w->len);
    char *end;

    if (n < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (n <= 0 || w->watches) { /* gone; or says more, which nobody asked it to */
        let_leave(w);
        return;
    }
    w->len += (size_t)n;
    end = memchr(w->line, '\n', w->len);
    if (end) {
        *end = '\0';
        answer(w, ask, user);
    } else if (w->len == LINE_MAX_BYTES - 1) {
        let_leave(w);
    }
}

void onlookers_serve(struct onlookers *o, onlooker_answer *ask, void *user)
{
    take_who_came(o);
    for (size_t i = 0; i < ONLOOKERS_MAX; i++)
        if (o->all[i].fd >= 0)
            read_line(&o->all[i], ask, user);
}

void onlookers_tell(struct onlookers *o, const json_t *line)
{
    char *text = json_dumps(line, JSON_COMPACT);
    size_t len = text ? strlen(text) : 0;
    char *whole = text ? realloc(text, len + 2) : NULL;

    if (!whole) {
        free(text);
        return;
    }
    memcpy(whole + len, "\n", 2);
    for (size_t i = 0; i < ONLOOKERS_MAX; i++)
        if (o->all[i].fd >= 0 && o->all[i].watches)
            tell(&o->all[i], whole, len + 1);
    free(whole);
}
