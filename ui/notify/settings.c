#include "notify/settings.h"

#include "notify/pace.h"

#include <glib.h>
#include <stdbool.h>
#include <string.h>

/* "22:00" */
static bool minute_of(const char *text, int *ret)
{
    int hour, minute, len = 0;

    if (sscanf(text, "%2d:%2d%n", &hour, &minute, &len) != 2 || text[len] || hour < 0 ||
        hour > 23 || minute < 0 || minute > 59)
        return false;
    *ret = hour * 60 + minute;
    return true;
}

static void take(struct settings *s, const char *path, const char *key, const char *value,
                 struct text *problems)
{
    char *end;
    unsigned long n;

    if (strcmp(key, "at-most-per-hour") == 0) {
        n = strtoul(value, &end, 10);
        if (end != value && !*end && n >= 1 && n <= PACE_PER_HOUR_MAX)
            s->per_hour = (unsigned)n;
        else
            text_addf(problems, "%s: at-most-per-hour is a whole number from 1 to %d\n", path,
                      PACE_PER_HOUR_MAX);
    } else if (strcmp(key, "quiet-from") == 0 || strcmp(key, "quiet-to") == 0) {
        if (!minute_of(value, strcmp(key, "quiet-to") == 0 ? &s->quiet_to : &s->quiet_from))
            text_addf(problems, "%s: %s is a time of the day, as 22:00\n", path, key);
    } else {
        text_addf(problems, "%s: [notify] has no key \"", path);
        text_add_visible(problems, key);
        text_add(problems, "\"; its keys are at-most-per-hour, quiet-from, quiet-to\n");
    }
}

void settings_read(const char *path, struct settings *ret, struct text *problems)
{
    g_autoptr(GKeyFile) file = g_key_file_new();
    g_autoptr(GError) error = NULL;
    g_auto(GStrv) keys = NULL;

    *ret = (struct settings)SETTINGS_USUAL;
    if (!g_key_file_load_from_file(file, path, G_KEY_FILE_NONE, &error)) {
        if (!g_error_matches(error, G_FILE_ERROR, G_FILE_ERROR_NOENT))
            text_addf(problems, "%s: %s\n", path, error->message);
        return;
    }
    keys = g_key_file_get_keys(file, "notify", NULL, NULL);
    for (size_t i = 0; keys && keys[i]; i++) {
        g_autofree char *value = g_key_file_get_value(file, "notify", keys[i], NULL);

        take(ret, path, keys[i], value ? value : "", problems);
    }
}
