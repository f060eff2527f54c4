#include "lists/advice.h"

#include "base/scope.h"
#include "lists/disk.h"

#include <string.h>

static const char *const names[] = {
    [REFUSED_NO_LIST] = "no-list", [REFUSED_SHRUNK] = "shrunk", [REFUSED_UNCOMPILED] = "uncompiled",
    [REFUSED_SPOILT] = "spoilt",   [REFUSED_WAITS] = "waits",
};

const char *refusal_name(enum refusal refusal)
{
    return names[refusal];
}

static enum refusal refusal_of(const json_t *attempt)
{
    const char *cause = disk_json_text(attempt, "cause");

    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        if (names[i] && strcmp(names[i], cause) == 0)
            return (enum refusal)i;
    return REFUSED_NO_CAUSE;
}

static void advice_on_refused(struct text *to, const char *id, enum refusal refusal)
{
    switch (refusal) {
    case REFUSED_NO_CAUSE:
        text_addf(to, "If it is no list any more, as root: `kindward lists disable %s`.", id);
        break;
    case REFUSED_NO_LIST:
        text_addf(to,
                  "It may have moved: the page of who makes it says where to; write that as url= "
                  "under [Source] in sources.d/%s.source of Kindward's configuration. If it is no "
                  "list any more, as root: `kindward lists disable %s`.",
                  id, id);
        break;
    case REFUSED_SHRUNK:
        text_addf(to,
                  "If it only has fewer names now, and that is right, as root: `kindward lists "
                  "update --accept %s`. If it is no list any more: `kindward lists disable %s`.",
                  id, id);
        break;
    case REFUSED_UNCOMPILED:
        text_addf(to,
                  "If it stays so, there may be too little room on the disk, or it is too large; "
                  "to do without it, as root: `kindward lists disable %s`.",
                  id);
        break;
    case REFUSED_SPOILT:
        text_add(to,
                 "As root, `kindward lists update` fetches it anew. If that happens again, look "
                 "after the disk.");
        break;
    case REFUSED_WAITS:
        text_add(to, "Nothing is wrong with it: what to do is said of the list that is spoilt, and "
                     "after a week it waits no longer.");
        break;
    }
}

void advice_on_list(struct text *to, const char *id, const json_t *attempt)
{
    text_add(to, json_is_true(json_object_get(attempt, "holds")) ? "What was fetched before holds. "
                                                                 : "The next update tries again. ");
    if (strcmp(disk_json_text(attempt, "outcome"), "refused") == 0)
        advice_on_refused(to, id, refusal_of(attempt));
    else
        text_addf(to, "If it is gone for good, as root: `kindward lists disable %s`.", id);
}
