/*
 * kindward-mail — the week's summary by mail, to the addresses of kindward.conf and to nobody else.
 */
#include "base/clock.h"
#include "base/log.h"
#include "base/siphash.h"
#include "insight/week_compute.h"
#include "mail/message.h"
#include "mail/send.h"
#include "policy/policy_load.h"
#include "report/summary.h"
#include "report/weekly.h"
#include "store/store.h"

#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char help[] =
    "usage: kindward-mail [--weekly | --week YEAR-WEEK] [--show] [OPTION...]\n\n"
    "Sends a summary of the latest week that has its page: how much, which platforms, whether "
    "there\n"
    "is something to talk about; no sites. To whom, and by which server, stands in [mail] of\n"
    "kindward.conf; without addresses there, nothing is sent. The children's own pages name "
    "them.\n\n"
    "      --weekly         send it once, and nothing when that was done; for the timer\n"
    "      --only WAY       do so only where it goes that way: \"server\" or \"sendmail\"; else it "
    "is\n"
    "                       nothing to do\n"
    "      --week WEEK      of another week, as 2026-W47\n"
    "      --show           print the message, and send nothing\n"
    "      --config DIR     where kindward.conf and mail-password are (default: /etc/kindward)\n"
    "      --state DIR      where kindward.db is (default: /var/lib/kindward)\n"
    "      --sendmail FILE  the program that takes mail where no server is named (default:\n"
    "                       /usr/sbin/sendmail)\n"
    "      --ca-file FILE   trust the authorities in there, not this machine's\n"
    "      --version        the version\n"
    "  -h, --help           this text\n\n"
    "Exit codes: 0 sent, or there is nothing to send, 1 failed, 2 usage.\n";

enum { CHILDREN_MAX = 256, PASSWORD_MAX = 256, EXIT_USAGE = 2 };

struct ask {
    const char *config_dir, *state_dir, *program, *ca_file;
    const char *only; /* way_of() that is to be taken; NULL: either */
    int32_t monday;   /* of --week */
    bool once, has_week, only_shows;
};

struct pages {
    struct page *all[CHILDREN_MAX];
    size_t n;
    struct store *store;
    const struct catalogue *catalogue;
    const struct policy *policy;
    int32_t monday;
    struct text *reterr;
};

/* Was the child still monitored when the week began? The record remembers longer than the policy:
 * whoever is grown up, or has no file any more, is in no mail. */
static bool is_told(const struct pages *p, const char *child)
{
    uint32_t number;

    return policy_child_find(p->policy, child, &number) &&
           child_is_monitored(policy_child(p->policy, number), p->monday);
}

static int add_child(const char *child, void *user)
{
    struct pages *p = user;
    struct week *week = NULL;
    int r;

    if (!is_told(p, child))
        return 0;
    if (p->n == CHILDREN_MAX) {
        text_addf(p->reterr, "there are more than %d children to tell of; nothing was sent",
                  CHILDREN_MAX);
        return -ENOSPC;
    }
    r = week_compute(p->store, p->catalogue, child, p->monday, p->monday + 7, &week, p->reterr);
    if (r == 0)
        r = page_make(week, NULL, &p->all[p->n]);
    if (r == 0)
        p->n++;
    week_free(week);
    return r;
}

static void pages_done(struct pages *p)
{
    for (size_t i = 0; i < p->n; i++)
        page_free(p->all[i]);
}

/* 1: there is something to tell; 0: there is not. */
static int write_summary(const struct ask *a, int32_t monday, const struct catalogue *catalogue,
                         const struct policy *policy, struct text *plain, struct text *html,
                         struct text *reterr)
{
    __attribute__((cleanup(pages_done))) struct pages pages = {
        .catalogue = catalogue, .policy = policy, .monday = monday, .reterr = reterr};
    AUTO(store_close) struct store *store = NULL;
    AUTO_TEXT struct text path = {.at = NULL};
    int r;

    text_addf(&path, "%s/kindward.db", a->state_dir);
    r = path.failed ? -ENOMEM : store_open(path.at, STORE_READ, &store, reterr);
    pages.store = store;
    if (r == 0)
        r = store_each_child(store, add_child, &pages, reterr);
    if (r < 0 || pages.n == 0)
        return r;
    summary_text((const struct page *const *)pages.all, pages.n, plain);
    summary_html((const struct page *const *)pages.all, pages.n, html);
    return plain->failed || html->failed ? -ENOMEM : 1;
}

