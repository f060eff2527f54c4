/*
 * configurations — texts of kindward.conf in which each setting has each of its words, and the ends
 * of its range: `configurations N` prints the Nth, and fails behind the last one.
 */
#include "policy/agent_config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static unsigned n_values(const struct setting *s)
{
    unsigned n = 0;

    while (s->kind == SETTING_WORD && s->words[n])
        n++;
    return s->kind == SETTING_WORD ? n : 2;
}

static void print(const struct setting *s, unsigned at)
{
    at %= n_values(s);
    if (s->kind == SETTING_WORD)
        printf("%s=%s\n", s->key, s->words[at]);
    else if (s->kind == SETTING_TEXT) /* what all of them take, or nothing */
        printf("%s=%s\n", s->key,
               !at                             ? ""
               : strcmp(s->key, "server") == 0 ? "smtps://mail.example.org:465"
                                               : "mum@example.org");
    else if (s->kind == SETTING_SWITCH)
        printf("%s=%s\n", s->key, at ? "true" : "false");
    else
        printf("%s=%u\n", s->key, at ? s->high : s->low);
}

int main(int argc, char **argv)
{
    size_t n;
    const struct setting *all = agent_settings(&n);
    unsigned at = argc == 2 ? (unsigned)strtoul(argv[1], NULL, 10) : 0, most = 0;

    for (size_t i = 0; i < n; i++)
        most = n_values(&all[i]) > most ? n_values(&all[i]) : most;
    if (argc != 2 || at >= most)
        return 1;
    for (size_t i = 0; i < n; i++) {
        if (i == 0 || strcmp(all[i].group, all[i - 1].group) != 0)
            printf("[%s]\n", all[i].group);
        print(&all[i], at);
    }
    return 0;
}
