/*
 * method — what can be asked on the bus, and by whom: one table.
 *
 * The interface description (packaging/dbus), the polkit actions (packaging/polkit) and the matrix
 * of the tests say the same, and tests hold them together.
 */
#pragma once

#include <stdbool.h>

#define AGENT1_NAME "org.kindward.Agent1"
#define AGENT1_PATH "/org/kindward/Agent1"

/* Who may. The bus says who calls, never the caller. */
enum method_who {
    WHO_GUARDIAN, /* root, and whom polkit lets; never a child's account, whatever polkit says */
    WHO_CHILD,    /* a monitored child, about itself */
    WHO_EITHER,   /* the former about all, the latter about itself */
};

struct call;

struct method {
    const char *name;   /* "Log" */
    const char *action; /* of polkit; NULL: it is asked nothing */
    enum method_who who;
    int (*run)(struct call *call); /* answers the call, now or later; a negative errno refuses it */
};

/* The method of that name; NULL: there is none. */
const struct method *method_find(const char *name);

/* The table, *ret_n long. */
const struct method *method_all(unsigned *ret_n);
