#include "policy/agent_config.h"

#include "base/scope.h"
#include "policy/mail_word.h"

#include <string.h>

static const char *const firewall_words[] = {"auto", "nftables", "iptables", "observe-only", NULL};
static const char *const away_words[] = {"accept", "block", NULL};

#define FIELD(name)      .offset = offsetof(struct agent_config, name)
#define TEXT(name)       FIELD(name), .room = sizeof(((struct agent_config *)NULL)->name)
#define RANGE(from, to_) .low = (from), .high = (to_)

static bool is_address(const char *text)
{
    return mail_address_is_good(text, strlen(text));
}

static bool is_one_line(const char *text)
{
    for (; *text; text++)
        if (*text < '!' || *text > '~')
            return false;
    return true;
}

static const struct setting settings[] = {
    {"agent", "firewall", SETTING_WORD, FIELD(firewall), .usual = CHOICE_AUTO,
     .words = firewall_words,
     .doc = "which kind of rules is written; observe-only never holds or blocks a packet"},
    {"agent", "when-inspector-is-away", SETTING_WORD, FIELD(when_inspector_is_away),
     .usual = AWAY_ACCEPT, .words = away_words,
     .doc = "what happens to held packets while nobody can decide about them"},
    {"agent", "answer-within-ms", SETTING_NUMBER, FIELD(answer_within_ms), .usual = 50,
     RANGE(10, 1000), .doc = "how long a packet is held at most; a slow machine may need more"},
    {"agent", "queue", SETTING_NUMBER, FIELD(queue), .usual = 4710, RANGE(0, 65535),
     .doc = "number of the kernel queue (NFQUEUE); change it if another tool uses it"},
    {"agent", "log-group", SETTING_NUMBER, FIELD(log_group), .usual = 4710, RANGE(1, 65535),
     .doc = "number of the kernel log group (NFLOG); change it if another tool uses it"},
    {"agent", "mark-bits", SETTING_NUMBER, FIELD(mark_bit), .usual = 28, RANGE(0, 32 - MARK_BITS),
     .doc = "the lowest of the three bits of the packet mark that are ours"},
    {"agent", "memory-mib", SETTING_NUMBER, FIELD(memory_mib), .usual = 16, RANGE(4, 1024),
     .doc = "how much memory connections and names may take"},
    {"agent", "names-for-nameless", SETTING_SWITCH, FIELD(names_for_nameless), .usual = false,
     .doc = "ask the resolver in the background whose an address is that had no name"},
    {"alerts", "first-stranger-chat", SETTING_SWITCH, FIELD(alert_first_stranger_chat),
     .usual = true, .doc = "tell when a platform for chat with strangers is used the first time"},
    {"alerts", "ways-around", SETTING_SWITCH, FIELD(alert_ways_around), .usual = true,
     .doc = "tell when a VPN, a proxy, Tor or an encrypted resolver is used"},
    {"alerts", "gaps", SETTING_SWITCH, FIELD(alert_gaps), .usual = true,
     .doc = "tell when Kindward could not look for a while"},
    {"alerts", "at-most-per-hour", SETTING_NUMBER, FIELD(alerts_per_hour), .usual = 6, RANGE(1, 60),
     .doc = "more alerts of one child are told as one"},
    {"record", "detail-days", SETTING_NUMBER, FIELD(detail_days), .usual = 30, RANGE(7, 3650),
     .doc = "how long visits are kept with their times; after that, sums of each day"},
    {"record", "weeks-days", SETTING_NUMBER, FIELD(weeks_days), .usual = 365, RANGE(7, 3650),
     .doc = "how long sums, counts and weekly pages are kept; after that, nothing"},
    {"mail", "to", SETTING_TEXT, TEXT(mail_to), .is_good = mail_addresses_are_good,
     .form = "one or more addresses, parted by \";\", as mum@example.org",
     .doc = "who gets a summary of each week by mail; without it, nobody"},
    {"mail", "from", SETTING_TEXT, TEXT(mail_from), .is_good = is_address,
     .form = "an address, as mum@example.org", .doc = "the sender; without it, the first of to"},
    {"mail", "server", SETTING_TEXT, TEXT(mail_server), .is_good = mail_server_is_good,
     .form = "smtps://HOST or smtp://HOST, with :PORT where it is another one",
     .doc = "who takes the mail, always by TLS; without it, this machine's sendmail"},
    {"mail", "user", SETTING_TEXT, TEXT(mail_user), .is_good = is_one_line,
     .form = "a name of printable letters",
     .doc = "who we are to that server; the password is in the file mail-password beside this one"},
};

const struct setting *agent_settings(size_t *ret_n)
{
    *ret_n = ARRAY_LEN(settings);
    return settings;
}

struct agent_config agent_config_usual(void)
{
    struct agent_config config = {.firewall = CHOICE_AUTO};

    for (size_t i = 0; i < ARRAY_LEN(settings); i++)
        if (settings[i].kind != SETTING_TEXT) /* of which none is usual */
            setting_set(&settings[i], &config, settings[i].usual);
    return config;
}

_Static_assert(sizeof(enum firewall_choice) == sizeof(uint32_t) &&
                   sizeof(enum away_choice) == sizeof(uint32_t),
               "words are kept as numbers are");

const char *agent_config_writer(const struct agent_config *config)
{
    bool is_one = config->firewall == CHOICE_NFTABLES || config->firewall == CHOICE_IPTABLES;

    return is_one ? firewall_words[config->firewall] : NULL;
}

const char *setting_text(const struct setting *s, const struct agent_config *config)
{
    return (const char *)config + s->offset;
}

uint32_t setting_value(const struct setting *s, const struct agent_config *config)
{
    const char *at = (const char *)config + s->offset;
    uint32_t value;

    if (s->kind == SETTING_TEXT)
        return at[0] != '\0';
    if (s->kind == SETTING_SWITCH)
        return *(const bool *)at;
    memcpy(&value, at, sizeof(value));
    return value;
}

void setting_set(const struct setting *s, struct agent_config *config, uint32_t value)
{
    char *at = (char *)config + s->offset;

    if (s->kind == SETTING_SWITCH)
        *(bool *)at = value != 0;
    else
        memcpy(at, &value, sizeof(value));
}
