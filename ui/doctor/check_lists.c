/* The lists of others: how old they are, and which of them cannot be had any more. */
#include "doctor/doctor.h"
#include "lists/advice.h"
#include "lists/disk.h"
#include "lists/kept.h"

#include <string.h>
#include <time.h>

enum { OLD_DAYS = 14, FAILING_DAYS = 3, FAILING_SHOWN = 5 };

struct attempts {
    size_t n, n_failing;             /* of which so many for FAILING_DAYS or more */
    int64_t last_days, failing_days; /* since anything was tried; the longest that a list fails */
    const char *why;                 /* of one that fails */
};

/* 0 also of what never was, or is yet to come. */
static int64_t days_since(const json_t *attempt, const char *key)
{
    int64_t then = json_integer_value(json_object_get(attempt, key)), now = time(NULL);

    return then > 0 && then < now ? (now - then) / 86400 : 0;
}

static struct attempts look_over(json_t *by_id)
{
    struct attempts a = {.last_days = INT64_MAX, .why = ""};
    const char *id;
    json_t *one;

    json_object_foreach(by_id, id, one)
    {
        int64_t tried = days_since(one, "tried"), failing = days_since(one, "failing_since");

        a.n++;
        a.last_days = tried < a.last_days ? tried : a.last_days;
        if (failing < FAILING_DAYS)
            continue;
        a.n_failing++;
        a.failing_days = failing > a.failing_days ? failing : a.failing_days;
        a.why = disk_json_text(one, "why");
    }
    return a;
}

static void tell_failing(json_t *by_id, struct findings *f)
{
    const char *id;
    json_t *one;
    size_t n = 0;

    json_object_foreach(by_id, id, one)
    {
        AUTO_TEXT struct text advice = {.at = NULL};
        int64_t days = days_since(one, "failing_since");
        bool is_refused = strcmp(disk_json_text(one, "outcome"), "refused") == 0;

        if (days < FAILING_DAYS || n++ >= FAILING_SHOWN)
            continue;
        advice_on_list(&advice, id, one);
        finding_add(f, GRADE_WARNING, text_string(&advice), "The list %s %s for %lld days: %s.", id,
                    is_refused ? "was refused" : "could not be had", (long long)days,
                    disk_json_text(one, "why"));
    }
    if (n > FAILING_SHOWN)
        finding_add(f, GRADE_WARNING, "`kindward lists status` shows them.",
                    "So it is with %zu lists more.", n - FAILING_SHOWN);
}

void check_lists(struct doctor *d, struct findings *f)
{
    AUTO_TEXT struct text path = disk_path(kept_folder(), KEPT_ATTEMPTS);
    AUTO(json) json_t *by_id = path.failed ? NULL : disk_read_json(path.at);
    struct attempts a = look_over(by_id);

    (void)d;
    if (a.n == 0) {
        finding_add(f, GRADE_NOTE,
                    "As root, `kindward lists update` fetches those that are on; `kindward lists "
                    "status` shows them.",
                    "No lists of others were fetched: those that come with Kindward hold, and "
                    "know few sites.");
        return;
    }
    if (a.last_days >= OLD_DAYS)
        finding_add(f, GRADE_WARNING,
                    "As root, `kindward lists update` fetches what is new; `systemctl enable --now "
                    "kindward-lists.timer` has that done every day.",
                    "Lists were last fetched %lld days ago: newer sites are not known.",
                    (long long)a.last_days);
    if (a.n_failing > 1 && a.n_failing == a.n)
        finding_add(f, GRADE_WARNING,
                    "Is there a network when they are fetched, and is the clock right? As root, "
                    "`kindward lists update` tries again and says what is wrong.",
                    "None of %zu lists could be had for up to %lld days: %s.", a.n,
                    (long long)a.failing_days, a.why);
    else
        tell_failing(by_id, f);
    if (a.last_days < OLD_DAYS && a.n_failing == 0)
        finding_add(f, GRADE_WELL, NULL, "Lists of others (%zu) were fetched %s.", a.n,
                    a.last_days == 0   ? "today"
                    : a.last_days == 1 ? "a day ago"
                                       : "in the last two weeks");
}
