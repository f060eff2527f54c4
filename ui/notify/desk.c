#include "notify/desk.h"

#include <libnotify/notify.h>
#include <string.h>

struct desk_note {
    NotifyNotification *notification;
    struct desk_callbacks call;
};

struct desk_can desk_ask(void)
{
    GList *caps = notify_get_server_caps();
    struct desk_can can = {.is_there = caps != NULL};
    char *name = NULL;

    for (GList *c = caps; c; c = c->next) {
        can.actions |= strcmp(c->data, "actions") == 0;
        can.markup |= strcmp(c->data, "body-markup") == 0;
        can.stays |= strcmp(c->data, "persistence") == 0;
    }
    g_list_free_full(caps, g_free);
    if (can.is_there && notify_get_server_info(&name, NULL, NULL, NULL)) {
        can.shows_default = strncmp(name, "Xfce", 4) == 0;
        g_free(name);
    }
    return can;
}

static char *body_of(const struct desk_can *can, const struct wording *words)
{
    const char *body = text_string(&words->body);

    return can->markup ? g_markup_escape_text(body, -1) : g_strdup(body);
}

static void on_action(NotifyNotification *notification, char *key, gpointer user)
{
    struct desk_note *note = user;

    (void)notification;
    note->call.pressed(key, note->call.user);
}

static void on_closed(NotifyNotification *notification, gpointer user)
{
    struct desk_note *note = user;
    int reason = notify_notification_get_closed_reason(notification);

    if (note->call.ended)
        note->call.ended(reason == 2 ? DESK_DISMISSED : DESK_EXPIRED, note->call.user);
}

struct desk_note *desk_close(struct desk_note *note)
{
    if (note) {
        g_signal_handlers_disconnect_by_data(note->notification, note);
        notify_notification_clear_actions(note->notification);
        (void)notify_notification_close(note->notification, NULL);
        g_object_unref(note->notification);
        free(note);
    }
    return NULL;
}

struct desk_note *desk_show(const struct desk_can *can, const struct wording *words,
                            enum desk_urgency urgency, bool stays,
                            const struct desk_button *buttons, size_t n_buttons,
                            const struct desk_callbacks *callbacks)
{
    struct desk_note *note = can->is_there ? calloc(1, sizeof(*note)) : NULL;
    char *body;

    if (!note)
        return NULL;
    note->call = *callbacks;
    body = body_of(can, words);
    note->notification = notify_notification_new(text_string(&words->summary), body, "kindward");
    g_free(body);
    notify_notification_set_app_name(note->notification, "Kindward");
    notify_notification_set_urgency(note->notification, (NotifyUrgency)urgency);
    notify_notification_set_hint(
        note->notification, "desktop-entry",
        g_variant_new_string(callbacks->entry ? callbacks->entry : "org.kindward.Week"));
    if (stays) {
        notify_notification_set_timeout(note->notification, NOTIFY_EXPIRES_NEVER);
        notify_notification_set_hint(note->notification, "resident", g_variant_new_boolean(TRUE));
    }
    for (size_t i = 0; can->actions && i < n_buttons; i++)
        if (i > 0 || !can->shows_default || strcmp(buttons[0].key, "default") != 0)
            notify_notification_add_action(note->notification, buttons[i].key, buttons[i].label,
                                           on_action, note, NULL);
    g_signal_connect(note->notification, "closed", G_CALLBACK(on_closed), note);
    return notify_notification_show(note->notification, NULL) ? note : desk_close(note);
}

void desk_change(struct desk_note *note, const struct desk_can *can, const struct wording *words)
{
    char *body = body_of(can, words);

    notify_notification_update(note->notification, text_string(&words->summary), body, "kindward");
    g_free(body);
    (void)notify_notification_show(note->notification, NULL);
}
