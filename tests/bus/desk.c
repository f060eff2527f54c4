/*
 * desk — what a desktop session has for a notifier, without a screen: a notification daemon and a
 * tray, which say on standard output what they are given.
 *
 *   desk CAPABILITY,CAPABILITY... [tray|watcher]
 *
 * tray: there is one that shows indicators; watcher: there is who takes them, and nobody who shows
 * them; neither: no tray. A line each, its parts behind tabs:
 *
 *   note ID URGENCY stays|passes KEY=LABEL,... SUMMARY BODY ENTRY   shown, or changed
 *   closed ID
 *   item TITLE STATUS                                           an indicator that was taken
 *
 * By org.kindward.Desk1 at /desk a test does what a person would: Press(key) on the newest note
 * that has that button, Dismiss() the newest one, Tray(bool) puts the tray there or takes it away,
 * Lock(bool) locks the screen.
 */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <systemd/sd-bus.h>

#define AUTO_M     __attribute__((cleanup(sd_bus_message_unrefp))) sd_bus_message *
#define NOTES      "org.freedesktop.Notifications"
#define NOTES_PATH "/org/freedesktop/Notifications"
#define SAVER      "org.gnome.ScreenSaver"
#define SAVER_PATH "/org/gnome/ScreenSaver"
#define TRAY       "org.kde.StatusNotifierWatcher"
#define TRAY_PATH  "/StatusNotifierWatcher"

enum { NOTES_MAX = 64, CAPABILITIES_MAX = 32, DISMISSED = 2 };

struct note {
    uint32_t id; /* 0: the place is free */
    char buttons[512];
};

static struct {
    sd_bus *bus;
    const char *capabilities[CAPABILITIES_MAX + 1];
    struct note notes[NOTES_MAX];
    uint32_t next;
    bool has_host, is_locked;
} desk = {.next = 1};

static void print_flat(const char *s)
{
    for (; *s; s++)
        putchar(*s == '\n' || *s == '\t' ? ' ' : *s);
}

static struct note *place_of(uint32_t id)
{
    for (size_t i = 0; i < NOTES_MAX; i++)
        if (desk.notes[i].id == id)
            return &desk.notes[i];
    return NULL;
}

static int on_capabilities(sd_bus_message *m, void *user, sd_bus_error *error)
{
    AUTO_M answer = NULL;
    int r = sd_bus_message_new_method_return(m, &answer);

    (void)user, (void)error;
    if (r >= 0)
        r = sd_bus_message_append_strv(answer, (char **)desk.capabilities);
    return r < 0 ? r : sd_bus_send(NULL, answer, NULL);
}

static int on_information(sd_bus_message *m, void *user, sd_bus_error *error)
{
    (void)user, (void)error;
    return sd_bus_reply_method_return(m, "ssss", "Desk", "Kindward", "1", "1.2");
}

static int read_buttons(sd_bus_message *m, char *ret, size_t room)
{
    const char *key, *label;
    size_t len = 0;
    int r = sd_bus_message_enter_container(m, 'a', "s");

    ret[0] = '\0';
    while (r >= 0 && (r = sd_bus_message_read(m, "s", &key)) > 0 &&
           (r = sd_bus_message_read(m, "s", &label)) > 0 && len < room)
        len += (size_t)snprintf(ret + len, room - len, "%s%s=%s", len ? "," : "", key, label);
    return r < 0 ? r : sd_bus_message_exit_container(m);
}

/* The hints that are of interest: urgency, whether it stays, whose menu entry it belongs to. */
static int read_hints(sd_bus_message *m, uint8_t *ret_urgency, bool *ret_stays,
                      const char **ret_entry)
{
    int r = sd_bus_message_enter_container(m, 'a', "{sv}");

    while (r >= 0 && (r = sd_bus_message_enter_container(m, 'e', "sv")) > 0) {
        const char *name = NULL;
        int is = 0;

        r = sd_bus_message_read(m, "s", &name);
        if (r >= 0 && strcmp(name, "urgency") == 0)
            r = sd_bus_message_read(m, "v", "y", ret_urgency);
        else if (r >= 0 && strcmp(name, "resident") == 0) {
            r = sd_bus_message_read(m, "v", "b", &is);
            *ret_stays = is;
        } else if (r >= 0 && strcmp(name, "desktop-entry") == 0)
            r = sd_bus_message_read(m, "v", "s", ret_entry);
        else if (r >= 0)
            r = sd_bus_message_skip(m, "v");
        if (r >= 0)
            r = sd_bus_message_exit_container(m);
    }
    return r < 0 ? r : sd_bus_message_exit_container(m);
}

