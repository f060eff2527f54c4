#include "bus/method.h"

#include "bus/call.h"

#include <string.h>

#define ACTION(word) "org.kindward." word

static const struct method methods[] = {
    {"Status", ACTION("status"), WHO_GUARDIAN, run_status},
    {"Log", ACTION("log"), WHO_GUARDIAN, run_log},
    {"Blocks", ACTION("blocks"), WHO_GUARDIAN, run_blocks},
    {"Alerts", ACTION("alerts"), WHO_GUARDIAN, run_alerts},
    {"AlertsTold", ACTION("alerts-told"), WHO_GUARDIAN, run_alerts_told},
    {"Records", ACTION("records"), WHO_EITHER, run_records},
    {"Export", ACTION("export"), WHO_EITHER, run_export},
    {"Erase", ACTION("erase"), WHO_GUARDIAN, run_erase},
    {"Why", ACTION("why"), WHO_GUARDIAN, run_why},
    {"PolicyShow", ACTION("policy-show"), WHO_GUARDIAN, run_policy_show},
    {"PolicyCheck", ACTION("policy-check"), WHO_GUARDIAN, run_policy_check},
    {"Reload", ACTION("reload"), WHO_GUARDIAN, run_reload},
    {"GrantException", ACTION("grant-exception"), WHO_GUARDIAN, run_grant_exception},
    {"Block", ACTION("block"), WHO_GUARDIAN, run_block},
    {"Subscribe", ACTION("subscribe"), WHO_EITHER, run_subscribe},
    {"Mine", NULL, WHO_CHILD, run_mine},
};

const struct method *method_find(const char *name)
{
    for (size_t i = 0; i < ARRAY_LEN(methods); i++)
        if (strcmp(methods[i].name, name) == 0)
            return &methods[i];
    return NULL;
}

const struct method *method_all(unsigned *ret_n)
{
    *ret_n = ARRAY_LEN(methods);
    return methods;
}
