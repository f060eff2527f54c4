#include "policy/load_state.h"
#include "policy/spelling.h"

#include <string.h>

static void bad_word(struct policy_load *load, struct policy_place where, const struct setting *s,
                     const char *value)
{
    struct spelling near = {.word = value};
    AUTO_TEXT struct text what = {.at = NULL};

    for (size_t w = 0; s->words[w]; w++) {
        spelling_try(&near, s->words[w], s->words[w]);
        text_addf(&what, "%s%s", w == 0 ? "" : s->words[w + 1] ? ", " : " or ", s->words[w]);
    }
    policy_error(load->problems, where, near.nearest, "%s is %s", s->key, text_string(&what));
}

static void read_word(struct policy_load *load, struct policy_place where, const struct setting *s,
                      const char *value, struct agent_config *config)
{
    for (uint32_t w = 0; s->words[w]; w++)
        if (strcmp(s->words[w], value) == 0) {
            setting_set(s, config, w);
            return;
        }
    bad_word(load, where, s, value);
}

static void read_switch(struct policy_load *load, struct policy_place where,
                        const struct setting *s, const char *value, struct agent_config *config)
{
    static const char *const words[2][5] = {{"false", "no", "off", "0", "never"},
                                            {"true", "yes", "on", "1", "always"}};
    const char *instead = NULL;

    for (uint32_t is_on = 0; is_on < 2; is_on++) {
        if (strcmp(value, words[is_on][0]) == 0) {
            setting_set(s, config, is_on);
            return;
        }
        for (size_t w = 0; w < ARRAY_LEN(words[0]); w++)
            if (g_ascii_strcasecmp(value, words[is_on][w]) == 0)
                instead = words[is_on][0];
    }
    policy_error(load->problems, where, instead, "%s is true or false", s->key);
}

static void read_number(struct policy_load *load, struct policy_place where,
                        const struct setting *s, const char *value, struct agent_config *config)
{
    guint64 number;

    if (g_ascii_string_to_unsigned(value, 10, s->low, s->high, &number, NULL))
        setting_set(s, config, (uint32_t)number);
    else
        policy_error(load->problems, where, NULL, "%s is a whole number from %u to %u", s->key,
                     s->low, s->high);
}

static void read_text(struct policy_load *load, struct policy_place where, const struct setting *s,
                      const char *value, struct agent_config *config)
{
    char *at = (char *)config + s->offset;

    if (value[0] == '\0') {
        at[0] = '\0';
    } else if (strlen(value) < s->room && s->is_good(value)) {
        memcpy(at, value, strlen(value) + 1);
    } else {
        policy_error(load->problems, where, NULL, "%s is %s", s->key, s->form);
    }
}

void load_agent(struct policy_load *load, const struct policy_text *text,
                struct agent_config *config)
{
    struct known_key known[KEY_TEXT_KEYS_MAX];
    struct key_text keys;
    size_t n;
    const struct setting *settings = agent_settings(&n);

    for (size_t i = 0; i < n && i < KEY_TEXT_KEYS_MAX; i++)
        known[i] = (struct known_key){settings[i].group, settings[i].key};
    if (!key_text_read(text->name, text->text, known, n, load->problems, &keys))
        return;
    for (size_t i = 0; i < n; i++) {
        const struct setting *s = &settings[i];
        struct policy_place where = {text->name, keys.lines[i]};
        g_autofree char *value = NULL;

        if (keys.lines[i] == 0)
            continue;
        value = key_text_value(&keys, known, i, load->problems);
        if (!value)
            continue;
        switch (s->kind) {
        case SETTING_SWITCH:
            read_switch(load, where, s, value, config);
            break;
        case SETTING_NUMBER:
            read_number(load, where, s, value, config);
            break;
        case SETTING_WORD:
            read_word(load, where, s, value, config);
            break;
        case SETTING_TEXT:
            read_text(load, where, s, value, config);
            break;
        }
    }
    key_text_done(&keys);
}
