#include "lists/attempts.h"

#include "lists/disk.h"
#include "lists/kept.h"

#include <errno.h>
#include <string.h>
#include <time.h>

json_t *attempts_before(const char *folder)
{
    AUTO_TEXT struct text path = disk_path(folder, KEPT_ATTEMPTS);

    return path.failed ? NULL : disk_read_json(path.at);
}

/* A number of the attempt of before; 0: it has none. */
static json_int_t noted(const json_t *before, const char *id, const char *what)
{
    return json_integer_value(json_object_get(json_object_get(before, id), what));
}

size_t attempts_names(const json_t *before, const char *id)
{
    json_int_t names = noted(before, id, "names");

    return names > 0 ? (size_t)names : 0;
}

json_int_t attempts_missed_since(const json_t *before, const char *id, json_int_t fetched)
{
    json_int_t now = (json_int_t)time(NULL), since = noted(before, id, "missed_since");

    return since > now || since < fetched || since == 0 ? now : since;
}

int attempts_add(json_t *to, const json_t *before, const struct attempt *a)
{
    /* One that waits for another list is well. */
    bool is_good = strcmp(a->outcome, "new") == 0 || strcmp(a->outcome, "same") == 0 ||
                   a->cause == REFUSED_WAITS;
    json_int_t since = noted(before, a->id, "failing_since");
    json_int_t now = (json_int_t)time(NULL);
    json_t *one = json_pack(
        "{s:s, s:s, s:s*, s:b, s:I, s:I, s:I, s:I, s:b}", "outcome", a->outcome, "why", a->why,
        "cause", strcmp(a->outcome, "refused") == 0 ? refusal_name(a->cause) : NULL, "holds",
        a->holds, "names", (json_int_t)a->names, "tried", now, "failing_since",
        is_good     ? (json_int_t)0
        : since > 0 ? since
                    : now,
        "missed_since", a->missed_since, "resumed", a->is_resumed);

    return json_object_set_new(to, a->id, one) == 0 ? 0 : -ENOMEM;
}

int attempts_write(const char *folder, const json_t *attempts)
{
    AUTO_TEXT struct text path = disk_path(folder, KEPT_ATTEMPTS);

    return path.failed ? -ENOMEM : disk_replace_json(path.at, attempts);
}
