/*
 * What goes: a part of the record that a guardian wants gone, and what is older than it is kept.
 * The recorder is the one writer, so it does both.
 */
#include "base/log.h"
#include "daemon/recorder_state.h"
#include "insight/aging.h"
#include "store/store_keep.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

/* Not in the first minute, in which a machine has other things to do; then each day. */
#define AGE_FIRST_US (1 * MINUTE_US)
#define AGE_EACH_US  (24 * HOUR_US)
#define AGE_STEP_US  (1 * SECOND_US)

static const char no_memory[] = "there is no memory left";

static bool is_span(const struct erasing *what)
{
    return what->from_day < what->to_day && what->from_day >= ERASE_FROM &&
           what->to_day <= ERASE_TO;
}

static int erase(struct recorder *r, const struct erasing *what, struct text *reterr)
{
    AUTO_TEXT struct text pages = {.at = NULL};
    AUTO_TEXT struct text alerts_error = {.at = NULL};
    int e;

    /* What is under way goes into the store first, so that nothing of it comes back later. */
    if (r->keeper && keeper_finish(r->keeper) < 0)
        log_error("what was under way could not be kept, and is erased");
    guesser_forget_waiting(&r->guesser);
    e = store_erase(r->store, what, reterr);
    erased_add(&r->erased, what->child, what->from_day, what->to_day, role_now_us());
    recorder_begin_keeper(r);
    r->watched_from_us = role_now_us();
    if (recorder_begin_alerts(r, &alerts_error) < 0)
        log_error("alerts go on with what they knew: %s", text_string(&alerts_error));
    text_addf(&pages, "%s/reports", r->config.state_dir);
    if (e == 0)
        e = pages.failed ? -ENOMEM : pages_erase(pages.at, what->from_day, what->to_day, reterr);
    if (e == 0)
        log_note("a part of the record was erased, as a guardian wanted");
    return e;
}

json_t *recorder_erase(struct recorder *r, const char *question)
{
    struct erasing what = {.child = NULL};
    AUTO_TEXT struct text error = {.at = NULL};
    int at = 0;

    if (sscanf(question, "%" SCNd32 " %" SCNd32 "%n", &what.from_day, &what.to_day, &at) != 2 ||
        !is_span(&what))
        return NULL;
    if (question[at] == ' ')
        what.child = question + at + 1;
    else if (question[at] != '\0')
        return NULL;
    if (erase(r, &what, &error) == 0)
        return json_pack("{s:b}", "erased", 1);
    return json_pack("{s:s}", "error", error.len > 0 ? error.at : no_memory);
}

void recorder_erase_for_bus(struct recorder *r, const struct message *m)
{
    AUTO_TEXT struct text error = {.at = NULL};
    struct message_granted *answer = &r->erase_answer;
    struct message_erase e;
    struct erasing what;

    if (!message_copy(m, &e, sizeof(e), NULL))
        return;
    e.child[sizeof(e.child) - 1] = '\0';
    what = (struct erasing){e.child[0] ? e.child : NULL, e.from_day, e.to_day};
    if (!is_span(&what))
        text_add(&error, "there is no day between these two");
    *answer = (struct message_granted){.serial = e.serial,
                                       .error = is_span(&what) ? erase(r, &what, &error) : -EINVAL};
    if (answer->error < 0)
        strncpy(answer->words, error.len > 0 ? error.at : no_memory, sizeof(answer->words) - 1);
    r->owes_answer = true; /* one at a time: the bus asks for nothing else before it has it */
}

void recorder_age(struct recorder *r, int64_t steady_us)
{
    const struct agent_config *c = &r->family.config;
    struct aging how = {clock_today(), c->detail_days, c->weeks_days};
    AUTO_TEXT struct text error = {.at = NULL};
    AUTO_TEXT struct text pages = {.at = NULL};
    bool more = false;
    int e;

    if (r->age_us == 0)
        r->age_us = steady_us + AGE_FIRST_US;
    if (steady_us < r->age_us || !r->keeper || r->broken_from_us != 0)
        return;
    e = aging_step(r->store, r->meanings.catalogue, &how, &more, &error);
    text_addf(&pages, "%s/reports", r->config.state_dir);
    if (e == 0 && !pages.failed)
        e = pages_erase(pages.at, ERASE_FROM, how.today - (int32_t)how.weeks_days - 6, &error);
    if (e < 0)
        log_error("what is older than it is kept could not all go: %s",
                  error.len > 0 ? error.at : strerror(-e));
    r->age_us = steady_us + (more ? AGE_STEP_US : AGE_EACH_US);
}
