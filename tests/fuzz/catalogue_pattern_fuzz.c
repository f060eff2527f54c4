/* uses: base catalogue */
#include "catalogue/pattern.h"
#include "property.h"

#include <errno.h>
#include <regex.h>

/* Is it of that part of the syntax that POSIX reads as we do? */
static bool is_common(const char *text)
{
    const char *begin = text + (text[0] == '^');
    size_t n = strspn(begin, "abc.|()*+?");

    if (begin[n] != '\0' && strcmp(begin + n, "$") != 0)
        return false;
    for (const char *at = text; *at; at++) /* a+? is as few as can be, or a+ or nothing */
        if (strchr("*+?", at[0]) && at[1] != '\0' && strchr("*+?", at[1]))
            return false;
    return !strstr(text, "(?") && !strstr(text, "(*") && !strstr(text, "|*") && !strstr(text, "()");
}

static void compare(const char *text, const struct pattern *p, const char *name)
{
    regex_t posix;

    if (regcomp(&posix, text, REG_EXTENDED | REG_NOSUB) != 0)
        return;
    HOLDS((regexec(&posix, name, 0, NULL, 0) == 0) == pattern_matches(p, name, strlen(name)));
    regfree(&posix);
}

/*
 * An expression, and behind a line's end a name. It is read or refused with a reason; it has no
 * more states than promised; what also POSIX can read finds the same.
 */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const uint8_t *end = size ? memchr(data, '\n', size) : NULL;
    AUTO(pattern_free) struct pattern *p = NULL;
    const char *why = NULL;
    char text[PATTERN_TEXT_MAX + 8], name[300];
    size_t n, n_name;
    int r;

    if (!end || memchr(data, 0, size) || (size_t)(end - data) >= sizeof(text))
        return 0;
    n = (size_t)(end - data);
    n_name = size - n - 1;
    if (n_name >= sizeof(name))
        n_name = sizeof(name) - 1;
    memcpy(text, data, n);
    text[n] = '\0';
    memcpy(name, end + 1, n_name);
    name[n_name] = '\0';
    r = pattern_new(text, &p, &why);
    HOLDS(r == 0 || (r == -EINVAL && why && !p));
    if (r < 0)
        return 0;
    HOLDS(pattern_n_states(p) <= PATTERN_STATES_MAX);
    (void)pattern_matches(p, name, n_name);
    if (n <= 24 && n_name <= 24 && !strchr(name, '\n') && is_common(text))
        compare(text, p, name);
    return 0;
}
