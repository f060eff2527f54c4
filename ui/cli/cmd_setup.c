/*
 * setup — which accounts are children's: three questions, or a file of answers.
 */
#include "base/clock.h"
#include "base/log.h"
#include "cli/cli.h"
#include "cli/defaults.h"
#include "cli/options.h"
#include "cli/policy_source.h"
#include "cli/setup_talk.h"
#include "firewall/spawn.h"
#include "live/agent_link.h"
#include "live/status.h"
#include "policy/policy_load.h"
#include "setup/child_file.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>

static const char help[] =
    "usage: kindward setup [--answers FILE] [--config DIR] [--runtime DIR]\n\n"
    "Asks three questions: which accounts are children's, in which year each was born, and, after\n"
    "showing what is recorded and what the child will see of it, whether that is right. Then it\n"
    "writes children.d/ACCOUNT.conf; of a file that is there only the year is changed. Accounts "
    "of\n"
    "administrators are refused: they could get past it. To be typed as root.\n\n"
    "      --answers FILE    ask nothing; the answers are in the file (- is standard input),\n"
    "                        a line each: child=ACCOUNT BIRTH-YEAR [NAME], guardian=ACCOUNT;\n"
    "                        a guardian may read and manage without being root\n"
    "      --config DIR      the folder of the configuration (default: /etc/kindward)\n"
    "      --runtime DIR     where the agent's socket is (default: /run/kindward)\n"
    "  -h, --help            this text\n\n"
    "Exit codes: 0 done, 1 failed or refused, nothing was changed, 2 usage, 3 done in part.\n";

struct ask {
    const char *config_dir, *runtime_dir, *answers_path;
};

static int read_file(const char *path, struct answers *ret, struct text *reterr)
{
    bool is_stdin = strcmp(path, "-") == 0;
    AUTO(close_stream) FILE *in = is_stdin ? NULL : fopen(path, "re");
    AUTO(free_memory) uint8_t *at = malloc(ANSWERS_BYTES_MAX + 1);
    AUTO_TEXT struct text what = {.at = NULL};
    size_t len;
    int r;

    if (!at)
        return -ENOMEM;
    if (!in && !is_stdin) {
        r = -errno;
        text_addf(reterr, "%s: cannot be read: %s", path, strerror(-r));
        return r;
    }
    len = fread(at, 1, ANSWERS_BYTES_MAX + 1, in ? in : stdin);
    r = answers_read(bytes_of(at, len), ret, &what);
    if (r < 0)
        text_addf(reterr, "%s:%s", path, text_string(&what));
    else if (ret->n_children == 0 && ret->n_guardians == 0)
        text_addf(reterr, "%s: there is no answer in it; write child=ACCOUNT BIRTH-YEAR", path);
    return reterr->len > 0 ? -EINVAL : 0;
}

static bool check_child(const struct child *c)
{
    const struct passwd *who = getpwnam(c->account);
    AUTO_TEXT struct text why = {.at = NULL};

    if (!who) {
        log_error("setup: there is no account \"%s\" on this machine; make it first", c->account);
        return false;
    }
    if (setup_is_refused(who, &why)) {
        log_error("setup: %s cannot be a child's account; %s. Give the child an account without "
                  "such rights",
                  c->account, text_string(&why));
        return false;
    }
    if (!child_is_monitored(c, clock_today())) {
        log_error("setup: who was born in %d may be 18 or older; nobody of age is monitored. Was "
                  "the year mistyped?",
                  c->birth.year);
        return false;
    }
    return true;
}

static bool check(const struct answers *a)
{
    bool good = true;

    for (size_t i = 0; i < a->n_children; i++)
        good &= check_child(&a->children[i]);
    for (size_t i = 0; i < a->n_guardians; i++) {
        if (!getpwnam(a->guardians[i])) {
            log_error("setup: there is no account \"%s\" on this machine", a->guardians[i]);
            good = false;
        }
        for (size_t c = 0; c < a->n_children; c++)
            if (strcmp(a->guardians[i], a->children[c].account) == 0) {
                log_error("setup: %s cannot be child and guardian", a->guardians[i]);
                good = false;
            }
    }
    return good;
}

/* The text of the file that the account has already, and its name; NULL where it has none. */
static const struct policy_text *file_of(const struct policy_texts *texts, const char *account,
                                         struct text *ret_text)
{
    for (size_t i = 0; i < texts->n; i++) {
        text_clear(ret_text);
        text_add_bytes(ret_text, texts->at[i].text.at, texts->at[i].text.len);
        if (strncmp(texts->at[i].name, "children.d/", 11) == 0 &&
            child_file_is_of(text_string(ret_text), account))
            return &texts->at[i];
    }
    return NULL;
}

static int write_child(const char *dir, const struct policy_texts *texts, const struct child *c,
                       struct text *reterr)
{
    AUTO_TEXT struct text folder = {.at = NULL};
    AUTO_TEXT struct text name = {.at = NULL};
    AUTO_TEXT struct text before = {.at = NULL};
    AUTO_TEXT struct text after = {.at = NULL};
    const struct policy_text *file = file_of(texts, c->account, &before);

