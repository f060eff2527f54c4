#include "report/words.h"

#include "base/clock.h"

enum { HOUR = 60, WORDS_IN_HOURS = 120 /* minutes from which hours are said */ };

/* A count of half hours: "half an hour" is the caller's, "2½". */
static void add_halves(struct text *t, uint32_t halves)
{
    if (halves / 2 > 0)
        text_addf(t, "%u", halves / 2);
    if (halves % 2)
        text_add(t, "½");
}

/* The step to which a range of that length is rounded, in minutes. */
static uint32_t rounding(uint32_t high)
{
    if (high < 20)
        return 1;
    if (high < WORDS_IN_HOURS)
        return 5;
    return high < 10 * HOUR ? HOUR / 2 : HOUR;
}

static struct minutes round_outward(struct minutes m)
{
    uint32_t step = rounding(m.high);

    return (struct minutes){
        .low = m.low / step * step,
        .high = (m.high / step + (m.high % step > 0)) * step,
    };
}

void words_minutes(struct text *t, struct minutes m)
{
    struct minutes r;

    if (m.high < m.low)
        m.high = m.low;
    r = round_outward(m);
    if (m.high == 0) {
        text_add(t, "no time");
    } else if (m.high == 1) {
        text_add(t, m.low == 0 ? "under a minute" : "a minute");
    } else if (m.high < WORDS_IN_HOURS) {
        if (m.high >= 20 && r.low > 0)
            text_add(t, "about ");
        if (r.low == 0)
            text_addf(t, "up to %u minutes", r.high);
        else if (r.low == r.high)
            text_addf(t, "%u minutes", r.high);
        else
            text_addf(t, "%u to %u minutes", r.low, r.high);
    } else {
        if (r.low > 0 || m.low >= 15)
            text_add(t, "about ");
        if (r.low == 0) {
            text_add(t, m.low >= 15 ? "a quarter of an hour to " : "up to ");
        } else if (r.low == HOUR / 2) {
            text_add(t, "half an hour to ");
        } else if (r.low != r.high) {
            add_halves(t, r.low / 30);
            text_add(t, " to ");
        }
        add_halves(t, r.high / 30);
        text_add(t, " hours");
    }
}

void words_minutes_short(struct text *t, struct minutes m)
{
    struct minutes r;

    if (m.high < m.low)
        m.high = m.low;
    r = round_outward(m);
    if (m.high == 0) {
        text_add(t, "–");
    } else if (m.high == 1) {
        text_add(t, m.low == 0 ? "<1 min" : "1 min");
    } else if (m.high < WORDS_IN_HOURS) {
        if (r.low == 0)
            text_add(t, "up to ");
        else if (r.low != r.high)
            text_addf(t, "%u–", r.low);
        text_addf(t, "%u min", r.high);
    } else {
        if (r.low == 0) {
            text_add(t, "up to ");
        } else if (r.low != r.high) {
            add_halves(t, r.low / 30);
            text_add(t, "–");
        }
        add_halves(t, r.high / 30);
        text_add(t, " h");
    }
}

void words_time(struct text *t, int32_t minute_of_day)
{
    if (minute_of_day >= 0)
        text_addf(t, "%02d:%02d", minute_of_day / HOUR % 24, minute_of_day % HOUR);
}

static const char *const weekdays[7] = {"Monday", "Tuesday",  "Wednesday", "Thursday",
                                        "Friday", "Saturday", "Sunday"};
static const char *const months[13] = {"",        "January",  "February", "March",  "April",
                                       "May",     "June",     "July",     "August", "September",
                                       "October", "November", "December"};

void words_day(struct text *t, int32_t day)
{
    struct date d = date_from_day(day);

    text_addf(t, "%s %d %s", weekdays[day_weekday(day)], d.day, months[d.month]);
}

void words_day_short(struct text *t, int32_t day)
{
    struct date d = date_from_day(day);

    text_addf(t, "%.3s %d %.3s", weekdays[day_weekday(day)], d.day, months[d.month]);
}

void words_span(struct text *t, int32_t from_day, int32_t to_day, bool is_iso_week)
{
    struct date a = date_from_day(from_day), b = date_from_day(to_day - 1);

    if (to_day - from_day == 1) {
        words_day(t, from_day);
        text_addf(t, " %d", a.year);
        return;
    }
    text_addf(t, "%d", a.day);
    if (a.month != b.month || a.year != b.year)
        text_addf(t, " %s", months[a.month]);
    if (a.year != b.year)
        text_addf(t, " %d", a.year);
    text_addf(t, " to %d %s %d", b.day, months[b.month], b.year);
    if (is_iso_week) {
        char week[WEEK_TEXT_MAX];
        const char *number = week_format(from_day, week);

        while (*number && *number != 'W')
            number++;
        if (*number == 'W' && number[1] == '0')
            number++;
        if (*number)
            text_addf(t, " (week %s)", number + 1);
    }
}

void words_count(struct text *t, uint64_t n)
{
    static const char *const small[] = {"no",   "one", "two",   "three", "four",
                                        "five", "six", "seven", "eight", "nine"};

    if (n < ARRAY_LEN(small))
        text_add(t, small[n]);
    else
        text_addf(t, "%llu", (unsigned long long)n);
}

void words_many(struct text *t, uint64_t n, const char *one, const char *many)
{
    text_addf(t, "%llu %s", (unsigned long long)n, n == 1 ? one : many);
}
