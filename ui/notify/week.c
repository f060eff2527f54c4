#include "notify/week.h"

#include "base/clock.h"
#include "base/log.h"

#include <gio/gio.h>
#include <string.h>

#define REPORTS_DIR "/var/lib/kindward/reports"
#define ENDING      ".html"

/* Another folder is for the tests: what it says is shown to its own account only. */
static const char *reports_dir(void)
{
    const char *named = g_getenv("KINDWARD_REPORTS");

    return named && named[0] ? named : REPORTS_DIR;
}

static char *told_path(void)
{
    return g_build_filename(g_get_user_state_dir(), "kindward", "week", NULL);
}

static bool is_told(const char *page)
{
    g_autofree char *path = told_path();
    g_autofree char *last = NULL;

    if (!g_file_get_contents(path, &last, NULL, NULL))
        return false;
    return strcmp(g_strchomp(last), page) >= 0; /* ISO weeks sort as text */
}

void week_told(const char *page)
{
    g_autofree char *path = told_path();
    g_autofree char *dir = g_path_get_dirname(path);
    g_autoptr(GError) error = NULL;

    (void)g_mkdir_with_parents(dir, 0700);
    if (!g_file_set_contents(path, page, -1, &error))
        log_error("%s", error->message);
}

static void add_date(struct text *t, int32_t day)
{
    g_autoptr(GDateTime) date = g_date_time_new_from_unix_utc((gint64)day * DAY_US / SECOND_US);
    g_autofree char *words = date ? g_date_time_format(date, "%-d %B") : NULL;

    text_add(t, words ? words : "");
}

bool week_latest(char ret_page[WEEK_PAGE_MAX], struct text *ret_days)
{
    g_autoptr(GDir) dir = g_dir_open(reports_dir(), 0, NULL);
    const char *name;
    int32_t monday, latest = INT32_MIN;

    while (dir && (name = g_dir_read_name(dir))) {
        char page[WEEK_PAGE_MAX];
        size_t len = strlen(name);

        if (!g_str_has_suffix(name, ENDING) || len - strlen(ENDING) >= sizeof(page))
            continue;
        g_strlcpy(page, name, len - strlen(ENDING) + 1);
        if (week_from_text(page, &monday) < 0 || monday <= latest)
            continue;
        latest = monday;
        memcpy(ret_page, page, sizeof(page));
    }
    if (latest == INT32_MIN || is_told(ret_page))
        return false;
    add_date(ret_days, latest);
    text_add(ret_days, " to ");
    add_date(ret_days, latest + 6);
    return true;
}

struct week_watch {
    GFileMonitor *monitor;
    void (*changed)(void *user);
    void *user;
};

static void on_event(GFileMonitor *monitor, GFile *file, GFile *other, GFileMonitorEvent event,
                     void *user)
{
    struct week_watch *w = user;

    (void)monitor, (void)file, (void)other;
    if (event == G_FILE_MONITOR_EVENT_CHANGES_DONE_HINT || event == G_FILE_MONITOR_EVENT_MOVED_IN ||
        event == G_FILE_MONITOR_EVENT_RENAMED)
        w->changed(w->user);
}

struct week_watch *week_watch_free(struct week_watch *w)
{
    if (w) {
        g_signal_handlers_disconnect_by_data(w->monitor, w);
        g_object_unref(w->monitor);
        free(w);
    }
    return NULL;
}

struct week_watch *week_watch_new(void (*changed)(void *user), void *user)
{
    g_autoptr(GFile) dir = g_file_new_for_path(reports_dir());
    struct week_watch *w = calloc(1, sizeof(*w));

    if (!w)
        return NULL;
    w->changed = changed;
    w->user = user;
    w->monitor = g_file_monitor_directory(dir, G_FILE_MONITOR_WATCH_MOVES, NULL, NULL);
    if (!w->monitor) {
        free(w);
        return NULL;
    }
    g_signal_connect(w->monitor, "changed", G_CALLBACK(on_event), w);
    return w;
}
