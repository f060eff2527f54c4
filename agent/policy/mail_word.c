#include "policy/mail_word.h"

#include <string.h>

enum { ADDRESS_MAX = 254, PORT_DIGITS_MAX = 5 };

static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

/* Parts of letters, digits and the @others, parted by single dots. */
static bool is_dotted(const char *at, size_t len, const char *others)
{
    bool was_dot = true;

    for (size_t i = 0; i < len; i++) {
        bool is_dot = at[i] == '.';

        if (at[i] == '\0' || (is_dot && was_dot) ||
            (!is_dot && !strchr(letters, at[i]) && !strchr(others, at[i])))
            return false;
        was_dot = is_dot;
    }
    return !was_dot;
}

bool mail_address_is_good(const char *at, size_t len)
{
    const char *sign = len > 0 ? memchr(at, '@', len) : NULL;
    size_t local = sign ? (size_t)(sign - at) : 0;

    return sign && len <= ADDRESS_MAX && at[0] != '-' &&
           is_dotted(at, local, "!#$%&'*+/=?^_`{|}~-") && is_dotted(sign + 1, len - local - 1, "-");
}

const char *mail_address_next(const char **at, size_t *ret_len)
{
    const char *from = *at + strspn(*at, " \t;");
    size_t len = strcspn(from, ";");

    *at = from + len;
    while (len > 0 && (from[len - 1] == ' ' || from[len - 1] == '\t'))
        len--;
    *ret_len = len;
    return len > 0 ? from : NULL;
}

bool mail_addresses_are_good(const char *list)
{
    const char *address;
    size_t len, n = 0;

    while ((address = mail_address_next(&list, &len))) {
        if (!mail_address_is_good(address, len))
            return false;
        n++;
    }
    return n > 0;
}

bool mail_server_is_good(const char *url)
{
    size_t host, port;

    if (strncmp(url, "smtp://", 7) == 0)
        url += 7;
    else if (strncmp(url, "smtps://", 8) == 0)
        url += 8;
    else
        return false;
    host = strcspn(url, ":");
    if (host > ADDRESS_MAX || !is_dotted(url, host, "-"))
        return false;
    if (url[host] == '\0')
        return true;
    port = strspn(url + host + 1, "0123456789");
    return port > 0 && port <= PORT_DIGITS_MAX && url[host + 1 + port] == '\0';
}
