#include "notify/child.h"

#include "base/clock.h"
#include "notify/desk.h"
#include "notify/item.h"
#include "notify/launch.h"

#include <string.h>

#define MENU_ENTRY      "org.kindward.Mine"
#define BACK_AFTER_S    60 /* the notice that stays, where it was put away */
#define TRY_AGAIN_S     10 /* where no daemon took it; then twice as long, up to */
#define TRY_AGAIN_MAX_S 160
#define TOLD_AGAIN_US   (10 * MINUTE_US)

enum { BLOCKS_MAX = 32 };

struct child {
    struct item *item;
    struct desk_note *hello;   /* at login, and when it is put on or off */
    struct desk_note *stays;   /* where there is no tray */
    struct desk_note *blocked; /* the last one */
    guint timer, try_s;        /* the latter: until the next try, 0: the first */
    bool is_on, is_locked, has_tray, knows_tray;
    bool owes_hello; /* no daemon took it, as at login, where one may come after us */
    struct {
        char *site;
        int64_t when_us; /* steady clock */
    } blocks[BLOCKS_MAX];
    size_t n_blocks; /* a ring */
};

static const struct desk_button to_page[] = {{"default", "My page"}, {"page", "My page"}};

static void open_page(void *user)
{
    (void)user;
    launch_mine();
}

static void on_page_pressed(const char *key, void *user)
{
    (void)key;
    open_page(user);
}

static void on_hello_ended(enum desk_end how, void *user)
{
    struct child *c = user;

    (void)how;
    c->hello = desk_close(c->hello);
}

static void show_what_stays(struct child *c);
static void come_back(struct child *c, guint seconds);

/* A desktop's daemon may come after us, and one that nobody has never comes. */
static void try_again(struct child *c)
{
    if (c->timer)
        return;
    c->try_s = c->try_s ? MIN(c->try_s * 2, TRY_AGAIN_MAX_S) : TRY_AGAIN_S;
    come_back(c, c->try_s);
}

static void say_hello(struct child *c)
{
    const struct desk_callbacks calls = {
        .pressed = on_page_pressed, .ended = on_hello_ended, .user = c, .entry = MENU_ENTRY};
    AUTO_WORDING struct wording words = {.body.at = NULL};
    struct desk_can can = desk_ask();

    wording_on(&words, c->is_on, can.actions);
    c->hello = desk_close(c->hello);
    c->hello = desk_show(&can, &words, DESK_NORMAL, false, to_page, ARRAY_LEN(to_page), &calls);
    c->owes_hello = !c->hello;
    if (c->owes_hello)
        try_again(c);
    else
        c->try_s = 0;
}

static gboolean on_timer(gpointer user)
{
    struct child *c = user;

    c->timer = 0;
    if (c->owes_hello)
        say_hello(c);
    show_what_stays(c);
    return G_SOURCE_REMOVE;
}

static void come_back(struct child *c, guint seconds)
{
    if (!c->timer)
        c->timer = g_timeout_add_seconds(seconds, on_timer, c);
}

static void on_stays_ended(enum desk_end how, void *user)
{
    struct child *c = user;

    (void)how;
    c->stays = desk_close(c->stays);
    come_back(c, BACK_AFTER_S);
}

static void show_what_stays(struct child *c)
{
    const struct desk_callbacks calls = {
        .pressed = on_page_pressed, .ended = on_stays_ended, .user = c, .entry = MENU_ENTRY};
    AUTO_WORDING struct wording words = {.body.at = NULL};
    struct desk_can can;

    if (c->has_tray || !c->knows_tray) {
        c->stays = desk_close(c->stays);
        return;
    }
    can = desk_ask();
    wording_on(&words, c->is_on, can.actions);
    c->hello = desk_close(c->hello); /* one of them is enough */
    if (c->stays) {
        desk_change(c->stays, &can, &words);
        return;
    }
    c->stays = desk_show(&can, &words, DESK_LOW, true, to_page, ARRAY_LEN(to_page), &calls);
    c->owes_hello &= !c->stays;
    if (!c->stays)
        try_again(c);
    else
        c->try_s = 0;
}

static void on_tray(bool is_shown, void *user)
{
    struct child *c = user;

    c->has_tray = is_shown;
    c->knows_tray = true;
    show_what_stays(c);
}

void child_set_on(struct child *c, bool is_on)
{
    if (c->is_on == is_on)
        return;
    c->is_on = is_on;
    item_set_on(c->item, is_on);
    say_hello(c);
    show_what_stays(c);
}

static bool was_just_told(struct child *c, const char *site, int64_t now_us)
{
    size_t n = c->n_blocks < BLOCKS_MAX ? c->n_blocks : BLOCKS_MAX;

    for (size_t i = 0; i < n; i++)
        if (strcmp(c->blocks[i].site, site) == 0 && now_us - c->blocks[i].when_us < TOLD_AGAIN_US)
            return true;
    return false;
}

static void on_blocked_ended(enum desk_end how, void *user)
{
    struct child *c = user;

    (void)how;
    c->blocked = desk_close(c->blocked);
}

void child_locked(struct child *c, bool is_locked)
{
    c->is_locked = is_locked;
    if (is_locked)
        c->blocked = desk_close(c->blocked);
}

void child_blocked(struct child *c, const char *site, const char *rule)
{
    const struct desk_callbacks calls = {
        .pressed = on_page_pressed, .ended = on_blocked_ended, .user = c, .entry = MENU_ENTRY};
    AUTO_WORDING struct wording words = {.body.at = NULL};
    int64_t now_us = clock_us(CLOCK_MONOTONIC);
    size_t at = c->n_blocks % BLOCKS_MAX;
    struct desk_can can;
    char *kept;

    if (c->is_locked || was_just_told(c, site, now_us) || !(kept = strdup(site)))
        return;
    free(c->blocks[at].site);
    c->blocks[at].site = kept;
    c->blocks[at].when_us = now_us;
    c->n_blocks++;
    can = desk_ask();
    wording_blocked(&words, site, rule, can.actions);
    c->blocked = desk_close(c->blocked);
    c->blocked = desk_show(&can, &words, DESK_NORMAL, false, to_page, ARRAY_LEN(to_page), &calls);
}

struct child *child_free(struct child *c)
{
    if (c) {
        if (c->timer)
            g_source_remove(c->timer);
        c->item = item_free(c->item);
        c->hello = desk_close(c->hello);
        c->stays = desk_close(c->stays);
        c->blocked = desk_close(c->blocked);
        for (size_t i = 0; i < BLOCKS_MAX; i++)
            free(c->blocks[i].site);
        free(c);
    }
    return NULL;
}

struct child *child_new(GDBusConnection *session, bool is_on, bool is_locked)
{
    AUTO(child_free) struct child *c = calloc(1, sizeof(*c));
    const struct item_callbacks calls = {.opens_page = open_page, .is_shown = on_tray, .user = c};

    if (!c)
        return NULL;
    c->is_on = is_on;
    c->is_locked = is_locked;
    c->item = item_new(session, &calls);
    if (!c->item)
        return NULL;
    item_set_on(c->item, is_on);
    say_hello(c);
    return TAKE(c);
}
