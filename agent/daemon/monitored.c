#include "daemon/monitored.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

void monitored_done(struct monitored_list *list)
{
    for (size_t i = 0; i < list->n_children; i++)
        free(list->children[i]);
    list->n_children = list->n = 0;
}

/* The child of that name, added where it is new; NULL: too many. */
static const char *child_named(struct monitored_list *list, const char *name, size_t len)
{
    for (size_t i = 0; i < list->n_children; i++)
        if (strlen(list->children[i]) == len && memcmp(list->children[i], name, len) == 0)
            return list->children[i];
    if (list->n_children == MONITORED_CHILDREN_MAX ||
        !(list->children[list->n_children] = strndup(name, len)))
        return NULL;
    return list->children[list->n_children++];
}

int monitored_add(struct monitored_list *list, const char *spec, struct text *reterr)
{
    const char *equals = strchr(spec, '='), *name;

    if (!equals || equals == spec || equals[1] == '\0') {
        text_addf(reterr, "--child wants NAME=ADDRESS, as Mia=192.168.1.7, not \"%s\"", spec);
        return -EINVAL;
    }
    name = child_named(list, spec, (size_t)(equals - spec));
    if (!name) {
        text_addf(reterr, "there are more children than %d", MONITORED_CHILDREN_MAX);
        return -ENOSPC;
    }
    for (const char *at = equals + 1; *at;) {
        char address[64];
        size_t len = strcspn(at, ",");

        if (len >= sizeof(address) || list->n == MONITORED_MAX) {
            text_addf(reterr, "too many addresses, or too long a one: \"%s\"", at);
            return -ENOSPC;
        }
        memcpy(address, at, len);
        address[len] = '\0';
        if (ip_prefix_from_text(address, &list->at[list->n].prefix) < 0) {
            text_addf(reterr, "\"%s\" is no address and no prefix", address);
            return -EINVAL;
        }
        list->at[list->n++].child = name;
        at += len + (at[len] == ',');
    }
    return 0;
}

int monitored_add_everyone(struct monitored_list *list)
{
    return child_named(list, "child", strlen("child")) ? 0 : -ENOMEM;
}
