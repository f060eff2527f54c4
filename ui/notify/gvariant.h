/*
 * gvariant — GLib's values, given back at the end of a scope.
 */
#pragma once

#include <gio/gio.h>

static inline void auto_variant(GVariant **at)
{
    if (*at)
        g_variant_unref(*at);
    *at = NULL;
}

static inline void auto_gerror(GError **at)
{
    g_clear_error(at);
}
