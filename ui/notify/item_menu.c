#include "notify/item_menu.h"

#include "notify/gvariant.h"
#include "notify/wording.h"

#include <string.h>

enum menu_line { LINE_ROOT, LINE_WHAT, LINE_PAGE, LINE_COUNT };

static const char description[] =
    "<node><interface name='com.canonical.dbusmenu'>"
    "<property name='Version' type='u' access='read'/>"
    "<property name='TextDirection' type='s' access='read'/>"
    "<property name='Status' type='s' access='read'/>"
    "<property name='IconThemePath' type='as' access='read'/>"
    "<method name='GetLayout'><arg type='i' direction='in'/><arg type='i' direction='in'/>"
    "<arg type='as' direction='in'/><arg type='u' direction='out'/>"
    "<arg type='(ia{sv}av)' direction='out'/></method>"
    "<method name='GetGroupProperties'><arg type='ai' direction='in'/>"
    "<arg type='as' direction='in'/><arg type='a(ia{sv})' direction='out'/></method>"
    "<method name='GetProperty'><arg type='i' direction='in'/><arg type='s' direction='in'/>"
    "<arg type='v' direction='out'/></method>"
    "<method name='Event'><arg type='i' direction='in'/><arg type='s' direction='in'/>"
    "<arg type='v' direction='in'/><arg type='u' direction='in'/></method>"
    "<method name='EventGroup'><arg type='a(isvu)' direction='in'/>"
    "<arg type='ai' direction='out'/></method>"
    "<method name='AboutToShow'><arg type='i' direction='in'/>"
    "<arg type='b' direction='out'/></method>"
    "<method name='AboutToShowGroup'><arg type='ai' direction='in'/>"
    "<arg type='ai' direction='out'/><arg type='ai' direction='out'/></method>"
    "<signal name='ItemsPropertiesUpdated'><arg type='a(ia{sv})'/><arg type='a(ias)'/></signal>"
    "<signal name='LayoutUpdated'><arg type='u'/><arg type='i'/></signal>"
    "<signal name='ItemActivationRequested'><arg type='i'/><arg type='u'/></signal>"
    "</interface></node>";

struct item_menu {
    GDBusConnection *bus;
    GDBusNodeInfo *node;
    void (*chosen)(void *user);
    void *user;
    guint object;
    guint32 revision;
    bool is_on;
};

static GVariant *properties(const struct item_menu *m, enum menu_line line)
{
    GVariantBuilder b;

    g_variant_builder_init(&b, G_VARIANT_TYPE("a{sv}"));
    if (line == LINE_ROOT) {
        g_variant_builder_add(&b, "{sv}", "children-display", g_variant_new_string("submenu"));
        return g_variant_builder_end(&b);
    }
    g_variant_builder_add(
        &b, "{sv}", "label",
        g_variant_new_string(line == LINE_WHAT ? wording_indicator(m->is_on) : "My page"));
    g_variant_builder_add(&b, "{sv}", "enabled", g_variant_new_boolean(line == LINE_PAGE));
    g_variant_builder_add(&b, "{sv}", "visible", g_variant_new_boolean(TRUE));
    return g_variant_builder_end(&b);
}

static GVariant *node_of(const struct item_menu *m, enum menu_line line, gint32 depth)
{
    GVariantBuilder below;

    g_variant_builder_init(&below, G_VARIANT_TYPE("av"));
    for (int l = LINE_WHAT; line == LINE_ROOT && depth != 0 && l < LINE_COUNT; l++)
        g_variant_builder_add(&below, "v", node_of(m, (enum menu_line)l, 0));
    return g_variant_new("(i@a{sv}av)", (gint32)line, properties(m, line), &below);
}

static GVariant *group(const struct item_menu *m, GVariant *parameters)
{
    AUTO(variant) GVariant *ids = g_variant_get_child_value(parameters, 0);
    GVariantBuilder out;
    gint32 id;
    GVariantIter each;

    g_variant_builder_init(&out, G_VARIANT_TYPE("a(ia{sv})"));
    if (g_variant_n_children(ids) == 0) /* all of them */
        for (int l = LINE_ROOT; l < LINE_COUNT; l++)
            g_variant_builder_add(&out, "(i@a{sv})", l, properties(m, (enum menu_line)l));
    g_variant_iter_init(&each, ids);
    while (g_variant_iter_next(&each, "i", &id))
        if (id >= LINE_ROOT && id < LINE_COUNT)
            g_variant_builder_add(&out, "(i@a{sv})", id, properties(m, (enum menu_line)id));
    return g_variant_new("(a(ia{sv}))", &out);
}

static void take_event(const struct item_menu *m, gint32 id, const char *what)
{
    if (id == LINE_PAGE && strcmp(what, "clicked") == 0)
        m->chosen(m->user);
}