static int on_notify(sd_bus_message *m, void *user, sd_bus_error *error)
{
    const char *app, *icon, *summary, *body, *entry = "";
    uint8_t urgency = 1;
    bool stays = false;
    uint32_t id;
    struct note *note;
    int r = sd_bus_message_read(m, "susss", &app, &id, &icon, &summary, &body);

    (void)user, (void)error;
    note = r >= 0 && id != 0 ? place_of(id) : NULL;
    if (!note)
        note = place_of(0);
    if (r < 0 || !note)
        return r < 0 ? r : -ENOSPC;
    if (note->id == 0)
        note->id = desk.next++;
    if ((r = read_buttons(m, note->buttons, sizeof(note->buttons))) < 0 ||
        (r = read_hints(m, &urgency, &stays, &entry)) < 0)
        return r;
    printf("note\t%u\t%u\t%s\t%s\t", note->id, urgency, stays ? "stays" : "passes", note->buttons);
    print_flat(summary);
    putchar('\t');
    print_flat(body);
    printf("\t%s\n", entry);
    return sd_bus_reply_method_return(m, "u", note->id);
}

static int closed(struct note *note, uint32_t reason)
{
    uint32_t id = note->id;

    printf("closed\t%u\n", id);
    note->id = 0;
    return sd_bus_emit_signal(desk.bus, NOTES_PATH, NOTES, "NotificationClosed", "uu", id, reason);
}

static int on_close(sd_bus_message *m, void *user, sd_bus_error *error)
{
    uint32_t id = 0;
    struct note *note;
    int r = sd_bus_message_read(m, "u", &id);

    (void)user, (void)error;
    note = id != 0 ? place_of(id) : NULL;
    if (note)
        (void)closed(note, 3);
    return r < 0 ? r : sd_bus_reply_method_return(m, "");
}

/* ---- what a person does ------------------------------------------------------------------- */

static bool has_button(const struct note *note, const char *key)
{
    size_t len = strlen(key);

    for (const char *at = note->buttons; at; at = strchr(at, ',')) {
        at += *at == ',';
        if (strncmp(at, key, len) == 0 && at[len] == '=')
            return true;
    }
    return false;
}

static struct note *newest(const char *key)
{
    struct note *best = NULL;

    for (size_t i = 0; i < NOTES_MAX; i++)
        if (desk.notes[i].id != 0 && (!key || has_button(&desk.notes[i], key)) &&
            (!best || desk.notes[i].id > best->id))
            best = &desk.notes[i];
    return best;
}

static int on_press(sd_bus_message *m, void *user, sd_bus_error *error)
{
    const char *key = NULL;
    const struct note *note;
    int r = sd_bus_message_read(m, "s", &key);

    (void)user, (void)error;
    note = r < 0 ? NULL : newest(key);
    if (!note)
        return r < 0 ? r : sd_bus_reply_method_errorf(m, "org.kindward.Desk1.None", "no %s", key);
    r = sd_bus_emit_signal(desk.bus, NOTES_PATH, NOTES, "ActionInvoked", "us", note->id, key);
    return r < 0 ? r : sd_bus_reply_method_return(m, "");
}

static int on_dismiss(sd_bus_message *m, void *user, sd_bus_error *error)
{
    struct note *note = newest(NULL);

    (void)user, (void)error;
    if (!note)
        return sd_bus_reply_method_errorf(m, "org.kindward.Desk1.None", "nothing is shown");
    (void)closed(note, DISMISSED);
    return sd_bus_reply_method_return(m, "");
}

static int on_tray(sd_bus_message *m, void *user, sd_bus_error *error)
{
    int is = 0, r = sd_bus_message_read(m, "b", &is);

    (void)user, (void)error;
    if (r < 0)
        return r;
    desk.has_host = is;
    (void)sd_bus_emit_signal(desk.bus, TRAY_PATH, TRAY,
                             is ? "StatusNotifierHostRegistered" : "StatusNotifierHostUnregistered",
                             "");
    return sd_bus_reply_method_return(m, "");
}

static int on_lock(sd_bus_message *m, void *user, sd_bus_error *error)
{
    int is = 0, r = sd_bus_message_read(m, "b", &is);

    (void)user, (void)error;
    if (r < 0)
        return r;
    desk.is_locked = is;
    (void)sd_bus_emit_signal(desk.bus, SAVER_PATH, SAVER, "ActiveChanged", "b", is);
    return sd_bus_reply_method_return(m, "");
}

static int on_active(sd_bus_message *m, void *user, sd_bus_error *error)
{
    (void)user, (void)error;
    return sd_bus_reply_method_return(m, "b", desk.is_locked);
}

/* ---- the tray ----------------------------------------------------------------------------- */

