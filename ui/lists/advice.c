#include "lists/advice.h"

#include "lists/disk.h"

#include <string.h>

void advice_on_list(struct text *to, const char *id, const json_t *attempt)
{
    text_add(to, json_is_true(json_object_get(attempt, "holds")) ? "What was fetched before holds. "
                                                                 : "The next update tries again. ");
    if (strcmp(disk_json_text(attempt, "outcome"), "refused") == 0)
        text_addf(to,
                  "If it only has fewer names now, and that is right, as root: `kindward lists "
                  "update --accept %s`. If it is no list any more: `kindward lists disable %s`.",
                  id, id);
    else
        text_addf(to, "If it is gone for good, as root: `kindward lists disable %s`.", id);
}
