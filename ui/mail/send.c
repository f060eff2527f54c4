#include "mail/send.h"

#include "base/write_all.h"
#include "policy/mail_word.h"

#include <curl/curl.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { TO_MAX = 64, PATIENCE_S = 120 };

extern char **environ;

struct recipients {
    char *all[TO_MAX]; /* owned */
};

static void recipients_done(struct recipients *r)
{
    for (int i = 0; i < TO_MAX; i++)
        free(r->all[i]);
}

#define AUTO_RECIPIENTS __attribute__((cleanup(recipients_done)))

/* The addresses of a list; how many, or -E2BIG or -ENOMEM. */
static int addresses_of(const char *list, struct recipients *ret)
{
    const char *address;
    size_t len;
    int n = 0;

    while ((address = mail_address_next(&list, &len))) {
        if (n == TO_MAX)
            return -E2BIG;
        ret->all[n] = strndup(address, len);
        if (!ret->all[n++])
            return -ENOMEM;
    }
    return n;
}

static int spawn(const char *program, char **words, pid_t *ret_pid, int *ret_fd)
{
    posix_spawn_file_actions_t actions;
    int ends[2], r;

    if (pipe2(ends, O_CLOEXEC) < 0)
        return -errno;
    r = -posix_spawn_file_actions_init(&actions);
    if (r == 0) {
        r = -posix_spawn_file_actions_adddup2(&actions, ends[0], STDIN_FILENO);
        if (r == 0)
            r = -posix_spawn(ret_pid, program, &actions, NULL, words, environ);
        posix_spawn_file_actions_destroy(&actions);
    }
    (void)close(ends[0]);
    if (r < 0)
        (void)close(ends[1]);
    else
        *ret_fd = ends[1];
    return r;
}

int send_by_program(const char *program, const struct envelope *e, const struct text *message,
                    struct text *reterr)
{
    AUTO_RECIPIENTS struct recipients to = {.all = {NULL}};
    char *words[TO_MAX + 6] = {(char *)program, (char *)"-i", (char *)"-f", (char *)e->from,
                               (char *)"--"};
    int fd = -1, status = 0, n = addresses_of(e->to, &to), r = n < 0 ? n : 0;
    pid_t pid;

    for (int i = 0; i < n; i++)
        words[5 + i] = to.all[i];
    (void)signal(SIGPIPE, SIG_IGN);
    if (r == 0)
        r = spawn(program, words, &pid, &fd);
    if (r < 0) {
        text_addf(reterr, "%s: %s; install a program that sends mail, or name a server in [mail]",
                  program, strerror(-r));
        return r;
    }
    r = write_all(fd, bytes_of(message->at, message->len)); /* who reads there may end early */
    (void)close(fd);
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
        ;
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
        r = -EREMOTEIO;
    if (r < 0)
        text_addf(reterr, "%s did not take the mail; its own log says why", program);
    return r;
}

struct unread {
    const char *at;
    size_t len;
};

static size_t read_message(char *to, size_t size, size_t n, void *user)
{
    struct unread *u = user;
    size_t len = size * n < u->len ? size * n : u->len;

    memcpy(to, u->at, len);
    u->at += len;
    u->len -= len;
    return len;
}

static CURLcode perform(CURL *curl, const struct server *s, const struct envelope *e,
                        struct curl_slist *to, struct unread *unread, char said[CURL_ERROR_SIZE])
{
    const struct {
        CURLoption option;
        const char *value;
    } words[] = {
        {CURLOPT_URL, s->url},
        {CURLOPT_PROTOCOLS_STR, "smtp,smtps"},
        {CURLOPT_MAIL_FROM, e->from},
        {CURLOPT_USERNAME, s->user[0] ? s->user : NULL},
        {CURLOPT_PASSWORD, s->user[0] ? s->password : NULL},
        {CURLOPT_CAINFO, s->ca_file},
    };
    CURLcode r = CURLE_OK;

    for (size_t i = 0; i < ARRAY_LEN(words) && r == CURLE_OK; i++)
        if (words[i].value)
            r = curl_easy_setopt(curl, words[i].option, words[i].value);
    (void)curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, said);
    if (r == CURLE_OK) /* a server that has no STARTTLS gets nothing */
        r = curl_easy_setopt(curl, CURLOPT_USE_SSL, (long)CURLUSESSL_ALL);
    if (r == CURLE_OK)
        r = curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, to);
    if (r == CURLE_OK)
        r = curl_easy_setopt(curl, CURLOPT_READFUNCTION, read_message);
    if (r == CURLE_OK)
        r = curl_easy_setopt(curl, CURLOPT_READDATA, unread);
    if (r == CURLE_OK)
        r = curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
    if (r == CURLE_OK)
        r = curl_easy_setopt(curl, CURLOPT_CRLF, 1L);
    if (r == CURLE_OK)
        r = curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)PATIENCE_S);
    return r == CURLE_OK ? curl_easy_perform(curl) : r;
}

int send_by_server(const struct server *s, const struct envelope *e, const struct text *message,
                   struct text *reterr)
{
    AUTO_RECIPIENTS struct recipients to = {.all = {NULL}};
    struct unread unread = {message->at, message->len};
    struct curl_slist *list = NULL;
    char said[CURL_ERROR_SIZE] = "";
    CURLcode code = CURLE_OUT_OF_MEMORY;
    int n = addresses_of(e->to, &to);
    CURL *curl =
        n > 0 && curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK ? curl_easy_init() : NULL;

    for (int i = 0; curl && i < n; i++) {
        struct curl_slist *longer = curl_slist_append(list, to.all[i]);

        if (!longer)
            n = -ENOMEM;
        else
            list = longer;
    }
    if (curl && n > 0)
        code = perform(curl, s, e, list, &unread, said);
    curl_slist_free_all(list);
    curl_easy_cleanup(curl);
    if (code == CURLE_OK)
        return 0;
    text_addf(reterr, "%s: ", s->url);
    text_add_visible(reterr, said[0] ? said : curl_easy_strerror(code));
    return code == CURLE_OUT_OF_MEMORY ? -ENOMEM : -EREMOTEIO;
}
