#include "daemon/gap_store.h"

#include "base/log.h"

#include <errno.h>

#define RETRY_EACH_US (5 * SECOND_US)
#define OFF_LEAST_US  (5 * SECOND_US) /* a restart that is quicker hides nothing */

static int write_gap(struct gap_store *g, const struct gap *gap, struct text *reterr)
{
    int r = store_add_gap(g->store, gap, reterr);

    if (r == 0)
        r = store_commit(g->store, reterr);
    if (r == 0 && g->alerts && alerts_gap(g->alerts, gap) == -ENOMEM)
        log_error("recorder: there is no memory for an alert");
    return r;
}

void gap_store_add(struct gap_store *g, const struct gap *gap, bool is_broken)
{
    AUTO_TEXT struct text error = {.at = NULL};
    struct gap local = *gap;

    local.utc_offset_s = clock_utc_offset_s(gap->from_us);
    if (is_broken || write_gap(g, &local, &error) < 0)
        gaps_add(&g->waiting, &local);
}

void gap_store_retry(struct gap_store *g, int64_t steady_us)
{
    AUTO_TEXT struct text error = {.at = NULL};
    struct gap gap;

    if (steady_us < g->retry_us)
        return;
    while (gaps_next(&g->waiting, INT64_MAX, &gap))
        if (write_gap(g, &gap, &error) < 0) {
            log_error("a gap cannot be kept yet: %s", text_string(&error));
            gaps_add(&g->waiting, &gap);
            g->retry_us = steady_us + RETRY_EACH_US;
            return;
        }
}

struct last_look {
    int64_t now_us, last_us;
};

/* Where the clock was set back, what was watched before that ends after now, and says nothing of
 * when somebody looked last. */
static int on_period(int64_t from_us, int64_t to_us, void *user)
{
    struct last_look *look = user;

    (void)from_us;
    if (to_us <= look->now_us && to_us > look->last_us)
        look->last_us = to_us;
    return 0;
}

void gap_store_add_time_off(struct gap_store *g, const char *const *children, size_t n_children,
                            int64_t now_us)
{
    AUTO_TEXT struct text error = {.at = NULL};
    struct last_look look = {.now_us = now_us};
    struct gap gap = {.kind = GAP_AGENT_OFF, .to_us = now_us};

    for (size_t i = 0; i < n_children; i++)
        if (store_each_period(g->store, children[i], 0, INT64_MAX, on_period, &look, &error) < 0)
            return;
    gap.from_us = look.last_us;
    if (gap.from_us > 0 && now_us - gap.from_us > OFF_LEAST_US)
        gap_store_add(g, &gap, false);
}
