#include "notify/launch.h"

#include "base/log.h"
#include "base/scope.h"

#include <glib.h>
#include <sys/stat.h>

static void start(const char *const *words)
{
    g_autoptr(GError) error = NULL;

    if (!g_spawn_async(NULL, (char **)words, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, &error))
        log_error("%s", error->message);
}

/* A page made by `kindward` and then opened; the session's own folder ends with the session. */
struct page {
    char *path;
};

static void on_made(GPid pid, int status, gpointer user)
{
    struct page *page = user;
    const char *const words[] = {"xdg-open", page->path, NULL};

    if (g_spawn_check_wait_status(status, NULL))
        start(words);
    else
        log_error("%s: the page could not be made", page->path);
    g_spawn_close_pid(pid);
    g_free(page->path);
    g_free(page);
}

static void make(const char *name, const char *command, const char *option)
{
    g_autofree char *dir = g_build_filename(g_get_user_runtime_dir(), "kindward", NULL);
    struct page *page = g_new0(struct page, 1);
    const char *words[] = {"kindward", command, "--format", "html", option, NULL, NULL};
    g_autoptr(GError) error = NULL;
    GPid pid;

    (void)g_mkdir_with_parents(dir, S_IRWXU);
    page->path = g_build_filename(dir, name, NULL);
    words[5] = page->path;
    if (g_spawn_async(NULL, (char **)words, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_DO_NOT_REAP_CHILD,
                      NULL, NULL, &pid, &error)) {
        g_child_watch_add(pid, on_made, page);
        return;
    }
    log_error("%s", error->message);
    g_free(page->path);
    g_free(page);
}

void launch_alerts(void)
{
    make("days.html", "report", "--output");
}

void launch_mine(void)
{
    make("mine.html", "mine", "--output");
}

void launch_week(void)
{
    static const char *const words[] = {"kindward", "report", "--open", NULL};

    start(words);
}
