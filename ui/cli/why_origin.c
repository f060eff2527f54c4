#include "cli/why_origin.h"

#include "base/clock.h"
#include "cli/list_text.h"
#include "lists/disk.h"
#include "lists/kept.h"

#include <string.h>

void why_origin_begin(struct why_origin *o, const char *catalogue, const char *config)
{
    AUTO_TEXT struct text manifest = {.at = NULL};
    const char *slash = catalogue ? strrchr(catalogue, '/') : NULL;

    *o = (struct why_origin){.places = {.config = config}};
    lists_places_complete(&o->places);
    if (!catalogue)
        text_addf(&o->folder, "%s/current", o->places.kept);
    else if (slash)
        text_add_bytes(&o->folder, catalogue, (size_t)(slash - catalogue));
    else
        text_add(&o->folder, ".");
    manifest = disk_path(text_string(&o->folder), "manifest.json");
    o->manifest = manifest.failed ? NULL : disk_read_json(manifest.at);
}

void why_origin_done(struct why_origin *o)
{
    text_done(&o->folder);
    json_decref(o->manifest);
}

/* Line @n, from 1, without its end. */
static struct bytes line_of(const struct text *text, size_t n)
{
    struct bytes left = bytes_of(text_string(text), text->len);
    const uint8_t *end;

    while (n-- > 1 && (end = left.len ? memchr(left.at, '\n', left.len) : NULL))
        left = bytes_after(left, (size_t)(end - left.at) + 1);
    end = left.len ? memchr(left.at, '\n', left.len) : NULL;
    return end ? bytes_head(left, (size_t)(end - left.at)) : left;
}

/* Our own lines end with the day on which they were held against their source. */
static void add_date(struct text *to, struct bytes line)
{
    char day[DATE_TEXT_MAX];
    int32_t number;

    if (line.len < 10)
        return;
    memcpy(day, line.at + line.len - 10, 10);
    day[10] = '\0';
    if (day_from_text(day, &number) == 0)
        text_addf(to, ", dated %s", day);
}

/* The row of platforms.tsv that has the domain; 0: none. */
static size_t platform_line(const struct text *text, const char *domain)
{
    size_t n = 0, len = strlen(domain);

    for (const char *at = text_string(text); *at; at += *at == '\n') {
        size_t row = strcspn(at, "\n"), column = 0, word = 0;

        n++;
        for (size_t i = 0; at[0] != '#' && i <= row; i++) {
            if (i < row && at[i] != '\t' && at[i] != ' ')
                continue;
            if (column == 3 && i - word == len && memcmp(at + word, domain, len) == 0)
                return n;
            column += at[i] == '\t';
            word = i + 1;
        }
        at += row;
    }
    return 0;
}

static void add_line(const char *file, const struct list_entry *entry, bool is_table,
                     struct text *to)
{
    AUTO_TEXT struct text text = {.at = NULL};
    AUTO_TEXT struct text error = {.at = NULL}; /* not there: nothing is said */
    size_t line;

    if (list_text_read_kept(file, &text, &error) < 0)
        return;
    line = is_table ? platform_line(&text, entry->suffix) : list_text_line(&text, entry);
    if (line == 0)
        return;
    text_addf(to, "line %zu", line);
    add_date(to, line_of(&text, line));
}

/* Of the lists that come with Kindward. */
static void add_shipped(const struct why_origin *o, const char *path,
                        const struct list_entry *entry, bool is_table, struct text *to)
{
    AUTO_TEXT struct text file = disk_path(o->places.shipped, path);

    if (!file.failed)
        add_line(file.at, entry, is_table, to);
}

static void add_fetched(const struct why_origin *o, const json_t *says,
                        const struct list_entry *entry, struct text *to)
{
    AUTO_TEXT struct text file = {.at = NULL};
    AUTO_TEXT struct text text = {.at = NULL};
    AUTO_TEXT struct text error = {.at = NULL};
    size_t line = 0;

    text_addf(&file, "%s/%s.list", text_string(&o->folder), disk_json_text(says, "id"));
    if (!file.failed && list_text_read_kept(file.at, &text, &error) == 0)
        line = list_text_line(&text, entry);
    if (line > 0)
        text_addf(to, "line %zu, ", line);
    text_add(to, "fetched ");
    lists_add_age(to, json_integer_value(json_object_get(says, "fetched")));
}

void why_origin_add(const struct why_origin *o, const struct list_entry *entry, struct text *to)
{
    AUTO_TEXT struct text path = {.at = NULL};
    const json_t *says;

    if (strcmp(entry->list, "platforms") == 0) {
        add_shipped(o, "platforms.tsv", entry, true, to);
    } else if (strncmp(entry->list, "starter/", 8) == 0) {
        text_addf(&path, "%s.list", entry->list);
        add_shipped(o, text_string(&path), entry, false, to);
    } else if (strncmp(entry->list, "own/", 4) == 0) {
        text_addf(&path, "%s/lists/%s.list", o->places.config, entry->list + 4);
        add_line(text_string(&path), entry, false, to);
    } else {
        says = kept_entry(o->manifest, entry->list);
        if (says)
            add_fetched(o, says, entry, to);
    }
}
