/*
 * doctor — is everything there that Kindward needs, and does anything stand in its way?
 */
#include "base/log.h"
#include "cli/cli.h"
#include "cli/defaults.h"
#include "cli/options.h"
#include "cli/policy_source.h"
#include "cli/terminal.h"
#include "doctor/doctor.h"
#include "live/agent_link.h"

static const char help[] =
    "usage: kindward doctor [--resolver] [--format text|json] [--config DIR] [--state DIR]\n"
    "                       [--runtime DIR]\n\n"
    "Looks at all that Kindward needs: its configuration, its processes as the kernel has them,\n"
    "the kernel's abilities, the rules, the way of look-ups, other tools, the children's "
    "accounts,\n"
    "the fetched lists, the clock, the disk and the record. Each finding says how bad it is and "
    "what to do. Nothing\n"
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

static int show_text(const struct findings *f)
{
    AUTO_TEXT struct text out = {.at = NULL};
    struct lines l = terminal_lines(stdout, &out);

    findings_text(f, &l);
    return terminal_write(stdout, &out);
}

static int show_json(const struct findings *f)
{
    json_t *json = findings_json(f);
    int r = terminal_write_json(stdout, json);

    json_decref(json);
    return r;
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
    if ((as_json ? show_json(&findings) : show_text(&findings)) < 0) {
        log_error("doctor: not all could be written; is the disk full, or the pipe closed?");
        return EXIT_FAILED;
    }
    return code[findings_worst(&findings)];
}

int cmd_doctor(int argc, char **argv)
{
    struct doctor d = {.config_dir = DEFAULT_CONFIG_DIR,
                       .state_dir = "/var/lib/kindward",
                       .runtime_dir = DEFAULT_RUNTIME_DIR};
    const char *catalogue_path = NULL;
    int format = AS_TEXT;
    const struct cli_option options[] = {
        {"resolver", .flag = &d.asks_resolver},
        {"format", .chosen = &format, .choices = text_or_json},
        {"config", .word = &d.config_dir},
        {"state", .word = &d.state_dir},
        {"runtime", .word = &d.runtime_dir},
        {"catalogue", .word = &catalogue_path},
    };
    int code = options_walk(help, options, ARRAY_LEN(options), argc, argv, NULL);

    return code == GO_ON ? doctor(&d, catalogue_path, format == AS_JSON) : code;
}
