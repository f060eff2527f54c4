/*
 * Erasing while the agent runs: the recorder is the one writer, so it is asked.
 */
#include "base/log.h"
#include "daemon/recorder_state.h"
#include "store/store_keep.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

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
        what.from_day >= what.to_day || what.from_day < ERASE_FROM || what.to_day > ERASE_TO)
        return NULL;
    if (question[at] == ' ')
        what.child = question + at + 1;
    else if (question[at] != '\0')
        return NULL;
    if (erase(r, &what, &error) == 0)
        return json_pack("{s:b}", "erased", 1);
    return json_pack("{s:s}", "error", error.len > 0 ? error.at : "there is no memory left");
}