/* The first line of the file; one that everybody may read is none. */
static int read_password(const char *config_dir, char ret[PASSWORD_MAX], struct text *reterr)
{
    AUTO_TEXT struct text path = {.at = NULL};
    AUTO(close_fd) int fd = -1;
    struct stat st;
    ssize_t n = -1;

    text_addf(&path, "%s/mail-password", config_dir);
    fd = path.failed ? -1 : open(path.at, O_RDONLY | O_CLOEXEC);
    if (fd >= 0 && fstat(fd, &st) == 0 && (st.st_mode & S_IRWXO)) {
        text_addf(reterr,
                  "%s: everybody may read or write it; `chmod o= %s`, and think of another "
                  "password",
                  path.at, path.at);
        return -EPERM;
    }
    if (fd >= 0)
        n = read(fd, ret, PASSWORD_MAX - 1);
    if (n < 0) {
        text_addf(reterr, "%s: %s; the server's password is its first line", text_string(&path),
                  strerror(errno));
        return -errno;
    }
    ret[n] = '\0';
    ret[strcspn(ret, "\r\n")] = '\0';
    return 0;
}

static int send(const struct ask *a, const struct agent_config *c, const struct envelope *e,
                const struct text *message, struct text *reterr)
{
    char password[PASSWORD_MAX] = "";
    struct server s = {c->mail_server, c->mail_user, password, a->ca_file};
    int r = 0;

    if (c->mail_server[0] == '\0')
        return send_by_program(a->program, e, message, reterr);
    if (c->mail_user[0] != '\0')
        r = read_password(a->config_dir, password, reterr);
    if (r == 0)
        r = send_by_server(&s, e, message, reterr);
    explicit_bzero(password, sizeof(password));
    return r;
}

static void write_message(int32_t monday, const struct envelope *e, const struct text *plain,
                          const struct text *html, struct text *out)
{
    AUTO_TEXT struct text subject = {.at = NULL};
    char week[WEEK_TEXT_MAX];
    struct message m = {.from = e->from,
                        .to = e->to,
                        .id = week_format(monday, week),
                        .chance = siphash_key_random().k0,
                        .when_us = clock_us(CLOCK_REALTIME),
                        .plain = text_string(plain),
                        .html = text_string(html)};

    m.utc_offset_s = clock_utc_offset_s(m.when_us);
    text_addf(&subject, "Kindward: the summary of week %s", m.id);
    m.subject = text_string(&subject);
    message_write(&m, out);
    out->failed |= subject.failed;
}

/* Which week was sent last is what a file says: it is sent once, whatever the timer does. A later
 * week there was written while the clock was wrong, and says nothing of this one. */
static bool was_sent(const struct ask *a, const char *week)
{
    AUTO_TEXT struct text path = {.at = NULL};
    AUTO(close_stream) FILE *in = NULL;
    char last[WEEK_TEXT_MAX] = "";

    text_addf(&path, "%s/mailed", a->state_dir);
    in = path.failed ? NULL : fopen(path.at, "re");
    if (!in || !fgets(last, sizeof(last), in))
        return false;
    last[strcspn(last, "\n")] = '\0';
    return strcmp(last, week) == 0;
}

/* The note is written beside the old one before anything is sent: where it cannot be kept, the same
 * summary would be sent again every half hour. */
static int note_begin(const struct ask *a, const char *week, struct text *reterr)
{
    AUTO_TEXT struct text fresh = {.at = NULL};
    FILE *out;
    int r = 0;

    text_addf(&fresh, "%s/mailed.new", a->state_dir);
    if (fresh.failed)
        return -ENOMEM;
    out = fopen(fresh.at, "we");
    if (!out || fprintf(out, "%s\n", week) < 0 || fflush(out) != 0 || fsync(fileno(out)) < 0)
        r = -errno;
    if (out && fclose(out) != 0 && r == 0)
        r = -errno;
    if (r < 0)
        text_addf(reterr,
                  "%s: %s; nothing was sent, since it could not be noted that it was; see that "
                  "the folder can be written, and has room",
                  fresh.at, strerror(-r));
    return r;
}

/* The note takes the place of the old one or, where nothing was sent, goes. A mail that is gone is
 * no failure any more, whatever becomes of its note. */
static void note_end(const struct ask *a, bool is_sent)
{
    AUTO_TEXT struct text fresh = {.at = NULL};
    AUTO_TEXT struct text path = {.at = NULL};

    text_addf(&fresh, "%s/mailed.new", a->state_dir);
    text_addf(&path, "%s/mailed", a->state_dir);
    if (fresh.failed || path.failed)
        return;
    if (is_sent && rename(fresh.at, path.at) == 0)
        return;
    if (is_sent)
        log_error("%s: cannot be put in place: %s; the summary was sent, and may be sent again",
                  path.at, strerror(errno));
    (void)unlink(fresh.at);
}

static const char *way_of(const struct agent_config *c)
{
    return c->mail_server[0] ? "server" : "sendmail";
}

