/*
 * kindwardd — the agent; one executable, which starts itself anew for each of its roles.
 */
#include "base/log.h"
#include "daemon/errand.h"
#include "daemon/errand_run.h"
#include "daemon/observe.h"
#include "daemon/role.h"
#include "daemon/supervisor.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>

static const char help[] =
    "usage: kindwardd [--config DIR] [--state DIR] [--runtime DIR] [--lists DIR] [--foreground]\n"
    "       kindwardd --probe FILE [--state DIR]\n"
    "       kindwardd --errands [--config DIR] [--lists DIR]\n"
    "       kindwardd --observe INTERFACE [--child NAME=ADDRESS[,ADDRESS...]]... [--format "
    "json]\n\n"
    "Sees the names of the sites that the children's accounts use, and nobody else's, and stops\n"
    "what a guardian said to stop.\n\n"
    "      --config DIR    kindward.conf and children.d/ (default: /etc/kindward)\n"
    "      --state DIR     what is kept (default: /var/lib/kindward)\n"
    "      --runtime DIR   the socket of `kindward status` (default: /run/kindward)\n"
    "      --lists DIR     where `kindward lists update` keeps lists (default:\n"
    "                      /var/lib/kindward-lists); new ones are used at once\n"
    "      --user NAME     the account to work as, where started by root (default: kindward, if\n"
    "                      there is one)\n"
    "      --probe FILE    only try what this kernel and its firewall programs can do, which "
    "takes\n"
    "                      more rights than the agent does, and leave it in FILE\n"
    "      --probed FILE   start with what --probe found; the unit does, so that the agent itself\n"
    "                      never has these rights\n"
    "      --errands       do what the agent has root do, where it is an account of its own: read\n"
    "                      the configuration, add a guardian's block to a child's file, open the\n"
    "                      resolver's monitor and the state of the kernel's queue; systemd starts\n"
    "                      it when it is asked (kindward-errands.socket), and it ends when idle\n"
    "      --errands-at SOCKET\n"
    "                      where that is asked (default: " ERRANDS_SOCKET ")\n"
    "      --foreground    stay in the terminal; this is what always happens\n"
    "      --observe IF    only look at an interface: no rule, nothing held, no configuration;\n"
    "                      names on standard output as they come, visits in the state folder\n"
    "      --child NAME=ADDR,..\n"
    "                      with --observe: a child, and the addresses or prefixes of its device;\n"
    "                      traffic of others leaves nothing. Without it all are one \"child\"\n"
    "      --format FORMAT  with --observe: text or json, a line each (default: text)\n"
    "  -h, --help          this text\n\n"
    "With names-for-nameless=true in kindward.conf, and only then, one of its processes asks the\n"
    "machine's resolver for the names of addresses that had none; see docs/policy.md.\n\n"
    "SIGHUP reads the configuration anew: with an error in it, the one before stays in force.\n"
    "SIGTERM ends, and leaves no rule behind.\n";

static int leaks_cannot_be_sought; /* AddressSanitizer's, below */

#ifndef __has_feature
#define __has_feature(x) 0
#endif
#if defined(__SANITIZE_ADDRESS__) || __has_feature(address_sanitizer)
/* The search for leaks at the end needs a thread that traces the others, which a confined role may
 * not have; it would wait for it for ever. */
int __lsan_is_turned_off(void); /* NOLINT(bugprone-reserved-identifier): the sanitizer's name */
int __lsan_is_turned_off(void)  /* NOLINT(bugprone-reserved-identifier) */
{
    return leaks_cannot_be_sought;
}
#endif

static int role_main(const char *name)
{
    (void)prctl(PR_SET_NAME, "kindwardd"); /* not "exe", as it was started */
    leaks_cannot_be_sought = 1;
    (void)leaks_cannot_be_sought;
    if (strcmp(name, "gate") == 0)
        return gate_main();
    if (strcmp(name, "inspector") == 0)
        return inspector_main();
    if (strcmp(name, "recorder") == 0)
        return recorder_main();
    if (strcmp(name, "namer") == 0)
        return namer_main();
    if (strcmp(name, "bus") == 0)
        return bus_main();
    log_error("there is no role \"%s\"", name);
    return 2;
}

