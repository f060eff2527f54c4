/*
 * kindward-notify — one for each desktop session: tells guardians, and shows children that
 * Kindward is on. In the session of anybody else it does nothing.
 */
#include "base/log.h"
#include "notify/agent.h"
#include "notify/child.h"
#include "notify/guardian.h"
#include "notify/gvariant.h"
#include "notify/lockwatch.h"

#include <glib-unix.h>
#include <libnotify/notify.h>
#include <stdio.h>
#include <string.h>

#define OWN_NAME "org.kindward.Notify1"

static const char help[] =
    "usage: kindward-notify\n\n"
    "Started in each desktop session. In a child's it shows that Kindward is on and opens the\n"
    "child's page; in a guardian's it tells what matters, and that the week is ready.\n\n"
    "  -h, --help       this text\n"
    "      --version    the version\n\n"
    "A guardian's wishes are in ~/.config/kindward/notify.conf (kindward-notify.conf(5)).\n\n"
    "Exit codes: 0 done, 1 there is no session or no bus, 2 usage, 3 another one runs in this\n"
    "session.\n";

enum { EXIT_ANOTHER = 3 };

struct session {
    GMainLoop *loop;
    GDBusConnection *session, *system;
    struct settings settings;
    struct agent *agent;
    struct lockwatch *lock;
    struct child *child;
    struct guardian *guardian;
    int status;
};

static void on_role(enum agent_role role, bool is_on, void *user)
{
    struct session *s = user;

    if (role != AGENT_CHILD)
        s->child = child_free(s->child);
    else if (s->child)
        child_set_on(s->child, is_on);
    else
        s->child = child_new(s->session, is_on, lockwatch_is_locked(s->lock));
    if (role != AGENT_GUARDIAN)
        s->guardian = guardian_free(s->guardian);
    else if (!s->guardian)
        s->guardian = guardian_new(s->agent, &s->settings, lockwatch_is_locked(s->lock));
}

static void on_has_alerts(void *user)
{
    struct session *s = user;

    if (s->guardian)
        guardian_has_alerts(s->guardian);
}

static void on_alerts(const struct telling *told, size_t n, void *user)
{
    struct session *s = user;

    if (s->guardian)
        guardian_alerts(s->guardian, told, n);
}

static void on_blocked(const char *site, const char *rule, void *user)
{
    struct session *s = user;

    if (s->child)
        child_blocked(s->child, site, rule);
}

static void on_done(const char *what, const char *error, void *user)
{
    struct session *s = user;

    if (s->guardian)
        guardian_done(s->guardian, what, error);
}

static void on_lock(bool is_locked, void *user)
{
    struct session *s = user;

    if (s->guardian)
        guardian_locked(s->guardian, is_locked);
    if (s->child)
        child_locked(s->child, is_locked);
}

static gboolean on_end(gpointer user)
{
    struct session *s = user;

    g_main_loop_quit(s->loop);
    return G_SOURCE_CONTINUE;
}

/* Another one of us runs in this session already; or the session's bus is gone. */
static void on_name_lost(GDBusConnection *bus, const char *name, gpointer user)
{
    struct session *s = user;

    (void)name;
    if (bus && !s->agent) {
        log_note("one runs in this session already");
        s->status = EXIT_ANOTHER;
    }
    on_end(user);
}

static void on_name_owned(GDBusConnection *bus, const char *name, gpointer user)
{
    struct session *s = user;
    const struct agent_callbacks calls = {.is = on_role,
                                          .has_alerts = on_has_alerts,
                                          .alerts = on_alerts,
                                          .blocked = on_blocked,
                                          .done = on_done,
                                          .user = s};

    (void)bus, (void)name;
    s->lock = lockwatch_new(s->session, s->system, on_lock, s);
    s->agent = agent_new(s->system, &calls);
    if (!s->lock || !s->agent) {
        log_error("there is no memory to begin with");
        s->status = 1;
        g_main_loop_quit(s->loop);
    }
}

static bool connect_buses(struct session *s)
{
    AUTO(gerror) GError *error = NULL;

    s->session = g_bus_get_sync(G_BUS_TYPE_SESSION, NULL, &error);
    if (!s->session) {
        log_error("there is no session bus (%s); a desktop session starts one", error->message);
        return false;
    }
    s->system = g_bus_get_sync(G_BUS_TYPE_SYSTEM, NULL, &error);
    if (!s->system) {
        log_error("there is no system bus (%s); the agent cannot be asked", error->message);
        return false;
    }
    g_dbus_connection_set_exit_on_close(s->session, FALSE);
    g_dbus_connection_set_exit_on_close(s->system, FALSE);
    g_signal_connect_swapped(s->session, "closed", G_CALLBACK(on_end), s);
    return true;
}

static void read_settings(struct session *s)
{
    AUTO_TEXT struct text problems = {.at = NULL};
    g_autofree char *path =
        g_build_filename(g_get_user_config_dir(), "kindward", "notify.conf", NULL);

    settings_read(path, &s->settings, &problems);
    if (problems.len)
        log_error("%s", g_strchomp(problems.at));
}

static int run(struct session *s)
{
    guint name;

    if (!connect_buses(s) || !notify_init("Kindward"))
        return 1;
    read_settings(s);
    s->loop = g_main_loop_new(NULL, FALSE);
    g_unix_signal_add(SIGTERM, on_end, s);
    g_unix_signal_add(SIGINT, on_end, s);
    name = g_bus_own_name_on_connection(s->session, OWN_NAME, G_BUS_NAME_OWNER_FLAGS_DO_NOT_QUEUE,
                                        on_name_owned, on_name_lost, s, NULL);
    g_main_loop_run(s->loop);
    s->child = child_free(s->child);
    s->guardian = guardian_free(s->guardian);
    s->agent = agent_free(s->agent);
    s->lock = lockwatch_free(s->lock);
    g_bus_unown_name(name);
    notify_uninit();
    g_main_loop_unref(s->loop);
    g_object_unref(s->session);
    g_object_unref(s->system);
    return s->status;
}

int main(int argc, char **argv)
{
    struct session s = {.status = 0};

    if (argc == 2 && strcmp(argv[1], "--version") == 0) {
        puts("kindward-notify " KINDWARD_VERSION);
        return 0;
    }
    if (argc == 2 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)) {
        fputs(help, stdout);
        return 0;
    }
    if (argc > 1) {
        log_error("there is no option \"%s\"; see kindward-notify --help", argv[1]);
        return 2;
    }
    return run(&s);
}