static int run(const struct ask *a, struct text *reterr)
{
    AUTO_PROBLEMS struct policy_problems problems = {.n = 0};
    AUTO(catalogue_close) struct catalogue *catalogue = NULL;
    AUTO(policy_free) struct policy *policy = NULL;
    AUTO_TEXT struct text plain = {.at = NULL};
    AUTO_TEXT struct text html = {.at = NULL};
    AUTO_TEXT struct text message = {.at = NULL};
    AUTO_TEXT struct text first = {.at = NULL};
    struct agent_config config;
    struct envelope e;
    int64_t now_us = clock_us(CLOCK_REALTIME);
    int32_t monday = a->has_week ? a->monday : weekly_monday(now_us, clock_utc_offset_s(now_us));
    char week[WEEK_TEXT_MAX];
    int r = catalogue_of_memory(catalogue_default_image(), &catalogue, reterr);

    if (r == 0)
        r = policy_of_directory(a->config_dir, catalogue, &policy, &config, &problems, reterr);
    if (r == -EINVAL)
        text_addf(reterr, "%s has mistakes; `kindward policy check` says which", a->config_dir);
    if (r < 0 || config.mail_to[0] == '\0' || (a->only && strcmp(a->only, way_of(&config)) != 0) ||
        (a->once && was_sent(a, week_format(monday, week))))
        return r;
    text_add_bytes(&first, config.mail_to, strcspn(config.mail_to, "; "));
    e = (struct envelope){config.mail_from[0] ? config.mail_from : text_string(&first),
                          config.mail_to};
    r = write_summary(a, monday, catalogue, policy, &plain, &html, reterr);
    if (r <= 0)
        return r;
    write_message(monday, &e, &plain, &html, &message);
    if (message.failed || first.failed)
        return -ENOMEM;
    if (a->only_shows)
        return fwrite(message.at, message.len, 1, stdout) == 1 && fflush(stdout) == 0 ? 0 : -EIO;
    if (a->once)
        r = note_begin(a, week, reterr);
    if (r < 0)
        return r;
    r = send(a, &config, &e, &message, reterr);
    if (a->once)
        note_end(a, r == 0);
    return r;
}

int main(int argc, char **argv)
{
    static const struct option options[] = {{"weekly", no_argument, NULL, 'w'},
                                            {"week", required_argument, NULL, 'W'},
                                            {"only", required_argument, NULL, 'o'},
                                            {"show", no_argument, NULL, 'S'},
                                            {"config", required_argument, NULL, 'c'},
                                            {"state", required_argument, NULL, 's'},
                                            {"sendmail", required_argument, NULL, 'p'},
                                            {"ca-file", required_argument, NULL, 'a'},
                                            {"version", no_argument, NULL, 'v'},
                                            {"help", no_argument, NULL, 'h'},
                                            {0}};
    struct ask a = {.config_dir = "/etc/kindward",
                    .state_dir = "/var/lib/kindward",
                    .program = "/usr/sbin/sendmail"};
    AUTO_TEXT struct text error = {.at = NULL};
    int c, r;

    while ((c = getopt_long(argc, argv, "h", options, NULL)) != -1) {
        switch (c) {
        case 'w':
            a.once = true;
            break;
        case 'W':
            a.has_week = true;
            if (week_from_text(optarg, &a.monday) < 0) {
                log_error("\"%s\" is no week; write it as 2026-W47", optarg);
                return EXIT_USAGE;
            }
            break;
        case 'o':
            a.only = optarg;
            if (strcmp(a.only, "server") != 0 && strcmp(a.only, "sendmail") != 0) {
                log_error("mail goes by \"server\" or by \"sendmail\", not by \"%s\"", optarg);
                return EXIT_USAGE;
            }
            break;
        case 'S':
            a.only_shows = true;
            break;
        case 'c':
            a.config_dir = optarg;
            break;
        case 's':
            a.state_dir = optarg;
            break;
        case 'p':
            a.program = optarg;
            break;
        case 'a':
            a.ca_file = optarg;
            break;
        case 'v':
            puts("kindward-mail " KINDWARD_VERSION);
            return 0;
        case 'h':
            fputs(help, stdout);
            return 0;
        default:
            log_error("see `kindward-mail --help`");
            return EXIT_USAGE;
        }
    }
    if (a.has_week && a.once) {
        log_error("--weekly chooses the week by itself; give one of the two");
        return EXIT_USAGE;
    }
    if (optind < argc) {
        log_error("\"%s\" is one word too many; see `kindward-mail --help`", argv[optind]);
        return EXIT_USAGE;
    }
    r = run(&a, &error);
    if (r < 0)
        log_error("%s", error.len > 0 ? error.at : strerror(-r));
    return r < 0;
}
