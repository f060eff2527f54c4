/*
 * platform — what a platform is, who can write to a child there, and how to talk about it.
 */
#include "base/log.h"
#include "base/text.h"
#include "catalogue/catalogue.h"
#include "cli/cli.h"
#include "cli/defaults.h"
#include "cli/name_typed.h"
#include "cli/options.h"
#include "report/card.h"
#include "report/clean.h"

#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

static const char help[] =
    "usage: kindward platform [--format text|json] [--cards DIR] [--catalogue FILE] NAME\n\n"
    "Says what a platform is, who can write to a child there, where its safety settings are, and\n"
    "how a conversation about it can begin. NAME is its id (discord), its name (\"Epic Games\") "
    "or\n"
    "a site of it (cdn.discordapp.com), or the address of a page there. Where there is no card\n"
    "about it, what the table of platforms knows is shown.\n\n"
    "  --format FORMAT   text or json\n"
    "  --cards DIR       the folder of cards (KINDWARD_CARDS in the environment says it, too)\n"
    "  --catalogue FILE  other lists than those built in\n\n"
    "Exit codes: 0 done, 1 there is no such platform or its card cannot be read, 2 usage.\n";

/* By id, by name in any case, or by a host name of it, or the address of a page there. */
static const struct platform *find(const struct catalogue *c, const char *name)
{
    char host[NAME_TYPED_ROOM];
    size_t len = strlen(name);
    const struct platform *p = catalogue_platform_by_id(c, name);

    for (size_t i = 1; !p && i <= catalogue_n_platforms(c); i++) {
        const struct platform *other = catalogue_platform(c, (uint16_t)i);

        if (other && strcasecmp(other->name, name) == 0)
            p = other;
    }
    if (!p && len > 0 && len < sizeof(host)) {
        for (size_t i = 0; i < len; i++)
            host[i] = (char)(name[i] >= 'A' && name[i] <= 'Z' ? name[i] + 32 : name[i]);
        host[len] = '\0';
        p = catalogue_platform_by_id(c, host);
    }
    if (p || !name_typed(name, host))
        return p;
    return catalogue_platform(c, catalogue_find(c, host, strlen(host)).platform);
}

static const char *word_of(enum known k)
{
    return k == KNOWN_YES ? "yes" : k == KNOWN_NO ? "no" : "not known";
}

static void add_part(struct text *t, const char *head, const char *words)
{
    if (words[0] == '\0')
        return;
    text_addf(t, "\n%s\n  ", head);
    clean_add(t, words);
    text_add(t, "\n");
}

static void say(const struct platform *p, const struct card *card, struct text *t)
{
    clean_add(t, p->name);
    text_addf(t,
              "\n  strangers can write:  %s\n  encrypted end to end: %s\n  least age:            ",
              word_of(p->strangers_can_write), word_of(p->end_to_end_encrypted));
    if (p->minimum_age > 0) {
        text_addf(t, "%u (", p->minimum_age);
        clean_add(t, p->age_source);
        text_add(t, ")\n");
    } else {
        text_add(t, "not known\n");
    }
    add_part(t, "What it is", card ? card->what : p->card);
    if (!card) {
        add_part(t, "To begin with", p->question);
        return;
    }
    add_part(t, "Who can write to a child", card->who);
    add_part(t, "Where its safety settings are", card->settings);
    text_add(t, "\nQuestions to begin with\n");
    for (size_t i = 0; i < CARD_QUESTIONS; i++) {
        text_add(t, "  - ");
        clean_add(t, card->questions[i]);
        text_add(t, "\n");
    }
    text_add(t, card->is_checked ? "\nChecked " : "\nWritten ");
    clean_add(t, card->date);
    text_add(t, "; source: ");
    clean_add(t, card->source);
    text_add(t, "\n");
}

static json_t *known_json(enum known k)
{
    return k == KNOWN_UNSURE ? json_null() : json_boolean(k == KNOWN_YES);
}

/* NULL where there is no memory, or where a card is no UTF-8. */
static json_t *card_json(const struct card *c)
{
    if (!c)
        return json_null();
    return json_pack("{s:s, s:s, s:s, s:[s, s, s], s:b, s:s, s:s}", "what", c->what,
                     "who_can_write", c->who, "settings", c->settings, "questions", c->questions[0],
                     c->questions[1], c->questions[2], "checked", c->is_checked, "date", c->date,
                     "source", c->source);
}

static int say_json(const struct platform *p, const struct card *card, struct text *t)
{
    json_t *o = json_pack(
        "{s:s, s:i, s:s, s:s, s:o, s:o, s:o, s:s, s:s, s:s, s:o}", "schema", "kindward.platform",
        "version", 1, "id", p->id, "name", p->name, "strangers_can_write",
        known_json(p->strangers_can_write), "end_to_end_encrypted",
        known_json(p->end_to_end_encrypted), "minimum_age",
        p->minimum_age > 0 ? json_integer(p->minimum_age) : json_null(), "minimum_age_source",
        p->age_source, "about", p->card, "question", p->question, "card", card_json(card));
    char *s = o ? json_dumps(o, JSON_INDENT(2)) : NULL;

    json_decref(o);
    if (!s)
        return -ENOMEM;
    text_add(t, s);
    text_add(t, "\n");
    free(s);
    return 0;
}

int cmd_platform(int argc, char **argv)
{
    AUTO(catalogue_close) struct catalogue *catalogue = NULL;
    AUTO_TEXT struct text error = {.at = NULL};
    AUTO_TEXT struct text out = {.at = NULL};
    AUTO_CARD struct card card = {.bytes = NULL};
    const char *path = NULL, *folder = NULL;
    int format = AS_TEXT;
    const struct cli_option options[] = {
        {"cards", .word = &folder},
        {"catalogue", .word = &path},
        {"format", .chosen = &format, .choices = text_or_json},
    };
    const struct platform *p;
    int first, r, code = options_walk(help, options, ARRAY_LEN(options), argc, argv, &first);

    if (code != GO_ON)
        return code;
    if (first + 1 != argc)
        return cli_usage("platform", "name one platform, as in `kindward platform discord`");
    r = default_catalogue(path, &catalogue, &error);
    if (r < 0)
        return cli_failed("platform", "it", "there is no memory left", r, &error);
    p = find(catalogue, argv[first]);
    if (!p) {
        text_add(&error, "no platform has the id, the name or the site \"");
        text_add(&error, argv[first]);
        text_add(&error, "\"; `kindward why NAME` says what the lists know of a site");
        return cli_failed("platform", "it", "", -ENOENT, &error);
    }
    r = card_load(folder ? folder : card_folder(), p->id, &card, &error);
    if (r < 0 && r != -ENOENT)
        return cli_failed("platform", "the card", "there is no memory left", r, &error);
    if (format == AS_JSON)
        r = say_json(p, r == 0 ? &card : NULL, &out);
    else
        say(p, r == 0 ? &card : NULL, &out);
    if (out.failed || r == -ENOMEM)
        return cli_failed("platform", "it", "there is no memory left", -ENOMEM, &error);
    if (fputs(text_string(&out), stdout) < 0 || fflush(stdout) != 0)
        return cli_failed("platform", "the platform", "", -EIO, &error);
    return EXIT_DONE;
}
