/*
 * status — is Kindward on, for whom, and is all well?
 */
#include "base/log.h"
#include "cli/cli.h"
#include "cli/options.h"
#include "cli/terminal.h"
#include "live/agent_bus.h"
#include "live/agent_link.h"
#include "live/status.h"

#include <errno.h>
#include <string.h>

static const char help[] =
    "usage: kindward status [--format text|json] [--runtime DIR]\n\n"
    "Asks the running agent: is Kindward on, which children are held or only observed, are the\n"
    "rules in force, what waits, what was lost, and each of its processes. Names are those of the\n"
    "last sixty seconds; \"today\" is the share of today's connections whose name is known.\n\n"
    "      --format FORMAT   text (default) or json\n"
    "      --runtime DIR     where the agent's socket is (default: /run/kindward)\n"
    "  -h, --help            this text\n\n"
    "Exit codes: 0 all is well, 1 not running or not allowed, 2 usage, 3 on, but not all is "
    "well.\n";

static json_t *judged(json_t *json, const struct status_problems *p)
{
    json_t *list = json_array();

    for (size_t i = 0; i < p->n; i++)
        json_array_append_new(list,
                              json_sprintf("%s %s", text_string(&p->at[i].what), p->at[i].advice));
    json_object_set_new(json, "schema", json_string("kindward.status"));
    json_object_set_new(json, "well", json_boolean(p->n == 0));
    json_object_set_new(json, "problems", list);
    return json;
}

static int show_text(const struct status *s, const struct status_problems *p)
{
    AUTO_TEXT struct text out = {.at = NULL};
    struct lines l = terminal_lines(stdout, &out);

    status_text(s, p, &l);
    return terminal_write(stdout, &out);
}

static int status(const char *runtime_dir, bool as_json)
{
    AUTO_TEXT struct text error = {.at = NULL};
    AUTO_STATUS_PROBLEMS struct status_problems problems = {.n = 0};
    json_t *json = NULL;
    struct status s;
    int r = agent_link_status(runtime_dir, &json, &error);

    if (r == -EACCES && strcmp(runtime_dir, DEFAULT_RUNTIME_DIR) == 0) {
        text_clear(&error); /* who may not ask the socket may be a guardian all the same */
        r = agent_bus_json("Status", &json, &error);
    }
    if (r == 0 && !status_read(json, &s)) {
        text_add(&error, "the agent that runs is of another version than this command; start it "
                         "anew");
        r = -EBADMSG;
    }
    if (r < 0) {
        json_decref(json);
        log_error("status: %s", error.len > 0 ? error.at : strerror(-r));
        return r == -ETIME || r == -EBADMSG ? EXIT_IN_PART : EXIT_FAILED;
    }
    status_judge(&s, &problems);
    r = as_json ? terminal_write_json(stdout, judged(json, &problems)) : show_text(&s, &problems);
    json_decref(json);
    if (r < 0) {
        log_error("status: not all could be written; is the disk full, or the pipe closed?");
        return EXIT_FAILED;
    }
    return problems.n == 0 ? EXIT_DONE : EXIT_IN_PART;
}

int cmd_status(int argc, char **argv)
{
    const char *runtime_dir = DEFAULT_RUNTIME_DIR;
    int format = AS_TEXT;
    const struct cli_option options[] = {
        {"format", .chosen = &format, .choices = text_or_json},
        {"runtime", .word = &runtime_dir},
    };
    int code = options_walk(help, options, ARRAY_LEN(options), argc, argv, NULL);

    return code == GO_ON ? status(runtime_dir, format == AS_JSON) : code;
}
