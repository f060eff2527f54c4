/*
 * kindwardd — the agent; one executable, which starts itself anew for each of its roles.
 */
#include "base/log.h"
#include "daemon/role.h"
#include "daemon/supervisor.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>

static const char help[] =
    "usage: kindwardd [--config DIR] [--state DIR] [--runtime DIR] [--foreground]\n\n"
    "Sees the names of the sites that the children's accounts use, and nobody else's, and stops\n"
    "what a guardian said to stop.\n\n"
    "      --config DIR    kindward.conf and children.d/ (default: /etc/kindward)\n"
    "      --state DIR     what is kept (default: /var/lib/kindward)\n"
    "      --runtime DIR   the socket of `kindward status` (default: /run/kindward)\n"
    "      --user NAME     the account to work as, where started by root (default: kindward, if\n"
    "                      there is one)\n"
    "      --foreground    stay in the terminal; this is what always happens\n"
    "  -h, --help          this text\n\n"
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
    leaks_cannot_be_sought = 1;
    (void)leaks_cannot_be_sought;
    if (strcmp(name, "gate") == 0)
        return gate_main();
    if (strcmp(name, "inspector") == 0)
        return inspector_main();
    if (strcmp(name, "recorder") == 0)
        return recorder_main();
    log_error("there is no role \"%s\"", name);
    return 2;
}

int main(int argc, char **argv)
{
    static const struct option options[] = {{"config", required_argument, NULL, 'c'},
                                            {"state", required_argument, NULL, 's'},
                                            {"runtime", required_argument, NULL, 'r'},
                                            {"user", required_argument, NULL, 'u'},
                                            {"foreground", no_argument, NULL, 'f'},
                                            {"role", required_argument, NULL, 'R'},
                                            {"version", no_argument, NULL, 'v'},
                                            {"help", no_argument, NULL, 'h'},
                                            {0}};
    struct supervisor_options how = {.config_dir = "/etc/kindward",
                                     .state_dir = "/var/lib/kindward",
                                     .runtime_dir = "/run/kindward",
                                     .account = "kindward"};
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
        case 'f':
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
    return supervisor_main(&how);
}
