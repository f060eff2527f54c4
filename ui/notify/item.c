#include "notify/item.h"

#include "notify/gvariant.h"
#include "notify/item_menu.h"
#include "notify/sign.h"
#include "notify/wording.h"

#include <string.h>

#define WATCHER      "org.kde.StatusNotifierWatcher"
#define WATCHER_PATH "/StatusNotifierWatcher"
#define ITEM_PATH    "/StatusNotifierItem"

static const char description[] =
    "<node><interface name='org.kde.StatusNotifierItem'>"
    "<property name='Category' type='s' access='read'/>"
    "<property name='Id' type='s' access='read'/>"
    "<property name='Title' type='s' access='read'/>"
    "<property name='Status' type='s' access='read'/>"
    "<property name='WindowId' type='i' access='read'/>"
    "<property name='IconName' type='s' access='read'/>"
    "<property name='IconPixmap' type='a(iiay)' access='read'/>"
    "<property name='ToolTip' type='(sa(iiay)ss)' access='read'/>"
    "<property name='ItemIsMenu' type='b' access='read'/>"
    "<property name='Menu' type='o' access='read'/>"
    "<method name='Activate'><arg type='i' direction='in'/><arg type='i' direction='in'/></method>"
    "<method name='SecondaryActivate'><arg type='i' direction='in'/><arg type='i' "
    "direction='in'/></method>"
    "<method name='ContextMenu'><arg type='i' direction='in'/><arg type='i' "
    "direction='in'/></method>"
    "<method name='Scroll'><arg type='i' direction='in'/><arg type='s' direction='in'/></method>"
    "<signal name='NewTitle'/><signal name='NewIcon'/><signal name='NewToolTip'/>"
    "<signal name='NewStatus'><arg type='s'/></signal>"
    "</interface></node>";

struct item {
    GDBusConnection *bus;
    GDBusNodeInfo *node;
    struct item_callbacks call;
    struct item_menu *menu;
    struct item **alive; /* shared with calls under way */
    guint object, watch, hosts;
    bool is_on, is_taken; /* is_taken: a watcher knows it */
};

static GVariant *pixmaps(bool is_on)
{
    uint8_t pixels[SIGN_BYTES];
    GVariantBuilder list;

    sign_draw(pixels, is_on);
    g_variant_builder_init(&list, G_VARIANT_TYPE("a(iiay)"));
    g_variant_builder_add(&list, "(ii@ay)", SIGN_SIDE, SIGN_SIDE,
                          g_variant_new_fixed_array(G_VARIANT_TYPE_BYTE, pixels, SIGN_BYTES, 1));
    return g_variant_builder_end(&list);
}

static GVariant *text_property(const struct item *item, const char *property)
{
    static const struct {
        const char *property, *value;
    } same[] = {{"Category", "SystemServices"}, {"Id", "kindward"}, {"Status", "Active"}};

    for (size_t i = 0; i < ARRAY_LEN(same); i++)
        if (strcmp(property, same[i].property) == 0)
            return g_variant_new_string(same[i].value);
    if (strcmp(property, "IconName") == 0) /* a theme's one could not be told apart when off */
        return g_variant_new_string(item->is_on ? "kindward" : "");
    return g_variant_new_string(item->is_on ? "Kindward is on" : "Kindward is off");
}

static GVariant *on_get(GDBusConnection *bus, const char *sender, const char *path,
                        const char *interface, const char *property, GError **error, void *user)
{
    const struct item *item = user;

    (void)bus, (void)sender, (void)path, (void)interface, (void)error;
    if (strcmp(property, "IconPixmap") == 0)
        return pixmaps(item->is_on);
    if (strcmp(property, "ToolTip") == 0)
        return g_variant_new("(s@a(iiay)ss)", item->is_on ? "kindward" : "", pixmaps(item->is_on),
                             "Kindward", wording_indicator(item->is_on));
    if (strcmp(property, "WindowId") == 0)
        return g_variant_new_int32(0);
    if (strcmp(property, "ItemIsMenu") == 0)
        return g_variant_new_boolean(FALSE);
    if (strcmp(property, "Menu") == 0)
        return g_variant_new_object_path(ITEM_MENU_PATH);
    return text_property(item, property);
}

static void on_call(GDBusConnection *bus, const char *sender, const char *path,
                    const char *interface, const char *method, GVariant *parameters,
                    GDBusMethodInvocation *call, void *user)
{
    struct item *item = user;

    (void)bus, (void)sender, (void)path, (void)interface, (void)parameters;
    g_dbus_method_invocation_return_value(call, NULL);
    if (strcmp(method, "Activate") == 0)
        item->call.opens_page(item->call.user);
}

/* A call to the watcher; the answer finds the item by `alive`. */
static void ask_watcher(struct item *item, const char *interface, const char *method,
                        GVariant *parameters, GAsyncReadyCallback answer)
{
    g_dbus_connection_call(item->bus, WATCHER, WATCHER_PATH, interface, method, parameters, NULL,
                           G_DBUS_CALL_FLAGS_NO_AUTO_START, -1, NULL, answer,
                           g_rc_box_acquire(item->alive));
}

