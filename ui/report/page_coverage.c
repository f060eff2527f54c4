#include "report/page_build.h"
#include "report/words.h"

/* Why a connection had no name, in a parent's words. */
static const char *nameless_words(enum nameless n)
{
    switch (n) {
    case NAMELESS_NOT:
        return "Named.";
    case NAMELESS_BEFORE_US:
        return "They had begun before Kindward was looking.";
    case NAMELESS_ENCRYPTED:
        return "The name itself was encrypted. Newer browsers and sites do this, and it is good "
               "privacy.";
    case NAMELESS_SAYS_NONE:
        return "The program said no name when it connected.";
    case NAMELESS_NOT_READABLE:
        return "The beginning was damaged or of a kind that Kindward does not know.";
    case NAMELESS_TUNNEL:
        return "They went through a tunnel, such as a VPN or Tor. What is inside cannot be seen.";
    case NAMELESS_CALL:
        return "They looked like a call or a game between devices, which carries no names.";
    case NAMELESS_OTHER:
        return "They were of a kind that carries no names, such as setting the clock, or a page "
               "that looks how it could be reached.";
    case NAMELESS_COUNT:
        break;
    }
    return "";
}

static void add_reason(struct page_coverage *c, const char *word, const char *words, uint64_t n)
{
    if (n > 0)
        c->reasons[c->n_reasons++] = (struct page_reason){.word = word, .words = words, .n = n};
}

static void add_watched(struct page *p, struct page_coverage *c, uint32_t n_summed)
{
    if (c->n_days_watched >= p->n_span_days)
        c->watched_sentence =
            p->n_span_days == 1
                ? "Kindward was looking on that day."
                : page_say(p, "Kindward was looking on each of the %u days.", p->n_span_days);
    else if (c->n_days_watched == 0)
        c->watched_sentence = "Kindward was not looking on any of these days.";
    else
        c->watched_sentence =
            page_say(p,
                     "Kindward was looking on %u of %u days. The other days are missing here, and "
                     "that says nothing about them.",
                     c->n_days_watched, p->n_span_days);
    if (n_summed > 0)
        c->watched_sentence = page_say(
            p, "%s Of %u of them only sums are kept: minutes a day, added up, and no times of day.",
            c->watched_sentence, n_summed);
}

/* "Of 40 connections without a name, 12 probably went to: amazonaws.com, …" */
static void add_guesses(struct page *p, const struct week *w)
{
    struct page_coverage *c = &p->coverage;
    AUTO_TEXT struct text words = {.at = NULL};

    c->guess_sentence = "";
    c->n_nameless = w->coverage.by_evidence[EVIDENCE_NONE];
    c->n_guessed = w->coverage.n_guessed < c->n_nameless ? w->coverage.n_guessed : c->n_nameless;
    if (c->n_guessed == 0)
        return;
    text_addf(&words, "Of %llu %s without a name, %llu probably went to: ",
              (unsigned long long)c->n_nameless, c->n_nameless == 1 ? "connection" : "connections",
              (unsigned long long)c->n_guessed);
    for (size_t i = 0; i < w->n_guesses && i < PAGE_GUESSES_SHOWN; i++) {
        const char *site = page_clean(p, w->guesses[i].site);

        c->guess_sites[c->n_guess_sites++] = site;
        text_addf(&words, "%s%s", i > 0 ? ", " : "", site);
    }
    text_add(&words, w->n_guesses > PAGE_GUESSES_SHOWN ? " and others" : "");
    text_add(&words, ". That is a guess from the address, and counts as use of nothing.");
    c->guess_sentence = page_keep(p, &words);
}

void page_add_coverage(struct page *p, const struct week *w)
{
    const struct week_coverage *from = &w->coverage;
    struct page_coverage *c = &p->coverage;
    uint64_t explained;

    c->n_connections = from->n_connections;
    c->n_named = from->by_evidence[EVIDENCE_SAID] + from->by_evidence[EVIDENCE_BOUND];
    c->n_claimed = from->by_evidence[EVIDENCE_CLAIMED];
    c->n_days_watched = from->n_days_watched;
    if (c->n_named > c->n_connections)
        c->n_named = c->n_connections;
    if (c->n_connections > 0)
        c->named_percent =
            (unsigned)((long double)c->n_named * 100 / (long double)c->n_connections);

    c->reasons = page_room(p, NAMELESS_COUNT + 2, sizeof(*c->reasons));
    explained = c->n_named;
    if (c->reasons) {
        add_reason(c, "claimed", "The name was only claimed: nothing confirmed that it was true.",
                   c->n_claimed);
        explained += c->n_claimed;
        for (int n = NAMELESS_NOT + 1; n < NAMELESS_COUNT; n++) {
            add_reason(c, nameless_name((enum nameless)n), nameless_words((enum nameless)n),
                       from->nameless[n]);
            explained += from->nameless[n];
        }
        if (explained < c->n_connections)
            add_reason(c, "outer-name",
                       "Only the name of the company that carries the site was visible.",
                       c->n_connections - explained);
    }

    if (c->n_connections == 0)
        c->sentence = "There were no connections to name.";
    else
        c->sentence = page_say(p,
                               "%llu of %llu connections (%u %%) had a name that could be "
                               "trusted.",
                               (unsigned long long)c->n_named, (unsigned long long)c->n_connections,
                               c->named_percent);
    c->claimed_sentence =
        c->n_claimed == 0
            ? ""
            : "Names that were only claimed are not shown as sites and raise nothing: a program "
              "can claim any name.";
    add_guesses(p, w);
    add_watched(p, c, from->n_days_summed);
}
