#include "catalogue/rules.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

int rules_open(struct catalogue *c, const struct image_rule *rules, uint32_t n)
{
    size_t n_states = 0;

    c->rules = rules;
    c->patterns = calloc(n ? n : 1, sizeof(*c->patterns));
    if (!c->patterns)
        return -ENOMEM;
    c->n_rules = n;
    for (uint32_t i = 0; i < n; i++) {
        const char *text = catalogue_text(c, rules[i].text_at), *why;

        if (rules[i].kind != RULE_REGEXP || strncmp(text, "regexp:", 7) != 0)
            continue;
        if (pattern_new(text + 7, &c->patterns[i], &why) == -ENOMEM)
            return -ENOMEM;
        n_states += c->patterns[i] ? pattern_n_states(c->patterns[i]) : 0;
        if (n_states > RULES_STATES_MAX) /* the compiler lets none by; the file was changed */
            c->patterns[i] = pattern_free(c->patterns[i]);
    }
    return 0;
}

void rules_close(struct catalogue *c)
{
    for (uint32_t i = 0; i < c->n_rules; i++)
        pattern_free(c->patterns[i]);
    free(c->patterns);
}

bool rule_matches(const struct catalogue *c, uint32_t n, struct bytes name)
{
    const char *text = catalogue_text(c, c->rules[n].text_at);

    if (c->patterns[n])
        return pattern_matches(c->patterns[n], (const char *)name.at, name.len);
    return c->rules[n].kind == RULE_KEYWORD && strncmp(text, "keyword:", 8) == 0 &&
           text[8] != '\0' && memmem(name.at, name.len, text + 8, strlen(text + 8)) != NULL;
}