/* Is there who shows what the watcher took? One that cannot say so shows it itself. */
static void on_host(GObject *bus, GAsyncResult *result, void *user)
{
    AUTO(variant)
    GVariant *answer = g_dbus_connection_call_finish(G_DBUS_CONNECTION(bus), result, NULL);
    AUTO(variant) GVariant *value = NULL;
    struct item **alive = user; /* NULL in it: the item is gone */

    if (answer && g_variant_is_of_type(answer, G_VARIANT_TYPE("(v)")))
        g_variant_get(answer, "(v)", &value);
    if (*alive)
        (*alive)->call.is_shown(
            (*alive)->is_taken && (!value || !g_variant_is_of_type(value, G_VARIANT_TYPE_BOOLEAN) ||
                                   g_variant_get_boolean(value)),
            (*alive)->call.user);
    g_rc_box_release(alive);
}

static void ask_for_host(struct item *item)
{
    ask_watcher(item, "org.freedesktop.DBus.Properties", "Get",
                g_variant_new("(ss)", WATCHER, "IsStatusNotifierHostRegistered"), on_host);
}

static void on_registered(GObject *bus, GAsyncResult *result, void *user)
{
    AUTO(variant)
    GVariant *answer = g_dbus_connection_call_finish(G_DBUS_CONNECTION(bus), result, NULL);
    struct item **alive = user;

    if (*alive) {
        (*alive)->is_taken = answer != NULL;
        ask_for_host(*alive);
    }
    g_rc_box_release(alive);
}

/* A tray came or went, while the watcher stays. */
static void on_hosts(GDBusConnection *bus, const char *sender, const char *path,
                     const char *interface, const char *signal, GVariant *parameters, void *user)
{
    struct item *item = user;

    (void)bus, (void)sender, (void)path, (void)interface, (void)parameters;
    if (item->is_taken && g_str_has_prefix(signal, "StatusNotifierHost"))
        ask_for_host(item);
}

static void on_watcher(GDBusConnection *bus, const char *name, const char *owner, void *user)
{
    struct item *item = user;

    (void)name, (void)owner;
    ask_watcher(item, WATCHER, "RegisterStatusNotifierItem",
                g_variant_new("(s)", g_dbus_connection_get_unique_name(bus)), on_registered);
}

static void on_no_watcher(GDBusConnection *bus, const char *name, void *user)
{
    struct item *item = user;

    (void)bus, (void)name;
    item->is_taken = false;
    item->call.is_shown(false, item->call.user);
}

static void on_chosen(void *user)
{
    struct item *item = user;

    item->call.opens_page(item->call.user);
}

struct item *item_free(struct item *item)
{
    if (item) {
        if (item->watch)
            g_bus_unwatch_name(item->watch);
        if (item->hosts)
            g_dbus_connection_signal_unsubscribe(item->bus, item->hosts);
        if (item->object)
            g_dbus_connection_unregister_object(item->bus, item->object);
        if (item->node)
            g_dbus_node_info_unref(item->node);
        item_menu_free(item->menu);
        *item->alive = NULL;
        g_rc_box_release(item->alive);
        g_object_unref(item->bus);
        free(item);
    }
    return NULL;
}

struct item *item_new(GDBusConnection *bus, const struct item_callbacks *callbacks)
{
    static const GDBusInterfaceVTable table = {.method_call = on_call, .get_property = on_get};
    AUTO(item_free) struct item *item = calloc(1, sizeof(*item));

    if (!item)
        return NULL;
    item->bus = g_object_ref(bus);
    item->call = *callbacks;
    item->alive = g_rc_box_new0(struct item *);
    *item->alive = item;
    item->menu = item_menu_new(bus, on_chosen, item);
    item->node = g_dbus_node_info_new_for_xml(description, NULL);
    if (!item->menu || !item->node)
        return NULL;
    item->object = g_dbus_connection_register_object(bus, ITEM_PATH, item->node->interfaces[0],
                                                     &table, item, NULL, NULL);
    if (!item->object)
        return NULL;
    item->hosts =
        g_dbus_connection_signal_subscribe(bus, WATCHER, WATCHER, NULL, WATCHER_PATH, NULL,
                                           G_DBUS_SIGNAL_FLAGS_NONE, on_hosts, item, NULL);
    item->watch = g_bus_watch_name_on_connection(bus, WATCHER, G_BUS_NAME_WATCHER_FLAGS_NONE,
                                                 on_watcher, on_no_watcher, item, NULL);
    return TAKE(item);
}

static void changed(const struct item *item, const char *signal)
{
    g_dbus_connection_emit_signal(item->bus, NULL, ITEM_PATH, "org.kde.StatusNotifierItem", signal,
                                  NULL, NULL);
}

void item_set_on(struct item *item, bool is_on)
{
    if (item->is_on == is_on)
        return;
    item->is_on = is_on;
    item_menu_set_on(item->menu, is_on);
    changed(item, "NewTitle");
    changed(item, "NewIcon");
    changed(item, "NewToolTip");
}
