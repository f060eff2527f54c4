#include "report/clean_json.h"

#include "report/clean.h"

json_t *clean_json(const char *s)
{
    AUTO_TEXT struct text t = {.at = NULL};

    clean_add(&t, s);
    return t.failed ? NULL : json_string(text_string(&t));
}

json_t *clean_json_or_null(const char *s)
{
    return s && s[0] ? clean_json(s) : json_null();
}
