#include "notify/guardian.h"

#include "base/clock.h"
#include "notify/desk.h"
#include "notify/launch.h"
#include "notify/pace.h"
#include "notify/week.h"

#include <glib.h>
#include <string.h>

#define PUT_OFF_US   HOUR_US
#define TRY_AGAIN_US (5 * SECOND_US) /* where no daemon took it; then twice as long */
#define LOOK_AGAIN_S 900 /* at the latest, while something waits: the machine may have slept */

enum { KEPT_MAX = 64 };

/* An alert as it waits; strings owned. */
struct kept {
    struct telling told;
    int64_t not_before_us; /* steady clock: it was put off */
    bool is_shown;
};

struct guardian {
    struct agent *agent;
    struct pace pace;
    struct kept kept[KEPT_MAX];
    size_t n_kept;
    struct desk_note *note, *answer, *week;
    struct week_watch *watch;
    char week_page[WEEK_PAGE_MAX];
    guint timer;
    bool is_trying;             /* the timer is for another try */
    unsigned n_tries;           /* since a daemon last took what there was to show, 4 at most */
    bool is_locked, week_waits; /* the latter: for the end of the quiet hours, or for a daemon */
};

static const struct desk_button of_one[] = {
    {"default", "Show"}, {"show", "Show"}, {"block", "Block"}, {"later", "Not now"}};
static const struct desk_button of_blocked[] = {
    {"default", "Show"}, {"show", "Show"}, {"allow", "Allow for an hour"}, {"later", "Not now"}};
static const struct desk_button of_many[] = {
    {"default", "Show"}, {"show", "Show"}, {"later", "Not now"}};
static const struct desk_button of_week[] = {{"default", "Open"}, {"open", "Open"}};

static void forget(struct kept *k)
{
    free((char *)k->told.child);
    free((char *)k->told.kind);
    free((char *)k->told.platform);
    free((char *)k->told.site);
    free((char *)k->told.words);
    *k = (struct kept){.not_before_us = 0};
}

static void show_when_due(struct guardian *g);

static gboolean on_timer(gpointer user)
{
    struct guardian *g = user;

    g->timer = 0;
    g->n_tries += g->is_trying && g->n_tries < 4;
    g->is_trying = false;
    show_when_due(g);
    if (g->week_waits)
        guardian_week(g);
    return G_SOURCE_REMOVE;
}

static void wait_for(struct guardian *g, int64_t us)
{
    int64_t seconds = us / SECOND_US + 1;

    if (g->timer)
        g_source_remove(g->timer);
    g->timer = g_timeout_add_seconds((guint)(seconds < LOOK_AGAIN_S ? seconds : LOOK_AGAIN_S),
                                     on_timer, g);
}

/* A desktop's daemon may come after us, and one that nobody has never comes. */
static void try_again(struct guardian *g)
{
    int64_t us = TRY_AGAIN_US << g->n_tries;

    g->is_trying = true;
    wait_for(g, us < MINUTE_US ? us : MINUTE_US);
}

/* Which are on the desktop now, in @ret. */
static size_t shown(struct guardian *g, struct telling ret[KEPT_MAX])
{
    size_t n = 0;

    for (size_t i = 0; i < g->n_kept; i++)
        if (g->kept[i].is_shown)
            ret[n++] = g->kept[i].told;
    return n;
}

/* Somebody saw what is shown, and it is over; or it comes again. */
static void put_away(struct guardian *g, bool is_told, int64_t not_before_us)
{
    for (size_t i = 0; i < g->n_kept; i++) {
        struct kept *k = &g->kept[i];

        if (!k->is_shown)
            continue;
        k->is_shown = false;
        k->not_before_us = not_before_us;
        if (is_told)
            agent_told(g->agent, k->told.id);
    }
    g->note = desk_close(g->note);
    if (!is_told) /* else the agent says what is open still */
        show_when_due(g);
}

/* What an alert is about, as the policy calls it; false: nothing that could be blocked. */
static bool subject_of(const struct telling *t, const char **ret_subject, const char **ret_what)
{
    *ret_subject = t->platform[0] ? "platform" : "site";
    *ret_what = t->platform[0] ? t->platform : t->site;
    return t->child[0] && (*ret_what)[0];
}

