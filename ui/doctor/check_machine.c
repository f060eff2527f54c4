/* The clock, the disk, and what is kept. */
#include "base/clock.h"
#include "doctor/doctor.h"
#include "store/store.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/timex.h>

enum { YEAR_LEAST = 2025, ROOM_LEAST_MIB = 64, ROOM_GOOD_MIB = 512 };

static void look_at_clock(const struct doctor *d, struct findings *f)
{
    struct timex t = {.modes = 0};
    struct date date = date_from_day(d->day);

    if (date.year < YEAR_LEAST)
        finding_add(f, GRADE_FAULT, "Set it: `timedatectl set-time`.",
                    "The clock says %d: every time in the record would be wrong.", date.year);
    else if (adjtimex(&t) == TIME_ERROR || (t.status & STA_UNSYNC))
        finding_add(
            f, GRADE_NOTE, "`timedatectl set-ntp true` has it set over the network.",
            "The clock is not synchronised; times in the record are those of this machine.");
    else
        finding_add(f, GRADE_WELL, NULL, "The clock is synchronised.");
}

static void look_at_room(const struct doctor *d, struct findings *f)
{
    struct statvfs v;
    uint64_t free_mib;

    if (statvfs(d->state_dir, &v) < 0)
        return;
    free_mib = (uint64_t)v.f_bavail * v.f_frsize >> 20;
    if (free_mib < ROOM_GOOD_MIB)
        finding_add(f, free_mib < ROOM_LEAST_MIB ? GRADE_FAULT : GRADE_WARNING,
                    "Make room: a family's year takes some hundred MiB at most.",
                    "There are %llu MiB left where %s lies.", (unsigned long long)free_mib,
                    d->state_dir);
    else
        finding_add(f, GRADE_WELL, NULL, "There is room on the disk (%llu MiB).",
                    (unsigned long long)free_mib);
}

void check_machine(struct doctor *d, struct findings *f)
{
    look_at_clock(d, f);
    look_at_room(d, f);
}

static void look_at_folder(const struct doctor *d, const struct stat *st, struct findings *f)
{
    AUTO_TEXT struct text advice = {.at = NULL};

    text_addf(&advice, "As root: `chmod 700 %s`.", d->state_dir);
    if (!S_ISDIR(st->st_mode))
        finding_add(f, GRADE_FAULT, "Name a folder with --state.", "%s is no folder.",
                    d->state_dir);
    else if (st->st_mode & 067) /* a group may pass to the reports */
        finding_add(f, GRADE_WARNING, text_string(&advice),
                    "Others than Kindward can look into %s (mode %03o).", d->state_dir,
                    (unsigned)(st->st_mode & 0777));
    else
        finding_add(f, GRADE_WELL, NULL, "%s is Kindward's alone.", d->state_dir);
}

/* A record that is whole is never to be put aside: only of a damaged one, or of what is none. */
static void tell_unreadable(int error, const char *why, struct findings *f)
{
    static const struct {
        int error;
        enum grade grade;
        const char *advice;
    } known[] = {
        {-EACCES, GRADE_NOTE, "Type this as root."},
        {-EBUSY, GRADE_WARNING, "Try again in a minute."},
        {-ENOMEM, GRADE_WARNING, "Close something, and try again in a minute."},
        {-ENOTSUP, GRADE_FAULT,
         "Update Kindward. Where the record is the older one, kindwardd brings it up to date when "
         "it "
         "starts."},
        {-EUCLEAN, GRADE_FAULT,
         "If nothing else helps, put the file aside as root: Kindward begins a new record."},
        {-EINVAL, GRADE_FAULT, "Put the file aside as root: Kindward begins a new record."},
        {-EISDIR, GRADE_FAULT, "Put the folder aside as root: Kindward begins a new record."},
    };
    enum grade grade = GRADE_FAULT;
    const char *advice = "Check the disk that it is on, and try again.";

    for (size_t i = 0; i < ARRAY_LEN(known); i++)
        if (known[i].error == error) {
            grade = known[i].grade;
            advice = known[i].advice;
        }
    finding_add(f, grade, advice, "%s.", why);
}

void check_store(struct doctor *d, struct findings *f)
{
    AUTO_TEXT struct text path = {.at = NULL};
    AUTO_TEXT struct text error = {.at = NULL};
    AUTO(store_close) struct store *store = NULL;
    struct stat st;
    int r;

    if (stat(d->state_dir, &st) < 0) {
        finding_add(f, errno == ENOENT ? GRADE_NOTE : GRADE_WARNING,
                    errno == EACCES ? "Type this as root." : "Name a folder with --state.",
                    errno == ENOENT ? "%s is not there yet; kindwardd makes it."
                                    : "%s cannot be looked at.",
                    d->state_dir);
        return;
    }
    look_at_folder(d, &st, f);
    text_addf(&path, "%s/kindward.db", d->state_dir);
    r = path.failed ? -ENOMEM : store_open(path.at, STORE_READ, &store, &error);
    if (r == 0)
        finding_add(f, GRADE_WELL, NULL, "The record can be read.");
    else if (r == -ENOENT)
        finding_add(f, GRADE_NOTE, NULL, "There is no record yet.");
    else
        tell_unreadable(r, error.len > 0 ? error.at : strerror(-r), f);
}
