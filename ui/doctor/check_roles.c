/* Each process of the agent, as the kernel has it. */
#include "doctor/doctor.h"
#include "doctor/texts.h"

#include <linux/capability.h>

#define CAP(c) (UINT64_C(1) << (c))

/* What a role may be, at most. Landlock cannot be read back from outside: the role itself tries a
 * file that is forbidden, and says whether it was refused. */
static const struct {
    const char *role;
    uint64_t caps;
    unsigned seccomp;
    bool is_confined;
} expected[] = {
    {"supervisor",
     CAP(CAP_NET_ADMIN) | CAP(CAP_NET_RAW) | CAP(CAP_SETUID) | CAP(CAP_SETGID) | CAP(CAP_SETPCAP),
     0, false},
    {"gate", CAP(CAP_NET_ADMIN), 2, true},
    {"inspector", 0, 2, true},
    {"recorder", 0, 2, true},
    {"bus", 0, 2, true},
    {"namer", 0, 2, true}, /* where names-for-nameless is on */
};

static const char advice[] = "End kindwardd, start it anew, and tell its makers if this stays.";

static void judge(const struct status_role *role, const struct proc_status *p, size_t e,
                  struct findings *f)
{
    uint64_t more = p->cap_eff & ~expected[e].caps;
    size_t n_before = f->n;

    if (more)
        finding_add(f, GRADE_FAULT, advice,
                    "The %s (process %d) has more rights than it needs: %#llx.", role->name,
                    role->pid, (unsigned long long)more);
    if (p->seccomp < expected[e].seccomp)
        finding_add(f, GRADE_FAULT, advice,
                    "The %s (process %d) may use every system call: it has no seccomp filter.",
                    role->name, role->pid);
    if (!p->no_new_privs && (expected[e].is_confined || p->uid == 0))
        finding_add(f, GRADE_FAULT, advice, "The %s (process %d) could gain rights.", role->name,
                    role->pid);
    if (expected[e].is_confined && !role->is_confined)
        finding_add(f, GRADE_WARNING,
                    "This kernel is too old or was started without Landlock; a newer one of "
                    "Debian's has it.",
                    "The %s (process %d) could open files that it does not need.", role->name,
                    role->pid);
    if (expected[e].is_confined && p->uid == 0)
        finding_add(f, GRADE_NOTE, "Make an account for it: `adduser --system --group kindward`.",
                    "The %s (process %d) runs as root, without root's rights.", role->name,
                    role->pid);
    if (f->n == n_before || f->at[f->n - 1].grade == GRADE_NOTE)
        finding_add(f, GRADE_WELL, NULL,
                    "%s: process %d, account %u, rights %#llx, seccomp %s, no new privileges %s%s.",
                    role->name, role->pid, (unsigned)p->uid, (unsigned long long)p->cap_eff,
                    p->seccomp == 2 ? "on" : "off", p->no_new_privs ? "on" : "off",
                    role->is_confined ? ", files refused" : "");
}

void check_roles(struct doctor *d, struct findings *f)
{
    if (!d->is_running) {
        finding_add(f, GRADE_NOTE, NULL, "There are none to look at.");
        return;
    }
    for (size_t e = 0; e < ARRAY_LEN(expected); e++) {
        const struct status_role *role = status_role(&d->status, expected[e].role);
        AUTO_TEXT struct text text = {.at = NULL};
        char path[64];
        struct proc_status p;

        if (!role || role->pid <= 0)
            continue; /* said already, as a problem of the agent's */
        snprintf(path, sizeof(path), "/proc/%d/status", role->pid);
        if (doctor_read(path, &text) < 0 || !proc_status_read(bytes_of(text.at, text.len), &p))
            finding_add(f, GRADE_NOTE, "Type this as root.", "The %s (process %d) cannot be read.",
                        role->name, role->pid);
        else
            judge(role, &p, e, f);
    }
}
