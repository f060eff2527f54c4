#include "daemon/look_json.h"

json_t *look_json(const struct observation *o, const char *child, bool is_answer)
{
    char server[IP_TEXT_MAX];
    json_t *categories = json_array();

    for (enum category c = 0; c < CATEGORY_COUNT; c++)
        if (o->categories & category_bit(c))
            json_array_append_new(categories, json_string(category_name(c)));
    /* A name holds printable ASCII only (wire/name.h); a child's name is checked as UTF-8. */
    return json_pack("{s:f, s:s, s:s, s:s, s:s, s:s, s:o, s:s, s:s, s:s, s:s, s:i, s:b, s:b, s:b}",
                     "time", (double)o->when_us / 1e6, "child", child, "protocol",
                     protocol_name(o->protocol), "name", o->name, "site", o->site ? o->site : "",
                     "platform", o->platform_id, "categories", categories, "evidence",
                     evidence_name(o->evidence), "verdict", verdict_name(o->verdict), "rule",
                     o->rule, "server", ip_format(&o->server, server), "port", (int)o->server_port,
                     "answer", (int)is_answer, "machinery", (int)o->is_machinery, "proxy",
                     (int)o->through_proxy);
}
