/*
 * doctor — is everything there that Kindward needs, and does anything stand in its way?
 */
#include "base/log.h"
#include "cli/cli.h"
#include "cli/defaults.h"
#include "cli/policy_source.h"
#include "cli/terminal.h"
#include "doctor/doctor.h"
#include "live/agent_link.h"

#include <getopt.h>
#include <string.h>

static const char help[] =
    "usage: kindward doctor [--resolver] [--format text|json] [--config DIR] [--state DIR]\n"
    "                       [--runtime DIR]\n\n"
    "Looks at all that Kindward needs: its configuration, its processes as the kernel has them,\n"
    "the kernel's abilities, the rules, the way of look-ups, other tools, the children's "
    "accounts,\n"
    "the clock, the disk and the record. Each finding says how bad it is and what to do. Nothing\n"
    "is changed. Some of it can be seen by root only.\n\n"
    "      --resolver        also ask the name server in use for four well-known names: does it\n"
    "                        answer, does it filter. Without it nothing leaves the machine\n"
    "      --format FORMAT   text (default) or json\n"
    "      --config DIR      the configuration (default: /etc/kindward)\n"
    "      --state DIR       what is kept (default: /var/lib/kindward)\n"
    "      --runtime DIR     the agent's socket (default: /run/kindward)\n"
    "      --catalogue FILE  a compiled catalogue instead of the built-in one\n"
    "  -h, --help            this text\n\n"
    "Exit codes: 0 all is well, or only notes; 3 the worst is a warning; 1 a fault; 2 usage.\n";

static bool show_text(const struct findings *f)
{
    struct report_style style = terminal_style(stdout);
    AUTO_TEXT struct text out = {.at = NULL};
    struct lines l = {.out = &out,
                      .colour = style.colour,
                      .utf8 = style.utf8,
                      .width = style.width < 40 ? 40 : (size_t)style.width};

    findings_text(f, &l);
    return !out.failed && fputs(text_string(&out), stdout) >= 0;
}

static bool show_json(const struct findings *f)
{
    json_t *json = findings_json(f);
    bool written = json && json_dumpf(json, stdout, JSON_INDENT(2)) == 0 && putchar('\n') == '\n';

    json_decref(json);
    return written;
}

static int doctor(struct doctor *d, const char *catalogue_path, bool as_json)
{
    static const int code[] = {[GRADE_WELL] = EXIT_DONE,
                               [GRADE_NOTE] = EXIT_DONE,
                               [GRADE_WARNING] = EXIT_IN_PART,
                               [GRADE_FAULT] = EXIT_FAILED};
    AUTO_TEXT struct text error = {.at = NULL};
    AUTO(catalogue_close) struct catalogue *catalogue = NULL;
    AUTO_FINDINGS struct findings findings = {.at = NULL};
    bool written;

    if (default_catalogue(catalogue_path, &catalogue, &error) < 0) {
        log_error("doctor: %s", text_string(&error));
        return EXIT_FAILED;
    }
    d->catalogue = catalogue;
    doctor_examine(d, &findings);
    doctor_done(d);
    if (findings.failed) {
        log_error("doctor: there is no memory left");
        return EXIT_FAILED;
    }
    written = as_json ? show_json(&findings) : show_text(&findings);
    if (!written || fflush(stdout) != 0) {
        log_error("doctor: not all could be written; is the disk full, or the pipe closed?");
        return EXIT_FAILED;
    }
    return code[findings_worst(&findings)];
}

int cmd_doctor(int argc, char **argv)
{
    static const struct option options[] = {
        {"resolver", no_argument, NULL, 'R'},      {"format", required_argument, NULL, 'f'},
        {"config", required_argument, NULL, 'c'},  {"state", required_argument, NULL, 's'},
        {"runtime", required_argument, NULL, 'r'}, {"catalogue", required_argument, NULL, 'C'},
        {"help", no_argument, NULL, 'h'},          {0}};
    struct doctor d = {.config_dir = DEFAULT_CONFIG_DIR,
                       .state_dir = "/var/lib/kindward",
                       .runtime_dir = DEFAULT_RUNTIME_DIR};
    const char *catalogue_path = NULL;
    bool as_json = false;
    int c;

    optind = 0;
    opterr = 0;
    while ((c = getopt_long(argc, argv, "h", options, NULL)) != -1) {
        switch (c) {
        case 'h':
            fputs(help, stdout);
            return EXIT_DONE;
        case 'R':
            d.asks_resolver = true;
            break;
        case 'f':
            as_json = strcmp(optarg, "json") == 0;
            if (!as_json && strcmp(optarg, "text") != 0)
                return cli_usage("doctor", "there is no format \"%s\", only text and json", optarg);
            break;
        case 'c':
            d.config_dir = optarg;
            break;
        case 's':
            d.state_dir = optarg;
            break;
        case 'r':
            d.runtime_dir = optarg;
            break;
        case 'C':
            catalogue_path = optarg;
            break;
        default:
            return cli_usage("doctor", "\"%s\" is no option, or lacks its value", argv[optind - 1]);
        }
    }
    if (optind != argc)
        return cli_usage("doctor", "\"%s\" is not understood", argv[optind]);
    return doctor(&d, catalogue_path, as_json);
}
