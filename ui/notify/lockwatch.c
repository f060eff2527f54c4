#include "notify/lockwatch.h"

#include "notify/gvariant.h"

#define LOGIND      "org.freedesktop.login1"
#define LOGIND_PATH "/org/freedesktop/login1/session/auto"
#define LOGIND_FACE "org.freedesktop.login1.Session"
#define PROPERTIES  "org.freedesktop.DBus.Properties"

/* The names under which desktops say it. Each has GetActive and the signal ActiveChanged. */
static const struct {
    const char *name, *path;
} savers[] = {
    {"org.freedesktop.ScreenSaver", "/org/freedesktop/ScreenSaver"},
    {"org.gnome.ScreenSaver", "/org/gnome/ScreenSaver"},
    {"org.mate.ScreenSaver", "/"},
    {"org.xfce.ScreenSaver", "/"},
    {"org.cinnamon.ScreenSaver", "/org/cinnamon/ScreenSaver"},
};

struct lockwatch {
    GDBusConnection *session, *system;
    guint on_saver[ARRAY_LEN(savers)], on_logind;
    bool saver, logind;
    void (*changed)(bool is_locked, void *user);
    void *user;
};

bool lockwatch_is_locked(const struct lockwatch *w)
{
    return w->saver || w->logind;
}

static void set(struct lockwatch *w, bool *which, bool value)
{
    bool before = lockwatch_is_locked(w);

    *which = value;
    if (lockwatch_is_locked(w) != before)
        w->changed(!before, w->user);
}

static void on_active_changed(GDBusConnection *bus, const char *sender, const char *path,
                              const char *interface, const char *signal, GVariant *parameters,
                              void *user)
{
    struct lockwatch *w = user;
    gboolean active;

    (void)bus, (void)sender, (void)path, (void)interface, (void)signal;
    if (!g_variant_is_of_type(parameters, G_VARIANT_TYPE("(b)")))
        return;
    g_variant_get(parameters, "(b)", &active);
    set(w, &w->saver, active);
}

static void on_session_changed(GDBusConnection *bus, const char *sender, const char *path,
                               const char *interface, const char *signal, GVariant *parameters,
                               void *user)
{
    struct lockwatch *w = user;
    AUTO(variant) GVariant *changed = NULL;
    gboolean locked;

    (void)bus, (void)sender, (void)path, (void)interface, (void)signal;
    if (!g_variant_is_of_type(parameters, G_VARIANT_TYPE("(sa{sv}as)")))
        return;
    changed = g_variant_get_child_value(parameters, 1);
    if (g_variant_lookup(changed, "LockedHint", "b", &locked))
        set(w, &w->logind, locked);
}

static GVariant *ask(GDBusConnection *bus, const char *name, const char *path, const char *face,
                     const char *method, GVariant *parameters)
{
    return g_dbus_connection_call_sync(bus, name, path, face, method, parameters, NULL,
                                       G_DBUS_CALL_FLAGS_NO_AUTO_START, 500, NULL, NULL);
}

static void ask_saver(struct lockwatch *w, size_t i)
{
    AUTO(variant)
    GVariant *answer =
        ask(w->session, savers[i].name, savers[i].path, savers[i].name, "GetActive", NULL);
    gboolean active;

    if (!answer || !g_variant_is_of_type(answer, G_VARIANT_TYPE("(b)")))
        return;
    g_variant_get(answer, "(b)", &active);
    w->saver |= active != FALSE;
}

static GVariant *session_property(struct lockwatch *w, const char *property)
{
    AUTO(variant)
    GVariant *answer = ask(w->system, LOGIND, LOGIND_PATH, PROPERTIES, "Get",
                           g_variant_new("(ss)", LOGIND_FACE, property));
    GVariant *value = NULL;

    if (answer && g_variant_is_of_type(answer, G_VARIANT_TYPE("(v)")))
        g_variant_get(answer, "(v)", &value);
    return value;
}

static void watch_logind(struct lockwatch *w)
{
    AUTO(variant) GVariant *locked = session_property(w, "LockedHint");
    AUTO(variant) GVariant *id = session_property(w, "Id");
    AUTO(variant) GVariant *answer = NULL;
    const char *path;

    if (!locked || !g_variant_is_of_type(locked, G_VARIANT_TYPE_BOOLEAN) || !id ||
        !g_variant_is_of_type(id, G_VARIANT_TYPE_STRING))
        return;
    w->logind = g_variant_get_boolean(locked);
    answer = ask(w->system, LOGIND, "/org/freedesktop/login1", "org.freedesktop.login1.Manager",
                 "GetSession", g_variant_new("(s)", g_variant_get_string(id, NULL)));
    if (!answer || !g_variant_is_of_type(answer, G_VARIANT_TYPE("(o)")))
        return;
    g_variant_get(answer, "(&o)", &path);
    w->on_logind = g_dbus_connection_signal_subscribe(
        w->system, LOGIND, PROPERTIES, "PropertiesChanged", path, LOGIND_FACE,
        G_DBUS_SIGNAL_FLAGS_NONE, on_session_changed, w, NULL);
}

struct lockwatch *lockwatch_free(struct lockwatch *w)
{
    if (w) {
        for (size_t i = 0; i < ARRAY_LEN(savers); i++)
            g_dbus_connection_signal_unsubscribe(w->session, w->on_saver[i]);
        if (w->on_logind)
            g_dbus_connection_signal_unsubscribe(w->system, w->on_logind);
        g_object_unref(w->session);
        g_clear_object(&w->system);
        free(w);
    }
    return NULL;
}

struct lockwatch *lockwatch_new(GDBusConnection *session, GDBusConnection *system,
                                void (*changed)(bool is_locked, void *user), void *user)
{
    struct lockwatch *w = calloc(1, sizeof(*w));

    if (!w)
        return NULL;
    w->session = g_object_ref(session);
    w->system = system ? g_object_ref(system) : NULL;
    w->changed = changed;
    w->user = user;
    for (size_t i = 0; i < ARRAY_LEN(savers); i++) {
        w->on_saver[i] = g_dbus_connection_signal_subscribe(
            session, savers[i].name, savers[i].name, "ActiveChanged", savers[i].path, NULL,
            G_DBUS_SIGNAL_FLAGS_NONE, on_active_changed, w, NULL);
        ask_saver(w, i);
    }
    if (system)
        watch_logind(w);
    return w;
}
