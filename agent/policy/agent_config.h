/*
 * agent_config — how the agent itself runs: the settings of kindward.conf.
 *
 * One table (agent_config.c) holds each setting's group, key, kind, default, range and what it is
 * for; the loader, `kindward policy show` and the test of docs/policy.md read it there.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum firewall_choice {
    CHOICE_AUTO, /* what a probe of the kernel finds */
    CHOICE_NFTABLES,
    CHOICE_IPTABLES,
    CHOICE_OBSERVE_ONLY, /* nothing is held or blocked, whatever the rules say */
};

enum away_choice { AWAY_ACCEPT, AWAY_BLOCK };

enum { MAIL_TO_MAX = 1024, MAIL_WORD_MAX = 256 }; /* bytes */

enum { MARK_BITS = 3 }; /* of the packet mark, from mark_bit upwards */

struct agent_config {
    enum firewall_choice firewall;
    enum away_choice when_inspector_is_away;
    uint32_t queue, log_group; /* numbers of the kernel's NFQUEUE and NFLOG */
    uint32_t mark_bit;
    uint32_t answer_within_ms; /* a held packet goes on its way then, answered or not */
    uint32_t memory_mib;       /* ceiling of the inspector's tables */
    bool names_for_nameless;
    bool alert_first_stranger_chat, alert_ways_around, alert_gaps;
    uint32_t alerts_per_hour;
    uint32_t detail_days, weeks_days; /* how long visits, and sums of days, are kept */
    /* Who gets the week's summary by mail, and how; "" where nothing is said. */
    char mail_to[MAIL_TO_MAX], mail_from[MAIL_WORD_MAX], mail_server[MAIL_WORD_MAX],
        mail_user[MAIL_WORD_MAX];
};

/* SETTING_TEXT is free, as far as `is_good` lets it; it is empty where nothing is said. */
enum setting_kind { SETTING_SWITCH, SETTING_NUMBER, SETTING_WORD, SETTING_TEXT };

struct setting {
    const char *group, *key;
    enum setting_kind kind;
    size_t offset;                     /* in struct agent_config */
    uint32_t usual;                    /* the default; of a word, its index */
    uint32_t low, high;                /* of a number, both allowed */
    const char *const *words;          /* of a word, in the order of its enum; ends with NULL */
    uint32_t room;                     /* of a text, with its NUL */
    bool (*is_good)(const char *text); /* of a text */
    const char *form;                  /* of a text: what it has to be, for a person */
    const char *doc;                   /* one line for a person */
};

/* The table, *ret_n long. */
const struct setting *agent_settings(size_t *ret_n);

/* Everything at its default. */
struct agent_config agent_config_usual(void);

/* "nftables" or "iptables" where the configuration forces one of them; NULL where it does not. */
const char *agent_config_writer(const struct agent_config *config);

/* The text of a SETTING_TEXT. */
const char *setting_text(const struct setting *s, const struct agent_config *config);

/* The value in a configuration: 0 or 1, the number, or the word's index; of a text: is there one?
 */
uint32_t setting_value(const struct setting *s, const struct agent_config *config);
void setting_set(const struct setting *s, struct agent_config *config, uint32_t value);
