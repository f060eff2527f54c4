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

const char *catalogue_site(const char *name)
{
    struct in_addr ip;
    size_t len = strlen(name);

    if (!strchr(name, '.') || len > 253 || has_empty_label(name, len) || strpbrk(name, "\\[]:/@") ||
        inet_pton(AF_INET, name, &ip) == 1 || is_special(name))
        return NULL;
    return psl_registrable_domain(psl_builtin(), name);
}
