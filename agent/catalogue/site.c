#include "catalogue/catalogue.h"

#include <arpa/inet.h>
#include <libpsl.h>
#include <string.h>

/* RFC 6761, RFC 6762, RFC 7686, RFC 8375, and names that homes make up. */
static const char *const special[] = {"local",     "test",    "invalid", "onion",
                                      "localhost", "example", "arpa",    "internal",
                                      "lan",       "home",    "corp",    "localdomain"};

static bool is_special(const char *name)
{
    const char *dot = strrchr(name, '.');
    const char *last = dot ? dot + 1 : name;

    for (size_t i = 0; i < ARRAY_LEN(special); i++)
        if (strcmp(last, special[i]) == 0)
            return true;
    return false;
}

static bool has_empty_label(const char *name, size_t len)
{
    return len == 0 || name[0] == '.' || name[len - 1] == '.' || strstr(name, "..");
}

static bool can_be_registered(const char *name)
{
    struct in_addr ip;
    size_t len = strlen(name);

    return strchr(name, '.') && len <= 253 && !has_empty_label(name, len) &&
           !strpbrk(name, "\\[]:/@") && inet_pton(AF_INET, name, &ip) != 1 && !is_special(name);
}

const char *catalogue_site(const char *name)
{
    return can_be_registered(name) ? psl_registrable_domain(psl_builtin(), name) : NULL;
}

const char *catalogue_holder(const char *name)
{
    const char *before = NULL;

    if (!can_be_registered(name))
        return NULL;
    for (const char *at = name; at; at = strchr(at, '.') ? strchr(at, '.') + 1 : NULL) {
        if (psl_is_public_suffix2(psl_builtin(), at, PSL_TYPE_ICANN))
            return before;
        before = at;
    }
    return NULL;
}