static void on_pressed(const char *key, void *user)
{
    struct guardian *g = user;
    struct telling told[KEPT_MAX];
    const char *subject, *what;
    size_t n = shown(g, told);

    if (strcmp(key, "later") == 0) {
        put_away(g, false, clock_us(CLOCK_MONOTONIC) + PUT_OFF_US);
        return;
    }
    if (n == 1 && strcmp(key, "block") == 0 && subject_of(&told[0], &subject, &what))
        agent_block(g->agent, told[0].child, subject, what);
    else if (n == 1 && strcmp(key, "allow") == 0 && subject_of(&told[0], &subject, &what))
        agent_allow(g->agent, told[0].child, subject, what, 60);
    else
        launch_alerts();
    put_away(g, true, 0);
}

static void on_ended(enum desk_end how, void *user)
{
    struct guardian *g = user;

    /* What ran out was perhaps seen by nobody: it is shown again in the next session, or after an
     * hour in this one. */
    put_away(g, how == DESK_DISMISSED, clock_us(CLOCK_MONOTONIC) + PUT_OFF_US);
}

static int minute_now(void)
{
    int64_t now_us = clock_us(CLOCK_REALTIME);

    return clock_second_of_day(now_us, clock_utc_offset_s(now_us)) / 60;
}

static void show(struct guardian *g, const struct telling *told, size_t n)
{
    const struct desk_callbacks calls = {.pressed = on_pressed, .ended = on_ended, .user = g};
    AUTO_WORDING struct wording words = {.body.at = NULL};
    struct desk_can can = desk_ask();
    const struct desk_button *buttons = of_many;
    size_t n_buttons = ARRAY_LEN(of_many);
    const char *subject, *what;

    if (n == 1 && subject_of(&told[0], &subject, &what) && !g->is_locked) {
        buttons = told[0].is_blocked ? of_blocked : of_one;
        n_buttons = ARRAY_LEN(of_one);
    }
    wording_alerts(&words, told, n, g->is_locked, can.actions);
    g->note = desk_close(g->note);
    g->note = desk_show(&can, &words, DESK_NORMAL, true, buttons, n_buttons, &calls);
}

/* All that is due goes into one notification, if the pace allows one now. */
static void show_when_due(struct guardian *g)
{
    int64_t now_us = clock_us(CLOCK_MONOTONIC), wait_us, least_us = INT64_MAX;
    struct telling told[KEPT_MAX];
    size_t n_due = 0, n;

    for (size_t i = 0; i < g->n_kept; i++) {
        const struct kept *k = &g->kept[i];

        if (!k->is_shown && k->not_before_us <= now_us)
            n_due++;
        else if (!k->is_shown && k->not_before_us - now_us < least_us)
            least_us = k->not_before_us - now_us;
    }
    if (n_due == 0) {
        if (least_us != INT64_MAX)
            wait_for(g, least_us);
        return;
    }
    wait_us = pace_wait_us(&g->pace, now_us, minute_now());
    if (wait_us > 0) {
        wait_for(g, wait_us);
        return;
    }
    for (size_t i = 0; i < g->n_kept; i++)
        g->kept[i].is_shown |= g->kept[i].not_before_us <= now_us;
    n = shown(g, told);
    show(g, told, n);
    if (g->note) {
        pace_shown(&g->pace, now_us);
        g->n_tries = 0;
        return;
    }
    for (size_t i = 0; i < g->n_kept; i++) /* no daemon yet, or it refused */
        g->kept[i].is_shown = false;
    try_again(g);
}

static bool keep(struct guardian *g, const struct telling *t)
{
    struct kept *k = &g->kept[g->n_kept];

    *k = (struct kept){.told = {.id = t->id,
                                .is_blocked = t->is_blocked,
                                .child = strdup(t->child),
                                .kind = strdup(t->kind),
                                .platform = strdup(t->platform),
                                .site = strdup(t->site),
                                .words = strdup(t->words)}};
    if (!k->told.child || !k->told.kind || !k->told.platform || !k->told.site || !k->told.words) {
        forget(k);
        return false;
    }
    g->n_kept++;
    return true;
}