static int on_status(sd_bus_message *m, void *user, sd_bus_error *error)
{
    const char *title = "?", *status = "?", *name;
    int r = sd_bus_message_enter_container(m, 'a', "{sv}");

    (void)user, (void)error;
    while (r >= 0 && (r = sd_bus_message_enter_container(m, 'e', "sv")) > 0) {
        r = sd_bus_message_read(m, "s", &name);
        if (r >= 0 && strcmp(name, "Title") == 0)
            r = sd_bus_message_read(m, "v", "s", &title);
        else if (r >= 0 && strcmp(name, "Status") == 0)
            r = sd_bus_message_read(m, "v", "s", &status);
        else if (r >= 0)
            r = sd_bus_message_skip(m, "v");
        if (r >= 0)
            r = sd_bus_message_exit_container(m);
    }
    printf("item\t%s\t%s\n", title, status);
    return 0;
}

static int on_item(sd_bus_message *m, void *user, sd_bus_error *error)
{
    const char *name = NULL;
    int r = sd_bus_message_read(m, "s", &name);

    (void)user, (void)error;
    if (r >= 0)
        r = sd_bus_call_method_async(desk.bus, NULL, name, "/StatusNotifierItem",
                                     "org.freedesktop.DBus.Properties", "GetAll", on_status, NULL,
                                     "s", "org.kde.StatusNotifierItem");
    return r < 0 ? r : sd_bus_reply_method_return(m, "");
}

static int get_host(sd_bus *bus, const char *path, const char *interface, const char *property,
                    sd_bus_message *reply, void *user, sd_bus_error *error)
{
    (void)bus, (void)path, (void)interface, (void)property, (void)user, (void)error;
    return sd_bus_message_append(reply, "b", desk.has_host);
}

#define METHOD(name, in, out, run) SD_BUS_METHOD(name, in, out, run, SD_BUS_VTABLE_UNPRIVILEGED)

static const sd_bus_vtable notes[] = {
    SD_BUS_VTABLE_START(0),
    METHOD("GetCapabilities", "", "as", on_capabilities),
    METHOD("GetServerInformation", "", "ssss", on_information),
    METHOD("Notify", "susssasa{sv}i", "u", on_notify),
    METHOD("CloseNotification", "u", "", on_close),
    SD_BUS_VTABLE_END,
};
static const sd_bus_vtable tray[] = {
    SD_BUS_VTABLE_START(0),
    METHOD("RegisterStatusNotifierItem", "s", "", on_item),
    SD_BUS_PROPERTY("IsStatusNotifierHostRegistered", "b", get_host, 0, 0),
    SD_BUS_VTABLE_END,
};
static const sd_bus_vtable person[] = {
    SD_BUS_VTABLE_START(0),
    METHOD("Press", "s", "", on_press),
    METHOD("Dismiss", "", "", on_dismiss),
    METHOD("Tray", "b", "", on_tray),
    METHOD("Lock", "b", "", on_lock),
    SD_BUS_VTABLE_END,
};
static const sd_bus_vtable saver[] = {
    SD_BUS_VTABLE_START(0),
    METHOD("GetActive", "", "b", on_active),
    SD_BUS_VTABLE_END,
};

static int serve(const char *path, const char *interface, const sd_bus_vtable *table)
{
    int r = sd_bus_add_object_vtable(desk.bus, NULL, path, interface, table, NULL);

    return r < 0 ? r : sd_bus_request_name(desk.bus, interface, 0);
}

int main(int argc, char **argv)
{
    size_t n = 0;
    int r;

    if (argc < 2) {
        fputs("usage: desk CAPABILITY,... [tray|watcher]\n", stderr);
        return 2;
    }
    for (char *at = strtok(argv[1], ","); at && n < CAPABILITIES_MAX; at = strtok(NULL, ","))
        desk.capabilities[n++] = at;
    setvbuf(stdout, NULL, _IOLBF, 0);
    desk.has_host = argc > 2 && strcmp(argv[2], "tray") == 0;
    r = sd_bus_open_user(&desk.bus);
    if (r >= 0)
        r = serve("/desk", "org.kindward.Desk1", person);
    if (r >= 0)
        r = serve(SAVER_PATH, SAVER, saver);
    if (r >= 0 && argc > 2)
        r = serve(TRAY_PATH, TRAY, tray);
    if (r >= 0)
        r = serve(NOTES_PATH, NOTES, notes);
    while (r >= 0) {
        r = sd_bus_process(desk.bus, NULL);
        if (r == 0)
            r = sd_bus_wait(desk.bus, UINT64_MAX);
    }
    fprintf(stderr, "desk: %s\n", strerror(-r));
    sd_bus_unref(desk.bus);
    return 1;
}
