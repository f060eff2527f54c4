/*
 * The recorder's store: visits, alerts and times that were watched, kept; and tried again where
 * that failed.
 */
#include "base/log.h"
#include "daemon/recorder_state.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define RETRY_EACH_US (5 * SECOND_US)
#define MOVED_US      (2 * SECOND_US) /* a clock that differs by less was not set */

static int raise_alert(const struct alert *alert, void *user)
{
    struct recorder *r = user;
    AUTO_TEXT struct text error = {.at = NULL};
    int e;

    if ((alert->kind == ALERT_STRANGER_CHAT && !r->config.alert_first) ||
        (alert->kind == ALERT_BYPASS && !r->config.alert_bypass))
        return 0;
    e = store_add_alert(r->store, alert, &error);

    if (e < 0)
        log_error("an alert could not be kept: %s", text_string(&error));
    r->news.alert |= e == 0;
    return e;
}

static void on_visit(const struct visit *v, void *user)
{
    struct recorder *r = user;

    if (alerts_visit(r->alerts, v) == -ENOMEM)
        log_error("recorder: there is no memory for an alert");
}

static void on_block(const struct block *b, void *user)
{
    struct recorder *r = user;

    r->news.block = true;
    if (alerts_block(r->alerts, b) == -ENOMEM)
        log_error("recorder: there is no memory for an alert");
}

void recorder_mind_store(struct recorder *r, int64_t steady_us)
{
    const char *what;
    int e = r->keeper ? keeper_error(r->keeper, &what) : 0;
    struct gap gap = {.kind = GAP_RECORDER_STUCK, .to_us = role_now_us()};

    r->state.counts[STATE_ERROR] = (uint64_t)-e;
    if (e == 0 && r->broken_from_us != 0) {
        gap.from_us = r->broken_from_us;
        r->broken_from_us = 0;
        gap_store_add(&r->gaps, &gap, false);
        log_note("the store can be written again");
    }
    if (e == 0 || steady_us < r->retry_us)
        return;
    if (r->broken_from_us == 0) {
        r->broken_from_us = gap.to_us;
        log_error("nothing can be written at present: %s", what);
    }
    r->retry_us = steady_us + RETRY_EACH_US;
    keeper_retry(r->keeper);
    if (keeper_save(r->keeper) == 0) /* says whether it works again */
        recorder_mind_store(r, steady_us);
}

/* Somebody set the clock: what it says from now on is another time that we watch. */
static void note_clock(struct recorder *r, int64_t now_us)
{
    int64_t steady_us = role_steady_us();
    int64_t moved_us = (now_us - r->saved_us) - (steady_us - r->saved_steady_us);

    if (r->saved_us != 0 && llabs(moved_us) > MOVED_US) {
        r->watched_from_us = now_us;
        erased_forget(&r->erased);
    }
    r->saved_us = now_us;
    r->saved_steady_us = steady_us;
}

void recorder_save(struct recorder *r)
{
    int64_t now_us = role_now_us();
    const char *what;

    note_clock(r, now_us);
    if (!r->keeper || keeper_error(r->keeper, &what) < 0)
        return;
    if (now_us > r->watched_from_us)
        keeper_period(r->keeper, r->watched_from_us, now_us);
    if (keeper_save(r->keeper) < 0)
        r->retry_us = 0;
}

int recorder_begin_alerts(struct recorder *r, struct text *reterr)
{
    struct alerts_options options = {
        .per_hour = r->config.alerts_per_hour, .raise = raise_alert, .user = r};
    AUTO(alerts_free) struct alerts *alerts = NULL;
    int e = alerts_new(&options, &alerts);

    if (e == 0)
        e = alerts_load(alerts, r->store, r->meanings.catalogue, reterr);
    if (e < 0)
        return e;
    alerts_free(r->alerts);
    r->alerts = TAKE(alerts);
    r->gaps.store = r->store;
    r->gaps.alerts = r->config.alert_gaps ? r->alerts : NULL;
    return 0;
}

/* The settings that are ours of the new kindward.conf. */
static void take_settings(struct recorder *r)
{
    const struct agent_config *c = &r->family.config;
    AUTO_TEXT struct text error = {.at = NULL};
    bool is_other = c->alerts_per_hour != r->config.alerts_per_hour;

    r->config.alert_first = c->alert_first_stranger_chat;
    r->config.alert_bypass = c->alert_ways_around;
    r->config.alert_gaps = c->alert_gaps;
    r->gaps.alerts = c->alert_gaps ? r->alerts : NULL;
    r->config.alerts_per_hour = c->alerts_per_hour;
    if (is_other && recorder_begin_alerts(r, &error) < 0)
        log_error("the new number of alerts is not in force: %s", text_string(&error));
}

void recorder_begin_keeper(struct recorder *r)
{
    struct keeper_options options = {.store = r->store,
                                     .children = r->children,
                                     .n_children = r->n_children,
                                     .visit = on_visit,
                                     .block = on_block,
                                     .user = r};

    r->keeper = keeper_free(r->keeper);
    if (r->n_children > 0 && keeper_new(&options, &r->keeper) < 0)
        log_error("recorder: there is no memory for a family");
}

void recorder_take_family(struct recorder *r, struct policy *old)
{
    bool is_first = !r->keeper;

    if (r->keeper && keeper_finish(r->keeper) < 0)
        log_error("what was under way when the policy changed is lost");
    /* Whatever still comes from the inspector of before has the children's old numbers. */
    channel_replace(&r->inspector, -1);
    guesser_forget_waiting(&r->guesser);
    take_settings(r);
    r->keeper = keeper_free(r->keeper);
    r->n_children = policy_n_children(r->family.policy);
    for (size_t i = 0; i < r->n_children; i++)
        r->children[i] = policy_child(r->family.policy, (uint32_t)i)->name;
    policy_free(old);
    recorder_begin_keeper(r);
    if (is_first)
        gap_store_add_time_off(&r->gaps, r->children, r->n_children, role_now_us());
}
