/* Programs that have a hand in the same packets. */
#include "doctor/doctor.h"
#include "doctor/texts.h"
#include "firewall/rules.h"
#include "firewall/spawn.h"

#include <ctype.h>
#include <dirent.h>
#include <string.h>

static const struct {
    const char *comm; /* as /proc/PID/comm has it: 15 characters at most */
    const char *name, *effect;
} programs[] = {
    {"opensnitchd", "OpenSnitch", "it asks about each new connection, before or after us"},
    {"portmaster-core", "Portmaster", "it holds each new connection, and answers look-ups itself"},
    {"firewalld", "firewalld", "it reloads its own rules, and leaves ours alone"},
    {"mullvad-daemon", "Mullvad", "what goes through its tunnel is seen before it goes in"},
};

static void look_for_programs(struct findings *f)
{
    DIR *proc = opendir("/proc");
    bool seen[ARRAY_LEN(programs)] = {false};
    const struct dirent *entry;

    while (proc && (entry = readdir(proc))) {
        AUTO_TEXT struct text comm = {.at = NULL};
        char path[300];

        if (!isdigit((unsigned char)entry->d_name[0]))
            continue;
        snprintf(path, sizeof(path), "/proc/%s/comm", entry->d_name);
        if (doctor_read(path, &comm) < 0 || comm.len == 0)
            continue;
        comm.at[comm.len - 1] = '\0'; /* the line end */
        for (size_t i = 0; i < ARRAY_LEN(programs); i++)
            seen[i] |= strcmp(comm.at, programs[i].comm) == 0;
    }
    if (proc)
        closedir(proc);
    for (size_t i = 0; i < ARRAY_LEN(programs); i++)
        if (seen[i])
            finding_add(f, GRADE_NOTE, NULL, "%s runs here; %s.", programs[i].name,
                        programs[i].effect);
}

static void look_for_ufw(struct findings *f)
{
    AUTO_TEXT struct text conf = {.at = NULL};

    if (doctor_read("/etc/ufw/ufw.conf", &conf) == 0 && strstr(text_string(&conf), "\nENABLED=yes"))
        finding_add(f, GRADE_NOTE, NULL,
                    "ufw is on; it writes its own rules anew, and leaves ours alone.");
}

/* "Write another queue= in [agent] of kindward.conf." */
static void add_advice(struct text *t, size_t offset)
{
    size_t n;
    const struct setting *settings = agent_settings(&n);

    for (size_t i = 0; i < n; i++)
        if (settings[i].offset == offset)
            text_addf(t, "Write another %s= in [%s] of kindward.conf.", settings[i].key,
                      settings[i].group);
}

/* Who reads the queue or the log group while we do not run? */
static void look_for_readers(const struct doctor *d, struct findings *f)
{
    const struct {
        const char *file, *what;
        size_t offset;
        uint32_t number;
    } kinds[] = {
        {"/proc/net/netfilter/nfnetlink_queue", "queue", offsetof(struct agent_config, queue),
         d->config.queue},
        {"/proc/net/netfilter/nfnetlink_log", "log group", offsetof(struct agent_config, log_group),
         d->config.log_group},
    };

    for (size_t i = 0; i < ARRAY_LEN(kinds) && !d->is_running; i++) {
        AUTO_TEXT struct text text = {.at = NULL};
        AUTO_TEXT struct text advice = {.at = NULL};
        uint32_t port;

        if (doctor_read(kinds[i].file, &text) < 0 ||
            !netlink_reader(bytes_of(text.at, text.len), kinds[i].number, &port))
            continue;
        add_advice(&advice, kinds[i].offset);
        finding_add(f, GRADE_WARNING, text_string(&advice),
                    "Another program reads %s %u of the kernel's, which is ours (netlink port %u).",
                    kinds[i].what, kinds[i].number, port);
    }
}

static void look_for_marks(const struct doctor *d, struct findings *f)
{
    static const char *const lists[][4] = {{"/usr/sbin/nft", "list", "ruleset", NULL},
                                           {"/usr/sbin/iptables-save", NULL},
                                           {"/usr/sbin/ip6tables-save", NULL},
                                           {"/usr/sbin/ip", "rule", "show", NULL}};
    AUTO_TEXT struct text advice = {.at = NULL};
    uint32_t mask = firewall_marks((uint8_t)d->config.mark_bit).mask;

    for (size_t i = 0; i < ARRAY_LEN(lists); i++) {
        AUTO_TEXT struct text out = {.at = NULL};
        struct bytes line;

        if (access(lists[i][0], X_OK) < 0 || spawn_run(lists[i], NULL, &out, NULL) != 0 ||
            !marks_overlap(bytes_of(out.at, out.len), mask, &line))
            continue;
        add_advice(&advice, offsetof(struct agent_config, mark_bit));
        finding_add(f, GRADE_WARNING, text_string(&advice),
                    "A rule of another tool uses bits of the packet mark that are ours (%#x): %.*s",
                    mask, (int)(line.len < 120 ? line.len : 120), (const char *)line.at);
        return;
    }
}

void check_neighbours(struct doctor *d, struct findings *f)
{
    size_t n_before = f->n;

    look_for_programs(f);
    look_for_ufw(f);
    look_for_readers(d, f);
    look_for_marks(d, f);
    if (f->n == n_before)
        finding_add(f, GRADE_WELL, NULL, "No other tool was found that holds or marks packets.");
}