    text_addf(&folder, "%s/children.d", dir);
    if (file) {
        text_add(&name, file->name + strlen("children.d/"));
        child_file_edit(text_string(&before), c->birth.year, &after);
    } else {
        text_addf(&name, "%s.conf", c->account);
        for (size_t i = 0; i < texts->n; i++)
            if (strcmp(texts->at[i].name + strcspn(texts->at[i].name, "/") + 1, name.at) == 0) {
                text_addf(reterr, "%s/%s is another account's; give that file another name", dir,
                          texts->at[i].name);
                return -EEXIST;
            }
        child_file_new(c, &after);
    }
    if (folder.failed || name.failed)
        return -ENOMEM;
    if (file && strcmp(text_string(&before), text_string(&after)) == 0)
        return 0;
    return child_file_write(folder.at, name.at, &after, reterr);
}

static bool add_guardian(const char *account)
{
    const char *const argv[] = {"/usr/sbin/usermod",  "--append", "--groups",
                                "kindward-guardians", account,    NULL};
    AUTO_TEXT struct text error = {.at = NULL};

    if (spawn_run(argv, NULL, NULL, &error) == 0)
        return true;
    log_error("setup: %s could not be made a guardian: %s", account,
              error.len > 0 ? error.at : "usermod cannot be run");
    return false;
}

/* The agent, if it runs, reads the new configuration. */
static void tell_agent(const char *runtime_dir)
{
    AUTO_TEXT struct text error = {.at = NULL};
    const struct status_role *supervisor;
    json_t *json = NULL;
    struct status s;

    if (agent_link_status(runtime_dir, &json, &error) < 0) {
        puts("Kindward does not run at present. As root, `systemctl enable --now kindward` starts "
             "it.");
        return;
    }
    supervisor = status_read(json, &s) ? status_role(&s, "supervisor") : NULL;
    if (supervisor && supervisor->pid > 1 && kill(supervisor->pid, SIGHUP) == 0)
        puts(
            "Kindward is on. `kindward status` says for whom; `kindward doctor`, whether something "
            "stands in its way.");
    else
        puts("Start Kindward anew, that it looks after them: `systemctl restart kindward`.");
    json_decref(json);
}

static int write_all(const struct ask *ask, const struct answers *a)
{
    AUTO_POLICY_TEXTS struct policy_texts texts = {.n = 0};
    AUTO_PROBLEMS struct policy_problems problems = {.n = 0};
    AUTO_TEXT struct text error = {.at = NULL};
    bool all = true;
    int r = policy_texts_read(ask->config_dir, &texts, &problems, &error);

    for (size_t i = 0; r == 0 && i < a->n_children; i++)
        r = write_child(ask->config_dir, &texts, &a->children[i], &error);
    if (r < 0) {
        log_error("setup: %s", error.len > 0 ? error.at : strerror(-r));
        return EXIT_FAILED;
    }
    for (size_t i = 0; i < a->n_guardians; i++)
        all &= add_guardian(a->guardians[i]);
    tell_agent(ask->runtime_dir);
    return all ? EXIT_DONE : EXIT_IN_PART;
}

static int setup(const struct ask *ask)
{
    AUTO(catalogue_close) struct catalogue *catalogue = NULL;
    AUTO_POLICY_SOURCE struct policy_source source = {.policy = NULL};
    AUTO_TEXT struct text error = {.at = NULL};
    static struct answers answers;
    int r = default_catalogue(NULL, &catalogue, &error);

    (void)mkdir(ask->config_dir, 0755); /* where it is missing; reading it says what is wrong */
    if (r == 0)
        r = policy_source_read(ask->config_dir, catalogue, false, &source);
    if (r < 0) {
        log_error("setup: %s", error.len > 0 ? error.at : "mend that first; nothing was changed");
        return EXIT_FAILED;
    }
    r = ask->answers_path ? read_file(ask->answers_path, &answers, &error)
                          : setup_ask(&answers, &error);
    if (r == -ENODATA || r == -EIO) {
        puts("\nNobody was chosen; nothing was changed.");
        return r == -ENODATA ? EXIT_DONE : EXIT_FAILED;
    }
    if (r < 0) {
        log_error("setup: %s", error.len > 0 ? error.at : strerror(-r));
        return EXIT_FAILED;
    }
    if (!check(&answers))
        return EXIT_FAILED;
    setup_show(&answers);
    if (!ask->answers_path && !setup_confirm()) {
        puts("Nothing was changed.");
        return EXIT_DONE;
    }
    return write_all(ask, &answers);
}

int cmd_setup(int argc, char **argv)
{
    struct ask a = {.config_dir = DEFAULT_CONFIG_DIR, .runtime_dir = DEFAULT_RUNTIME_DIR};
    const struct cli_option options[] = {
        {"answers", .word = &a.answers_path},
        {"config", .word = &a.config_dir},
        {"runtime", .word = &a.runtime_dir},
    };
    int code = options_walk(help, options, ARRAY_LEN(options), argc, argv, NULL);

    return code == GO_ON ? setup(&a) : code;
}
