#include "notify/agent.h"

#include "notify/alert_list.h"
#include "notify/gvariant.h"

#include <string.h>

#define NAME             "org.kindward.Agent1"
#define PATH             "/org/kindward/Agent1"

#define NAME_NOT_ALLOWED "org.kindward.Error.NotAllowed"

enum { AGAIN_AFTER_S = 3 };

/* What a call that is under way needs; the agent is gone if `end` was cancelled. */
struct agent {
    GDBusConnection *bus;
    struct agent_callbacks call;
    GCancellable *end;
    guint watch, signals, again;
    enum agent_role role;
    bool is_on, is_known;
    unsigned n_telling; /* calls under way that mark an alert as told */
};

static void ask(struct agent *a, const char *method, GVariant *parameters,
                GAsyncReadyCallback answer)
{
    g_dbus_connection_call(a->bus, NAME, PATH, NAME, method, parameters, NULL,
                           G_DBUS_CALL_FLAGS_NO_AUTO_START, -1, a->end, answer, a);
}

/* The answer to a call; NULL with *reterr, or, where we are at our end, without it. */
static GVariant *answer_of(GObject *bus, GAsyncResult *result, GError **reterr)
{
    GVariant *answer = g_dbus_connection_call_finish(G_DBUS_CONNECTION(bus), result, reterr);

    if (!answer && g_error_matches(*reterr, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        g_clear_error(reterr);
    return answer;
}

static void set(struct agent *a, enum agent_role role, bool is_on)
{
    if (a->is_known && a->role == role && a->is_on == is_on)
        return;
    a->is_known = true;
    a->role = role;
    a->is_on = is_on;
    a->call.is(role, is_on, a->call.user);
}

/* "on", "observing" and "trouble" see; "starting" does not yet. */
static bool state_is_on(const char *state)
{
    return strcmp(state, "on") == 0 || strcmp(state, "observing") == 0 ||
           strcmp(state, "trouble") == 0;
}

static void look_anew(struct agent *a);

static gboolean on_again(gpointer user)
{
    struct agent *a = user;

    a->again = 0;
    look_anew(a);
    return G_SOURCE_REMOVE;
}

/* Did the agent say that this account may not? Whatever else went wrong is asked again. */
static bool is_refused(struct agent *a, const GError *error)
{
    g_autofree char *name = g_dbus_error_get_remote_error(error);

    if (g_strcmp0(name, NAME_NOT_ALLOWED) == 0)
        return true;
    if (!a->again)
        a->again = g_timeout_add_seconds(AGAIN_AFTER_S, on_again, a);
    return false;
}

static void hand_on_alerts(struct agent *a, GVariant *answer)
{
    AUTO(alert_list_free) struct alert_list *list = NULL;
    const char *page;

    if (!g_variant_is_of_type(answer, G_VARIANT_TYPE("(su)")))
        return;
    g_variant_get(answer, "(&su)", &page, NULL);
    list = alert_list_read(page);
    if (list)
        a->call.alerts(alert_list_all(list), alert_list_n(list), a->call.user);
}

static void on_alerts(GObject *bus, GAsyncResult *result, gpointer user)
{
    AUTO(gerror) GError *error = NULL;
    AUTO(variant) GVariant *answer = answer_of(bus, result, &error);

    if (answer)
        hand_on_alerts(user, answer);
}

/* Who may ask for alerts is a guardian; who may listen all the same, a child. */
static void on_first_alerts(GObject *bus, GAsyncResult *result, gpointer user)
{
    AUTO(gerror) GError *error = NULL;
    AUTO(variant) GVariant *answer = answer_of(bus, result, &error);
    struct agent *a = user;

    if (!answer && (!error || !is_refused(a, error)))
        return;
    set(a, answer ? AGENT_GUARDIAN : AGENT_CHILD, a->is_on);
    if (answer)
        hand_on_alerts(a, answer);
}

static void on_subscribed(GObject *bus, GAsyncResult *result, gpointer user)
{
    AUTO(gerror) GError *error = NULL;
    AUTO(variant) GVariant *answer = answer_of(bus, result, &error);
    struct agent *a = user;

    if (answer)
        ask(a, "Alerts", g_variant_new("(buu)", TRUE, 0, ALERT_LIST_MAX), on_first_alerts);
    else if (error && is_refused(a, error))
        set(a, AGENT_NOBODY, a->is_on);
}

static void on_state(GObject *bus, GAsyncResult *result, gpointer user)
{
    AUTO(gerror) GError *error = NULL;
    AUTO(variant) GVariant *answer = answer_of(bus, result, &error);
    AUTO(variant) GVariant *value = NULL;
    struct agent *a = user;

    if (!answer)
        return;
    g_variant_get(answer, "(v)", &value);
    a->is_on = g_variant_is_of_type(value, G_VARIANT_TYPE_STRING) &&
               state_is_on(g_variant_get_string(value, NULL));
    /* Who is a child may have changed as well. */
    ask(a, "Subscribe", NULL, on_subscribed);
}

static void look_anew(struct agent *a)
{
    a->is_known = false;
    g_dbus_connection_call(a->bus, NAME, PATH, "org.freedesktop.DBus.Properties", "Get",
                           g_variant_new("(ss)", NAME, "State"), G_VARIANT_TYPE("(v)"),
                           G_DBUS_CALL_FLAGS_NO_AUTO_START, -1, a->end, on_state, a);
}

static void on_signal(GDBusConnection *bus, const char *sender, const char *path,
                      const char *interface, const char *signal, GVariant *parameters,
                      gpointer user)
{
    struct agent *a = user;
    const char *site, *rule;

    (void)bus, (void)sender, (void)path, (void)interface;
    if (strcmp(signal, "AlertRaised") == 0) {
        a->call.has_alerts(a->call.user);
    } else if (strcmp(signal, "BlockHappened") == 0 &&
               g_variant_is_of_type(parameters, G_VARIANT_TYPE("(xss)"))) {
        g_variant_get(parameters, "(x&s&s)", NULL, &site, &rule);
        a->call.blocked(site, rule, a->call.user);
    } else if (strcmp(signal, "StateChanged") == 0) {
        look_anew(a);
    }
}

static void on_there(GDBusConnection *bus, const char *name, const char *owner, gpointer user)
{
    (void)bus, (void)name, (void)owner;
    look_anew(user);
}

static void on_gone(GDBusConnection *bus, const char *name, gpointer user)
{
    struct agent *a = user;

    (void)bus, (void)name;
    set(a, a->role, false); /* who this is does not change by that */
}

struct agent *agent_free(struct agent *a)
{
    if (a) {
        g_cancellable_cancel(a->end);
        g_object_unref(a->end);
        if (a->again)
            g_source_remove(a->again);
        if (a->watch)
            g_bus_unwatch_name(a->watch);
        g_dbus_connection_signal_unsubscribe(a->bus, a->signals);
        g_object_unref(a->bus);
        free(a);
    }
    return NULL;
}

struct agent *agent_new(GDBusConnection *system, const struct agent_callbacks *callbacks)
{
    struct agent *a = calloc(1, sizeof(*a));

    if (!a)
        return NULL;
    a->bus = g_object_ref(system);
    a->call = *callbacks;
    a->end = g_cancellable_new();
    /* The bus lets only root and Kindward own that name, so nobody else sends these. */
    a->signals = g_dbus_connection_signal_subscribe(system, NAME, NAME, NULL, PATH, NULL,
                                                    G_DBUS_SIGNAL_FLAGS_NONE, on_signal, a, NULL);
    a->watch = g_bus_watch_name_on_connection(system, NAME, G_BUS_NAME_WATCHER_FLAGS_NONE, on_there,
                                              on_gone, a, NULL);
    return a;
}

void agent_ask_alerts(struct agent *a)
{
    ask(a, "Alerts", g_variant_new("(buu)", TRUE, 0, ALERT_LIST_MAX), on_alerts);
}

static void on_done(struct agent *a, const char *what, GObject *bus, GAsyncResult *result)
{
    AUTO(gerror) GError *error = NULL;
    AUTO(variant) GVariant *answer = answer_of(bus, result, &error);

    if (error)
        g_dbus_error_strip_remote_error(error);
    if (answer || error)
        a->call.done(what, error ? error->message : "", a->call.user);
}

static void on_told(GObject *bus, GAsyncResult *result, gpointer user)
{
    AUTO(gerror) GError *error = NULL;
    AUTO(variant) GVariant *answer = answer_of(bus, result, &error);
    struct agent *a = user;

    if (!answer && !error)
        return;
    if (--a->n_telling == 0)
        agent_ask_alerts(a); /* what is open now, once for all that were told */
}

static void on_allowed(GObject *bus, GAsyncResult *result, gpointer user)
{
    on_done(user, "allowed", bus, result);
}

static void on_blocked(GObject *bus, GAsyncResult *result, gpointer user)
{
    on_done(user, "blocked", bus, result);
}

void agent_told(struct agent *a, int64_t id)
{
    a->n_telling++;
    ask(a, "AlertsTold", g_variant_new("(x)", id), on_told);
}

void agent_allow(struct agent *a, const char *child, const char *subject, const char *what,
                 unsigned minutes)
{
    ask(a, "GrantException", g_variant_new("(sssu)", child, subject, what, minutes), on_allowed);
}

void agent_block(struct agent *a, const char *child, const char *subject, const char *what)
{
    ask(a, "Block", g_variant_new("(sss)", child, subject, what), on_blocked);
}
