#include "notify/launch.h"

#include "base/log.h"
#include "base/scope.h"
#include "notify/desk.h"

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
    const char *command;
};

/* That it could not be made; the notification is its own owner, until it ends. */
struct failure {
    struct desk_note *note;
};

static void on_failure_pressed(const char *key, void *user)
{
    (void)key, (void)user; /* it has no buttons */
}

static void on_failure_ended(enum desk_end how, void *user)
{
    struct failure *f = user;

    (void)how;
    f->note = desk_close(f->note);
    g_free(f);
}

static void tell_failure(const char *command)
{
    struct failure *f = g_new0(struct failure, 1);
    const struct desk_callbacks calls = {
        .pressed = on_failure_pressed, .ended = on_failure_ended, .user = f};
    AUTO_WORDING struct wording words = {.body.at = NULL};
    AUTO_TEXT struct text why = {.at = NULL};
    struct desk_can can = desk_ask();

    text_addf(&why, "The page could not be made; `kindward %s` says why.", command);
    wording_answer(&words, "", text_string(&why));
    f->note = desk_show(&can, &words, DESK_NORMAL, false, NULL, 0, &calls);
    if (!f->note)
        g_free(f);
}

static void on_made(GPid pid, int status, gpointer user)
{
    struct page *page = user;
    const char *const words[] = {"xdg-open", page->path, NULL};

    if (g_spawn_check_wait_status(status, NULL)) {
        start(words);
    } else {
        log_error("%s: the page could not be made", page->path);
        tell_failure(page->command);
    }
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
    page->command = command;
    words[5] = page->path;
    if (g_spawn_async(NULL, (char **)words, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_DO_NOT_REAP_CHILD,
                      NULL, NULL, &pid, &error)) {
        g_child_watch_add(pid, on_made, page);
        return;
    }
    log_error("%s", error->message);
    tell_failure(command);
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