/* Those that the agent still has open, with what is known of each here. */
void guardian_alerts(struct guardian *g, const struct telling *told, size_t n)
{
    struct kept before[KEPT_MAX];
    size_t n_before = g->n_kept, n_shown = 0;

    memcpy(before, g->kept, sizeof(before));
    g->n_kept = 0;
    for (size_t i = 0; i < n && g->n_kept < KEPT_MAX; i++) {
        if (!keep(g, &told[i]))
            break;
        for (size_t b = 0; b < n_before; b++)
            if (before[b].told.id == told[i].id) {
                g->kept[g->n_kept - 1].is_shown = before[b].is_shown;
                g->kept[g->n_kept - 1].not_before_us = before[b].not_before_us;
            }
        n_shown += g->kept[g->n_kept - 1].is_shown;
    }
    for (size_t b = 0; b < n_before; b++)
        forget(&before[b]);
    if (n_shown == 0) /* somebody else was told, in another session */
        g->note = desk_close(g->note);
    show_when_due(g);
}

void guardian_has_alerts(struct guardian *g)
{
    agent_ask_alerts(g->agent);
}

static void on_answer_pressed(const char *key, void *user)
{
    (void)key, (void)user; /* it has no buttons */
}

static void on_answer_ended(enum desk_end how, void *user)
{
    struct guardian *g = user;

    (void)how;
    g->answer = desk_close(g->answer);
}

void guardian_done(struct guardian *g, const char *what, const char *error)
{
    const struct desk_callbacks calls = {
        .pressed = on_answer_pressed, .ended = on_answer_ended, .user = g};
    AUTO_WORDING struct wording words = {.body.at = NULL};
    struct desk_can can = desk_ask();

    if (g->is_locked)
        return;
    wording_answer(&words, what, error);
    g->answer = desk_close(g->answer);
    g->answer = desk_show(&can, &words, error[0] ? DESK_NORMAL : DESK_LOW, false, NULL, 0, &calls);
}

void guardian_locked(struct guardian *g, bool is_locked)
{
    struct telling told[KEPT_MAX];
    size_t n = shown(g, told);

    g->is_locked = is_locked;
    if (is_locked)
        g->answer = desk_close(g->answer);
    if (g->note && n > 0)
        show(g, told, n); /* in other words, and with the buttons that fit them */
    if (!is_locked)
        show_when_due(g);
}

static void on_week_pressed(const char *key, void *user)
{
    struct guardian *g = user;

    (void)key;
    week_told(g->week_page);
    launch_week();
    g->week = desk_close(g->week);
}

static void on_week_ended(enum desk_end how, void *user)
{
    struct guardian *g = user;

    if (how == DESK_DISMISSED)
        week_told(g->week_page);
    g->week = desk_close(g->week);
}

/* It is told whatever the pace: it comes once a week, and outside the quiet hours. */
void guardian_week(struct guardian *g)
{
    const struct desk_callbacks calls = {
        .pressed = on_week_pressed, .ended = on_week_ended, .user = g};
    AUTO_WORDING struct wording words = {.body.at = NULL};
    AUTO_TEXT struct text span = {.at = NULL};
    struct desk_can can;

    g->week_waits = false;
    if (!week_latest(g->week_page, &span))
        return;
    if (pace_is_quiet(&g->pace, minute_now())) {
        g->week_waits = true;
        if (!g->timer)
            wait_for(g, pace_wait_us(&g->pace, clock_us(CLOCK_MONOTONIC), minute_now()));
        return;
    }
    can = desk_ask();
    wording_week(&words, text_string(&span), g->is_locked, can.actions);
    g->week = desk_close(g->week);
    g->week = desk_show(&can, &words, DESK_NORMAL, true, of_week, ARRAY_LEN(of_week), &calls);
    g->week_waits = !g->week;
    if (g->week_waits && !g->timer)
        try_again(g);
}

static void on_week(void *user)
{
    guardian_week(user);
}

struct guardian *guardian_free(struct guardian *g)
{
    if (g) {
        if (g->timer)
            g_source_remove(g->timer);
        for (size_t i = 0; i < g->n_kept; i++)
            forget(&g->kept[i]);
        g->note = desk_close(g->note);
        g->answer = desk_close(g->answer);
        g->week = desk_close(g->week);
        g->watch = week_watch_free(g->watch);
        free(g);
    }
    return NULL;
}

struct guardian *guardian_new(struct agent *agent, const struct settings *settings, bool is_locked)
{
    struct guardian *g = calloc(1, sizeof(*g));

    if (!g)
        return NULL;
    g->agent = agent;
    g->is_locked = is_locked;
    g->pace = (struct pace){.per_hour = settings->per_hour,
                            .quiet_from = settings->quiet_from,
                            .quiet_to = settings->quiet_to};
    g->watch = week_watch_new(on_week, g);
    agent_ask_alerts(agent);
    guardian_week(g);
    return g;
}
