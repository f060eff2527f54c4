/*
 * alert_list — alerts as the agent writes them for the bus, read into what is told.
 */
#pragma once

#include "base/scope.h"
#include "notify/wording.h"

enum { ALERT_LIST_MAX = 64 };

struct alert_list;

/* Of the JSON of Alerts(); rows that make no sense are left out. NULL: it is no such page. */
struct alert_list *alert_list_read(const char *json);
struct alert_list *alert_list_free(struct alert_list *l);
AUTO_RELEASE(struct alert_list, alert_list_free);

const struct telling *alert_list_all(const struct alert_list *l);
size_t alert_list_n(const struct alert_list *l);
