#include "report/notice.h"

#include "report/clean.h"
#include "report/words.h"

static const struct {
    const char *what, *why;
} gap_words[GAP_KIND_COUNT] = {
    [GAP_GATE_AWAY] = {"anything", "the part of it that takes packets had stopped"},
    [GAP_GATE_FROZEN] = {"anything", "the part of it that takes packets did not answer"},
    [GAP_INSPECTOR_AWAY] = {"any names", "the part of it that reads names had stopped"},
    [GAP_QUEUE_FULL] = {"everything", "more came in than it could read"},
    [GAP_MESSAGES_LOST] = {"everything", "more came in than it could write down"},
    [GAP_RECORDER_STUCK] = {"everything", "what it saw could not be written down"},
    [GAP_MACHINE_ASLEEP] = {"anything", "the computer slept"},
    [GAP_CLOCK_MOVED] = {"anything", "the clock was set"},
    [GAP_RULES_FLUSHED] = {"anything", "another program had taken its rules away"},
    [GAP_AGENT_OFF] = {"anything", "it had been stopped"},
    [GAP_START] = {"anything", "it was still starting"},
};

void notice_times(struct text *t, int64_t from_us, int64_t to_us, int32_t utc_offset_s)
{
    int32_t from = clock_second_of_day(from_us, utc_offset_s) / 60;
    int32_t to = clock_second_of_day(to_us, utc_offset_s) / 60;
    int32_t day = clock_day(to_us, utc_offset_s);

    words_time(t, from);
    if (day == clock_day(from_us, utc_offset_s) && to == from)
        return;
    text_add(t, "–");
    if (to_us - from_us >= DAY_US) {
        words_day_short(t, day);
        text_add(t, ", ");
    }
    words_time(t, to);
}

void notice_gap(struct text *t, const struct gap *gap)
{
    text_addf(t, "Kindward did not see %s on ", gap_words[gap->kind].what);
    words_day(t, clock_day(gap->from_us, gap->utc_offset_s));
    text_add(t, ", ");
    notice_times(t, gap->from_us, gap->to_us, gap->utc_offset_s);
    text_addf(t, ": %s.", gap_words[gap->kind].why);
}

static void add_who(struct text *t, const struct alert *a)
{
    if (a->child[0])
        clean_add(t, a->child);
    else
        text_add(t, "Somebody");
}

static void add_name(struct text *t, const struct alert *a, const char *name)
{
    clean_add(t, name && name[0] ? name : a->platform[0] ? a->platform : a->site);
}

static void add_bypass(struct text *t, const struct alert *a, const char *name)
{
    if (!a->platform[0] && !a->site[0]) {
        text_add(t, "A connection of ");
        add_who(t, a);
        text_add(t, "’s looked like a tunnel (a VPN, SSH or Tor). What goes through one cannot be "
                    "seen here. Schools, games and work use them too.");
        return;
    }
    add_name(t, a, name);
    text_add(t, a->rule[0] ? " was blocked for " : " was used by ");
    add_who(t, a);
    text_add(t, ". It can lead around what Kindward sees (a VPN, encrypted look-ups, Tor). Many "
                "programs turn to such names by themselves.");
}

void notice_alert(struct text *t, const struct alert *a, const char *name)
{
    switch (a->kind) {
    case ALERT_STRANGER_CHAT:
        add_who(t, a);
        text_add(t, " used ");
        add_name(t, a, name);
        text_add(t, " for the first time, a place for chat with people one does not know. Often it "
                    "is a friend’s link, or a look around.");
        return;
    case ALERT_RULE:
        add_who(t, a);
        text_add(t, " used ");
        add_name(t, a, name);
        text_add(t, ", which you asked to be told of");
        if (a->rule[0]) {
            text_add(t, ": ");
            clean_add(t, a->rule);
        }
        text_add_char(t, '.');
        return;
    case ALERT_BYPASS:
        add_bypass(t, a, name);
        return;
    case ALERT_GAP:
        text_addf(t, "Kindward did not see %s for %llu minutes or longer: %s.",
                  gap_words[a->gap].what, (unsigned long long)a->count, gap_words[a->gap].why);
        return;
    case ALERT_MORE:
        text_addf(t, "And %llu more", (unsigned long long)a->count);
        if (a->child[0]) {
            text_add(t, " of ");
            clean_add(t, a->child);
            text_add(t, "’s");
        }
        text_add(t, " in that hour, not told one by one. `kindward log` shows the whole day.");
        return;
    case ALERT_KIND_COUNT:
        return;
    }
}
