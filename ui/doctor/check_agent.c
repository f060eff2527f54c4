/* The configuration, and what the running agent says of itself. */
#include "doctor/doctor.h"
#include "firewall/probe.h"
#include "firewall/spawn.h"
#include "live/agent_link.h"
#include "policy/policy_load.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

void check_configuration(struct doctor *d, struct findings *f)
{
    AUTO_PROBLEMS struct policy_problems problems = {.at = NULL};
    AUTO_TEXT struct text error = {.at = NULL};
    int r =
        policy_of_directory(d->config_dir, d->catalogue, &d->policy, &d->config, &problems, &error);

    for (size_t i = 0; i < problems.n; i++) {
        const struct policy_problem *p = &problems.at[i];
        enum grade grade = p->is_warning ? GRADE_WARNING : GRADE_FAULT;
        AUTO_TEXT struct text instead = {.at = NULL};

        if (p->instead[0])
            text_addf(&instead, "Write %s instead.", p->instead);
        else
            text_add(&instead, "docs/policy.md shows how it is written.");
        if (p->line > 0)
            finding_add(f, grade, text_string(&instead), "%s:%u: %s.", p->file, p->line, p->what);
        else
            finding_add(f, grade, text_string(&instead), "%s: %s.", p->file, p->what);
    }
    if (r == -ENOENT)
        finding_add(f, GRADE_FAULT,
                    "Make it, with a file for each child in children.d: docs/policy.md shows one.",
                    "There is no configuration: %s is not there.", d->config_dir);
    else if (r < 0 && r != -EINVAL)
        finding_add(f, r == -EACCES ? GRADE_NOTE : GRADE_FAULT,
                    r == -EACCES ? "Type this as root."
                                 : "Look whether the folder can be read: `ls -lR` shows it.",
                    "%s.", error.len > 0 ? error.at : strerror(-r));
    else if (r == 0 && policy_n_children(d->policy) == 0)
        finding_add(f, GRADE_WARNING, "Write children.d/NAME.conf: docs/policy.md shows one.",
                    "No child is named in %s, so nobody is watched.", d->config_dir);
    else if (r == 0)
        finding_add(f, GRADE_WELL, NULL, "%s can be read; children: %zu.", d->config_dir,
                    policy_n_children(d->policy));
}

void check_agent(struct doctor *d, struct findings *f)
{
    AUTO_TEXT struct text error = {.at = NULL};
    AUTO_STATUS_PROBLEMS struct status_problems problems = {.n = 0};
    int r = agent_link_status(d->runtime_dir, &d->answer, &error);

    if (r == 0 && !status_read(d->answer, &d->status)) {
        finding_add(f, GRADE_WARNING, "End kindwardd and start it anew.",
                    "The Kindward that runs is of another version than this command.");
        return;
    }
    if (r < 0) {
        finding_add(f, r == -EACCES ? GRADE_NOTE : GRADE_FAULT,
                    r == -EACCES  ? "Type this as root."
                    : r == -ETIME ? "End kindwardd and start it anew."
                                  : "Where systemd starts it, as root: `systemctl start kindward`.",
                    "%s.", error.len > 0 ? error.at : strerror(-r));
        return;
    }
    d->is_running = true;
    status_judge(&d->status, &problems);
    for (size_t i = 0; i < problems.n; i++)
        finding_add(f, GRADE_FAULT, problems.at[i].advice, "%s", text_string(&problems.at[i].what));
    if (problems.n == 0)
        finding_add(f, GRADE_WELL, NULL, "Kindward is on.");
    if (d->status.n_not_assigned > 0)
        finding_add(f, GRADE_NOTE,
                    "If one of them is a child's, write a file for it in children.d.",
                    "%llu accounts of people on this machine are no child's, and are not watched.",
                    (unsigned long long)d->status.n_not_assigned);
}

/* Seen with other eyes than the supervisor's: do the system's own programs find them? False where
 * they do not, and where that cannot be asked. */
static bool are_found(const char *firewall)
{
    static const char *const nft[] = {"/usr/sbin/nft", "list", "table", "inet", "kindward", NULL};
    static const char *const save[2][4] = {{"/usr/sbin/iptables-save", "-t", "mangle", NULL},
                                           {"/usr/sbin/ip6tables-save", "-t", "mangle", NULL}};
    bool found = true;

    if (strcmp(firewall, firewall_writer_name(FIREWALL_NFTABLES)) == 0)
        return access(nft[0], X_OK) < 0 || spawn_run(nft, NULL, NULL, NULL) == 0;
    for (size_t i = 0; i < ARRAY_LEN(save) && found; i++) {
        AUTO_TEXT struct text out = {.at = NULL};

        if (i == 1 && access("/proc/sys/net/ipv6", F_OK) < 0)
            break;
        found = spawn_run(save[i], NULL, &out, NULL) == 0 &&
                strstr(text_string(&out), " -j KINDWARD-OUT\n");
    }
    return found;
}

void check_rules(struct doctor *d, struct findings *f)
{
    if (!d->is_running) {
        finding_add(f, GRADE_NOTE, NULL, "Kindward is not asked, so no rule of it is looked for.");
        return;
    }
    /* The supervisor compares them with what it wrote every three seconds, and puts them back. */
    if (d->status.rules_in_force && geteuid() == 0 && !are_found(d->status.firewall))
        finding_add(f, GRADE_FAULT,
                    "Look again in some seconds: Kindward puts them back. If this stays, another "
                    "program takes them away again and again.",
                    "Kindward wrote them by %s, and they are not in the kernel.",
                    d->status.firewall);
    else if (d->status.rules_in_force)
        finding_add(f, GRADE_WELL, NULL, "They are in force and whole, written by %s.",
                    d->status.firewall);
    else if (d->status.n_children == 0)
        finding_add(f, GRADE_NOTE, NULL, "None are needed: there is no child.");
    else
        finding_add(f, GRADE_FAULT,
                    "The first lines of kindwardd's log say what the kernel refused.",
                    "They are not in force: nothing is seen, and nothing is blocked.");
}