static void take_events(const struct item_menu *m, GVariant *parameters)
{
    GVariantIter *each;
    const char *what;
    gint32 id;
    guint32 when;
    GVariant *data;

    g_variant_get(parameters, "(a(isvu))", &each);
    while (g_variant_iter_next(each, "(i&svu)", &id, &what, &data, &when)) {
        take_event(m, id, what);
        g_variant_unref(data);
    }
    g_variant_iter_free(each);
}

static void on_call(GDBusConnection *bus, const char *sender, const char *path,
                    const char *interface, const char *method, GVariant *parameters,
                    GDBusMethodInvocation *call, void *user)
{
    struct item_menu *m = user;
    gint32 id = 0, depth = 0;
    const char *word;

    (void)bus, (void)sender, (void)path, (void)interface;
    if (strcmp(method, "GetLayout") == 0) {
        g_variant_get(parameters, "(iias)", &id, &depth, NULL);
        if (id < LINE_ROOT || id >= LINE_COUNT)
            id = LINE_ROOT;
        g_dbus_method_invocation_return_value(
            call,
            g_variant_new("(u@(ia{sv}av))", m->revision, node_of(m, (enum menu_line)id, depth)));
    } else if (strcmp(method, "GetGroupProperties") == 0) {
        g_dbus_method_invocation_return_value(call, group(m, parameters));
    } else if (strcmp(method, "GetProperty") == 0) {
        AUTO(variant) GVariant *all = NULL;
        GVariant *one;

        g_variant_get(parameters, "(i&s)", &id, &word);
        if (id >= LINE_ROOT && id < LINE_COUNT)
            all = g_variant_ref_sink(properties(m, (enum menu_line)id));
        one = all ? g_variant_lookup_value(all, word, NULL) : NULL;
        g_dbus_method_invocation_return_value(
            call, g_variant_new("(v)", one ? one : g_variant_new_string("")));
        if (one)
            g_variant_unref(one);
    } else if (strcmp(method, "Event") == 0) {
        g_variant_get(parameters, "(i&svu)", &id, &word, NULL, NULL);
        take_event(m, id, word);
        g_dbus_method_invocation_return_value(call, NULL);
    } else if (strcmp(method, "EventGroup") == 0) {
        take_events(m, parameters);
        g_dbus_method_invocation_return_value(call, g_variant_new("(ai)", NULL));
    } else if (strcmp(method, "AboutToShow") == 0) {
        g_dbus_method_invocation_return_value(call, g_variant_new("(b)", FALSE));
    } else {
        g_dbus_method_invocation_return_value(call, g_variant_new("(aiai)", NULL, NULL));
    }
}

static GVariant *on_get(GDBusConnection *bus, const char *sender, const char *path,
                        const char *interface, const char *property, GError **error, void *user)
{
    (void)bus, (void)sender, (void)path, (void)interface, (void)error, (void)user;
    if (strcmp(property, "Version") == 0)
        return g_variant_new_uint32(3);
    if (strcmp(property, "TextDirection") == 0)
        return g_variant_new_string("ltr");
    if (strcmp(property, "Status") == 0)
        return g_variant_new_string("normal");
    return g_variant_new("as", NULL);
}

struct item_menu *item_menu_free(struct item_menu *m)
{
    if (m) {
        if (m->object)
            g_dbus_connection_unregister_object(m->bus, m->object);
        if (m->node)
            g_dbus_node_info_unref(m->node);
        g_object_unref(m->bus);
        free(m);
    }
    return NULL;
}

struct item_menu *item_menu_new(GDBusConnection *bus, void (*chosen)(void *user), void *user)
{
    static const GDBusInterfaceVTable table = {.method_call = on_call, .get_property = on_get};
    AUTO(item_menu_free) struct item_menu *m = calloc(1, sizeof(*m));

    if (!m)
        return NULL;
    m->bus = g_object_ref(bus);
    m->chosen = chosen;
    m->user = user;
    m->revision = 1;
    m->node = g_dbus_node_info_new_for_xml(description, NULL);
    if (m->node)
        m->object = g_dbus_connection_register_object(bus, ITEM_MENU_PATH, m->node->interfaces[0],
                                                      &table, m, NULL, NULL);
    return m->object ? TAKE(m) : NULL;
}

void item_menu_set_on(struct item_menu *m, bool is_on)
{
    if (m->is_on == is_on)
        return;
    m->is_on = is_on;
    g_dbus_connection_emit_signal(m->bus, NULL, ITEM_MENU_PATH, "com.canonical.dbusmenu",
                                  "LayoutUpdated",
                                  g_variant_new("(ui)", ++m->revision, (gint32)LINE_ROOT), NULL);
}
