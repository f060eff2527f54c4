#include "cli/policy_show.h"

#include "base/clock.h"
#include "cli/terminal.h"

#include <string.h>

static const char *last_day(const struct child *child, char *ret_text)
{
    return day_format(child_ends_on(child) - 1, ret_text);
}

static void show_child(const struct policy_source *s, uint32_t number, FILE *out)
{
    const struct child *child = policy_child(s->policy, number);
    bool blocks = policy_blocks_anything(s->policy, number);
    bool is_monitored = child_is_monitored(child, clock_today());
    char day[DATE_TEXT_MAX];
    size_t n;
    const struct rule *rules = policy_rules(s->policy, number, &n);

    fprintf(out, "%s (account %s)\n", child->name, child->account);
    fprintf(out, "  monitored:  %s %s\n", is_monitored ? "until" : "no more; the last day was",
            last_day(child, day));
    if (!blocks)
        fputs("  blocks:     nothing; packets are only read\n", out);
    else if (s->config.firewall == CHOICE_OBSERVE_ONLY)
        fputs("  blocks:     nothing while firewall is observe-only\n", out);
    else
        fprintf(out, "  blocks:     by %s; first packets are held for the verdict\n",
                block_by_name(child->block_by));
    fputs(n > 0 ? "  rules:      (the narrowest that speaks of a name decides)\n" : "", out);
    for (size_t i = 0; i < n; i++)
        fprintf(out, "    %s\n", rules[i].text);
    fprintf(out, "    log %s\n\n", n > 0 ? "everything else" : "everything");
}

static void show_value(const struct setting *setting, const struct agent_config *config, FILE *out)
{
    uint32_t value = setting_value(setting, config);

    switch (setting->kind) {
    case SETTING_SWITCH:
        fputs(value ? "true" : "false", out);
        break;
    case SETTING_NUMBER:
        fprintf(out, "%u", value);
        break;
    case SETTING_WORD:
        fputs(setting->words[value], out);
        break;
    case SETTING_TEXT:
        fputs(setting_text(setting, config), out);
        break;
    }
}

void policy_show_text(const struct policy_source *s, struct shown_children shown, FILE *out)
{
    const char *group = "";
    size_t n;
    const struct setting *settings = agent_settings(&n);

    if (policy_n_children(s->policy) == 0)
        fprintf(out, "There is no child in %s; nobody is monitored.\n\n", s->dir);
    for (uint32_t c = shown.from; c < shown.to; c++)
        show_child(s, c, out);
    for (size_t i = 0; i < n; i++) {
        if (strcmp(group, settings[i].group) != 0)
            fprintf(out, "%s[%s]\n", i > 0 ? "\n" : "", settings[i].group);
        group = settings[i].group;
        fprintf(out, "# %s\n%s=", settings[i].doc, settings[i].key);
        show_value(&settings[i], &s->config, out);
        fputc('\n', out);
    }
}

static json_t *value_json(const struct setting *setting, const struct agent_config *config)
{
    uint32_t value = setting_value(setting, config);

    switch (setting->kind) {
    case SETTING_SWITCH:
        return json_boolean(value);
    case SETTING_NUMBER:
        return json_integer(value);
    case SETTING_WORD:
        return json_string(setting->words[value]);
    case SETTING_TEXT:
        return json_string(setting_text(setting, config));
    }
    return NULL;
}

static json_t *agent_json(const struct agent_config *config)
{
    json_t *agent = json_object();
    size_t n;
    const struct setting *settings = agent_settings(&n);

    for (size_t i = 0; agent && i < n; i++) {
        json_t *group = json_object_get(agent, settings[i].group);

        if (!group) {
            group = json_object();
            json_object_set_new(agent, settings[i].group, group);
        }
        json_object_set_new(group, settings[i].key, value_json(&settings[i], config));
    }
    return agent;
}

static json_t *child_json(const struct policy_source *s, uint32_t number)
{
    const struct child *child = policy_child(s->policy, number);
    char day[DATE_TEXT_MAX];
    size_t n;
    const struct rule *rules = policy_rules(s->policy, number, &n);
    json_t *list = json_array();

    for (size_t i = 0; i < n; i++)
        json_array_append_new(list, json_pack("{s:s,s:s,s:s,s:s}", "verdict",
                                              verdict_name(rules[i].verdict), "subject",
                                              subject_name(rules[i].subject), "what", rules[i].what,
                                              "text", rules[i].text));
    return json_pack("{s:s,s:s,s:s,s:b,s:s,s:b,s:o}", "name", child->name, "account",
                     child->account, "monitored_until", last_day(child, day), "is_monitored",
                     child_is_monitored(child, clock_today()), "block_by",
                     block_by_name(child->block_by), "holds_packets",
                     policy_blocks_anything(s->policy, number), "rules", list);
}

bool policy_show_json(const struct policy_source *s, struct shown_children shown, FILE *out)
{
    json_t *children = json_array(), *all;
    bool done;

    for (uint32_t c = shown.from; c < shown.to; c++)
        json_array_append_new(children, child_json(s, c));
    all = json_pack("{s:s,s:o,s:o}", "config", s->dir, "agent", agent_json(&s->config), "children",
                    children);
    done = terminal_write_json(out, all) == 0;
    json_decref(all);
    return done;
}