static int observe_of(const struct supervisor_options *how, struct observe_options *observe,
                      struct monitored_list *of)
{
    observe->state_dir = how->state_dir;
    observe->account = how->account;
    observe->lists_dir = how->lists_dir;
    observe->of = of;
    leaks_cannot_be_sought = 1;
    if (of->n_children == 0 && monitored_add_everyone(of) < 0)
        return 1;
    return observe_main(observe);
}

int main(int argc, char **argv)
{
    static const struct option options[] = {{"config", required_argument, NULL, 'c'},
                                            {"state", required_argument, NULL, 's'},
                                            {"runtime", required_argument, NULL, 'r'},
                                            {"user", required_argument, NULL, 'u'},
                                            {"foreground", no_argument, NULL, 'f'},
                                            {"observe", required_argument, NULL, 'o'},
                                            {"child", required_argument, NULL, 'C'},
                                            {"format", required_argument, NULL, 'F'},
                                            {"lists", required_argument, NULL, 'L'},
                                            {"probe", required_argument, NULL, 'p'},
                                            {"probed", required_argument, NULL, 'P'},
                                            {"errands", no_argument, NULL, 'E'},
                                            {"errands-at", required_argument, NULL, 'A'},
                                            {"role", required_argument, NULL, 'R'},
                                            {"version", no_argument, NULL, 'v'},
                                            {"help", no_argument, NULL, 'h'},
                                            {0}};
    struct supervisor_options how = {.config_dir = "/etc/kindward",
                                     .state_dir = "/var/lib/kindward",
                                     .runtime_dir = "/run/kindward",
                                     .account = "kindward",
                                     .lists_dir = "/var/lib/kindward-lists",
                                     .errands = ERRANDS_SOCKET};
    struct observe_options observe = {.json = false};
    AUTO_MONITORED struct monitored_list of = {.n = 0};
    AUTO_TEXT struct text error = {.at = NULL};
    bool is_formatted = false, is_probe = false, is_errands = false;
    int c;

    while ((c = getopt_long(argc, argv, "h", options, NULL)) != -1) {
        switch (c) {
        case 'c':
            how.config_dir = optarg;
            break;
        case 's':
            how.state_dir = optarg;
            break;
        case 'r':
            how.runtime_dir = optarg;
            break;
        case 'u':
            how.account = optarg;
            break;
        case 'L':
            how.lists_dir = optarg;
            break;
        case 'p':
            is_probe = true;
            how.probed = optarg;
            break;
        case 'P':
            how.probed = optarg;
            break;
        case 'E':
            is_errands = true;
            break;
        case 'A':
            how.errands = optarg;
            break;
        case 'f':
            break;
        case 'o':
            observe.interface = optarg;
            break;
        case 'C':
            if (monitored_add(&of, optarg, &error) < 0) {
                log_error("%s", text_string(&error));
                return 2;
            }
            break;
        case 'F':
            is_formatted = true;
            observe.json = strcmp(optarg, "json") == 0;
            if (!observe.json && strcmp(optarg, "text") != 0) {
                log_error("there is no format \"%s\"; text and json are", optarg);
                return 2;
            }
            break;
        case 'R':
            return role_main(optarg);
        case 'v':
            puts("kindwardd " KINDWARD_VERSION);
            return 0;
        case 'h':
            fputs(help, stdout);
            return 0;
        default:
            log_error("see `kindwardd --help`");
            return 2;
        }
    }
    if (optind < argc) {
        log_error("\"%s\" is too much; see `kindwardd --help`", argv[optind]);
        return 2;
    }
    if (!observe.interface && (of.n > 0 || is_formatted)) {
        log_error("--child and --format go with --observe; children of this machine are named in "
                  "%s/children.d",
                  how.config_dir);
        return 2;
    }
    if (is_errands)
        return errand_main(&(struct errand_options){
            .config_dir = how.config_dir, .lists_dir = how.lists_dir, .account = how.account});
    if (is_probe)
        return supervisor_probe(&how);
    if (geteuid() != 0)
        leaks_cannot_be_sought = 1; /* it cannot be traced */
    return observe.interface ? observe_of(&how, &observe, &of) : supervisor_main(&how);
}
