/* What the kernel and the programs beside it can do. */
#include "doctor/doctor.h"
#include "firewall/probe.h"

#include <linux/landlock.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static bool any_blocks(const struct doctor *d)
{
    for (uint32_t c = 0; d->policy && c < policy_n_children(d->policy); c++)
        if (policy_blocks_anything(d->policy, c))
            return true;
    return false;
}

static void choose(const struct doctor *d, const struct firewall_support *support,
                   struct findings *f)
{
    bool held = any_blocks(d) && d->config.firewall != CHOICE_OBSERVE_ONLY, observe_only;
    const char *forced = agent_config_writer(&d->config);
    enum firewall_writer writer;
    int r = firewall_choose(support, forced, held, &writer, &observe_only);

    if (forced && (r < 0 || observe_only))
        finding_add(f, GRADE_FAULT,
                    "Take the line firewall= out of [agent] of kindward.conf: then what works here "
                    "is used.",
                    r < 0 ? "The firewall= of kindward.conf does not work here: Kindward cannot "
                            "see anything."
                          : "The firewall= of kindward.conf cannot hold packets here: what is to "
                            "be blocked is only seen.");
    else if (r < 0)
        finding_add(f, GRADE_FAULT,
                    "Install the packages nftables and iptables, and use a kernel of Debian's.",
                    "Neither nftables nor iptables works here: Kindward cannot see anything.");
    else if (observe_only)
        finding_add(f, GRADE_FAULT,
                    "Use a kernel of Debian's; or write firewall=observe-only in [agent] of "
                    "kindward.conf, so "
                    "that nobody expects a block.",
                    "This kernel cannot hold packets: what is to be blocked is only seen.");
    else
        finding_add(f, GRADE_WELL, NULL, "Rules are written by %s%s%s.",
                    firewall_writer_name(writer), forced ? ", as kindward.conf says" : "",
                    held ? ", and packets can be held" : "");
}

/* "nftables: queue: no, children are held through iptables" */
static void add_line(const char *line, size_t len, struct findings *f)
{
    bool has = len < 4 || !memmem(line, len, ": no, ", 6);

    finding_add(f, has ? GRADE_WELL : GRADE_NOTE, NULL, "%.*s.", (int)len, line);
}

void check_kernel(struct doctor *d, struct findings *f)
{
    struct firewall_support support;
    AUTO_TEXT struct text lines = {.at = NULL};
    long landlock = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);

    if (geteuid() != 0) {
        finding_add(f, GRADE_NOTE, "Type this as root.",
                    "What the kernel can do is not tried: that takes root.");
    } else if (firewall_probe(&support) == 0) {
        choose(d, &support, f);
        firewall_support_text(&support, &lines);
        for (const char *at = text_string(&lines), *end; (end = strchr(at, '\n')); at = end + 1)
            add_line(at, (size_t)(end - at), f);
    }
    if (landlock >= 1)
        finding_add(f, GRADE_WELL, NULL,
                    "Landlock, version %ld: files can be forbidden to a process.", landlock);
    else
        finding_add(f, GRADE_NOTE, NULL,
                    "There is no Landlock: files cannot be forbidden to a process by themselves.");
}
