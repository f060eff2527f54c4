#include "cli/name_typed.h"

#include "catalogue/list_name.h"

#include <string.h>

/* The host of an address, as browsers read it: behind the scheme and whoever logs in there, who
 * ends at the last "@"; before port and path. "\" counts as "/". A scheme stands at the beginning
 * only: in a path or a question, "://" is another site's address. */
static struct bytes host_of(const char *typed)
{
    const char *at = typed, *user, *port;
    size_t len = strcspn(at, "/?#\\");

    if (len > 0 && at[len - 1] == ':' && strspn(at + len, "/\\") >= 2) {
        at += len + 2;
        len = strcspn(at, "/?#\\");
    }
    user = memrchr(at, '@', len);
    if (user) {
        len -= (size_t)(user + 1 - at);
        at = user + 1;
    }
    port = memchr(at, ':', len);
    len = port ? (size_t)(port - at) : len;
    if (len > 1 && at[len - 1] == '.')
        len--;
    return bytes_of(at, len);
}

bool name_typed(const char *typed, char *ret)
{
    struct bytes host = host_of(typed);
    char name[LIST_NAME_ROOM];

    if (host.len == 0 || host.len >= NAME_TYPED_ROOM)
        return false;
    for (size_t i = 0; i < host.len; i++) {
        char c = (char)host.at[i];

        if (c >= 'A' && c <= 'Z')
            c = (char)(c + 32);
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
              c == '.')) {
            if (list_word(host, name) != WORD_NAME)
                return false;
            memcpy(ret, name, strlen(name) + 1);
            return true;
        }
        ret[i] = c;
    }
    ret[host.len] = '\0';
    return true;
}
