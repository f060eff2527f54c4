#include "sample_week.h"

#include "base/clock.h"

#include <string.h>

#define MONDAY_W47 20773 /* 2026-11-16 */
/* The week owns its strings; these are of the program and are never freed. */
#define OWN(s)    ((char *)(s))
#define BIT(name) (UINT32_C(1) << CATEGORY_##name)
#define USE(low_, high_, days_, latest_)                                                           \
    {                                                                                              \
        .minutes = {low_, high_}, .n_days = days_, .first_day = MONDAY_W47,                        \
        .last_day = MONDAY_W47 + 6, .latest_minute = latest_, .n_visits = 9                        \
    }

static const struct platform discord = {
    .id = "discord",
    .name = "Discord",
    .kind = PLATFORM_MESSAGING,
    .strangers_can_write = KNOWN_YES,
    .end_to_end_encrypted = KNOWN_NO,
    .minimum_age = 13,
    .age_source = "discord.com/terms",
    .card = "Groups that write, talk and share screens, often around a game. Some are for friends "
            "only, others are open to anyone.",
    .question = "Which servers are you on, and who invited you?",
    .categories = BIT(MESSAGING)};
static const struct platform instagram = {
    .id = "instagram",
    .name = "Instagram",
    .kind = PLATFORM_SOCIAL,
    .strangers_can_write = KNOWN_YES,
    .end_to_end_encrypted = KNOWN_UNSURE,
    .minimum_age = 13,
    .age_source = "help.instagram.com",
    .card = "Pictures, short films and direct messages. An account can be set to private.",
    .question = "",
    .categories = BIT(SOCIAL)};
static const struct platform chatavenue = {
    .id = "chat-avenue",
    .name = "Chat Avenue",
    .kind = PLATFORM_STRANGER_CHAT,
    .strangers_can_write = KNOWN_YES,
    .end_to_end_encrypted = KNOWN_NO,
    .minimum_age = 18,
    .age_source = "",
    .card = "Open chat rooms with people one does not know. No account is needed.",
    .question = "Have you ever talked with someone online you had never met?",
    .categories = BIT(STRANGER_CHAT)};
static const struct platform whatsapp = {.id = "whatsapp",
                                         .name = "WhatsApp",
                                         .kind = PLATFORM_MESSAGING,
                                         .strangers_can_write = KNOWN_UNSURE,
                                         .end_to_end_encrypted = KNOWN_YES,
                                         .minimum_age = 13,
                                         .age_source = "whatsapp.com/legal",
                                         .card = "Messages and calls with people whose number one "
                                                 "has; groups for school and family.",
                                         .question = "",
                                         .categories = BIT(MESSAGING)};
static const struct platform roblox = {.id = "roblox",
                                       .name = "Roblox",
                                       .kind = PLATFORM_GAME,
                                       .strangers_can_write = KNOWN_YES,
                                       .minimum_age = 0,
                                       .age_source = "",
                                       .card = "",
                                       .question = "",
                                       .categories = BIT(GAMES)};
static const struct platform youtube = {.id = "youtube",
                                        .name = "YouTube",
                                        .kind = PLATFORM_VIDEO,
                                        .strangers_can_write = KNOWN_NO,
                                        .minimum_age = 13,
                                        .age_source = "youtube.com/t/terms",
                                        .card = "",
                                        .question = "",
                                        .categories = BIT(VIDEO)};
static const struct platform google = {.id = "google",
                                       .name = "Google",
                                       .kind = PLATFORM_SEARCH,
                                       .strangers_can_write = KNOWN_NO,
                                       .age_source = "",
                                       .card = "",
                                       .question = "",
                                       .categories = BIT(OTHER)};

static struct week_platform rich_platforms[] = {
    {.platform = &youtube,
     .id = OWN("youtube"),
     .use = USE(312, 371, 7, 1295),
     .earlier = {{290, 340}, {300, 350}, {250, 300}, {280, 330}}},
    {.platform = &roblox,
     .id = OWN("roblox"),
     .use = USE(241, 283, 6, 1270),
     .earlier = {{120, 150}, {110, 140}, {90, 120}, {100, 130}}},
    {.platform = &discord,
     .id = OWN("discord"),
     .use = USE(118, 147, 4, 1470),
     .is_new = true,
     .is_first_seen = true},
    {.platform = &instagram,
     .id = OWN("instagram"),
     .use = USE(63, 88, 5, 1312),
     .earlier = {{60, 70}, {55, 70}, {70, 90}, {50, 66}}},
    {.platform = &whatsapp,
     .id = OWN("whatsapp"),
     .use = USE(22, 41, 7, 1281),
     .earlier = {{30, 40}}},
    {.platform = &google, .id = OWN("google"), .use = USE(14, 33, 7, 1240), .earlier = {{20, 30}}},
    {.platform = &chatavenue,
     .id = OWN("chat-avenue"),
     .use = USE(9, 14, 1, 1377),
     .is_new = true,
     .is_first_seen = true},
    {.platform = NULL, .id = OWN("gone-from-catalogue"), .use = USE(0, 1, 1, 900)},
};

static struct week_site rich_sites[] = {
    {OWN("youtube.com"), OWN("youtube"), BIT(VIDEO), USE(312, 371, 7, 1295), false, false},
    {OWN("roblox.com"), OWN("roblox"), BIT(GAMES), USE(241, 283, 6, 1270), false, false},
    {OWN("discord.com"), OWN("discord"), BIT(MESSAGING), USE(118, 147, 4, 1470), true, true},
    {OWN("instagram.com"), OWN("instagram"), BIT(SOCIAL), USE(63, 88, 5, 1312), false, false},
    {OWN("wikipedia.org"), OWN(""), BIT(EDUCATION), USE(45, 71, 5, 1190), false, false},
    {OWN("whatsapp.net"), OWN("whatsapp"), BIT(MESSAGING), USE(22, 41, 7, 1281), false, false},
    {OWN("google.com"), OWN("google"), BIT(OTHER), USE(14, 33, 7, 1240), false, false},
    {OWN("khanacademy.org"), OWN(""), BIT(EDUCATION), USE(26, 31, 2, 1080), true, true},
    {OWN("chat-avenue.com"), OWN("chat-avenue"), BIT(STRANGER_CHAT), USE(9, 14, 1, 1377), true,
     true},
    {OWN("coolmathgames.com"), OWN(""), BIT(GAMES), USE(7, 12, 2, 1001), false, false},
    {OWN("bbc.co.uk"), OWN(""), 0, USE(5, 9, 2, 1102), false, false},
    {OWN("scratch.mit.edu"), OWN(""), BIT(EDUCATION) | BIT(FORUMS), USE(4, 8, 1, 1044), false,
     false},
    {OWN("a-name-that-is-really-rather-long-and-goes-on-for-a-while.example.org"), OWN(""), 0,
     USE(3, 6, 1, 1020), true, true},
    {OWN("weather.example"), OWN(""), 0, USE(2, 4, 3, 480), false, false},
    {OWN("lyrics.example"), OWN(""), 0, USE(1, 3, 1, 1200), false, false},
    {OWN("recipes.example"), OWN(""), 0, USE(1, 2, 1, 1050), false, false},
    {OWN("unheard-of.example"), OWN("gone-from-catalogue"), BIT(FORUMS), USE(0, 1, 1, 900), false,
     false},
};

static struct week_day rich_days[] = {
    {MONDAY_W47, {102, 124}, {21, 30}, 1261, true},
    {MONDAY_W47 + 1, {88, 110}, {24, 33}, 1275, true},
    {MONDAY_W47 + 2, {121, 146}, {38, 49}, 1377, true},
    {MONDAY_W47 + 3, {0, 0}, {0, 0}, -1, false},
    {MONDAY_W47 + 4, {154, 181}, {61, 78}, 1470, true},
    {MONDAY_W47 + 5, {217, 259}, {48, 66}, 1312, true},
    {MONDAY_W47 + 6, {178, 206}, {19, 31}, 1240, true},
};

static struct week_signal rich_signals[] = {
    {SIGNAL_STRANGER_CHAT,
     &rich_platforms[6],
     NULL,
     &rich_sites[8],
     CATEGORY_STRANGER_CHAT,
     {9, 14},
     {0, 0},
     MONDAY_W47 + 2,
     1364,
     1},
    {SIGNAL_OFF_PLATFORM,
     &rich_platforms[1],
     &rich_platforms[2],
     NULL,
     CATEGORY_MESSAGING,
     {118, 147},
     {0, 0},
     MONDAY_W47 + 1,
     1122,
     1},
    {SIGNAL_NIGHT, NULL, NULL, NULL, CATEGORY_OTHER, {95, 118}, {10, 22}, MONDAY_W47 + 2, -1, 2},
    {SIGNAL_MORE_THAN_BEFORE,
     &rich_platforms[1],
     NULL,
     NULL,
     CATEGORY_GAMES,
     {241, 283},
     {105, 135},
     MONDAY_W47,
     -1,
     6},
};

/* Monday midnight UTC and so many minutes. */
#define AT(minutes) (MONDAY_W47 * DAY_US + (minutes)*MINUTE_US)

static struct gap rich_gaps[] = {
    {GAP_AGENT_OFF, AT(2282), AT(2289), 0, 0},
    {GAP_QUEUE_FULL, AT(4000), AT(4001), 3600, 212},
    {GAP_RECORDER_STUCK, AT(4100), AT(4103), 3600, 0},
    {GAP_GATE_AWAY, AT(5000), AT(5000) + 5 * SECOND_US, 3600, 0},
    {GAP_START, AT(6000), AT(6002), 3600, 0},
    {GAP_RULES_FLUSHED, AT(7000), AT(7031), -5400, 0},
    {GAP_MESSAGES_LOST, AT(8000), AT(8000), 3600, 9},
};

static struct week_block rich_blocks[] = {
    {OWN("bet.example"), BIT(GAMBLING), 4, 2},
    {OWN("a-name-that-is-really-rather-long-and-goes-on-for-a-while.example.org"), 0, 1, 1},
};

static struct week_guess rich_guesses[] = {{OWN("amazonaws.com"), 30}, {OWN("cloud.example"), 9},
                                           {OWN("one.example"), 3},    {OWN("two.example"), 2},
                                           {OWN("three.example"), 1},  {OWN("four.example"), 1}};

static void fill_heat(struct week *w)
{
    static const uint8_t school[24] = {
        [7] = 6, [15] = 12, [16] = 34, [17] = 41, [18] = 15, [19] = 28, [20] = 22, [21] = 4};
    static const uint8_t free_day[24] = {[9] = 8,   [10] = 31, [11] = 47, [13] = 22, [14] = 38,
                                         [15] = 52, [16] = 29, [17] = 12, [19] = 18, [20] = 24};

    for (size_t d = 0; d < 7; d++)
        if (d != 3)
            memcpy(w->heat[d], d < 5 ? school : free_day, 24);
    w->heat[2][22] = 14;
    w->heat[4][22] = 30;
    w->heat[4][23] = 42;
    w->heat[5][0] = 21;
}

const struct week *sample_week_rich(void)
{
    static struct week w;

    w = (struct week){
        .child = OWN("Mia"),
        .from_day = MONDAY_W47,
        .to_day = MONDAY_W47 + 7,
        .is_iso_week = true,
        .total = {860, 1026},
        .chat = {211, 287},
        .total_earlier = {{640, 790}, {610, 742}, {0, 0}, {590, 700}},
        .had_earlier = {true, true, false, true},
        .latest_minute = 1470,
        .platforms = rich_platforms,
        .n_platforms = ARRAY_LEN(rich_platforms),
        .sites = rich_sites,
        .n_sites = ARRAY_LEN(rich_sites),
        .n_noise_sites = 84,
        .days = rich_days,
        .n_days = ARRAY_LEN(rich_days),
        .signals = rich_signals,
        .n_signals = ARRAY_LEN(rich_signals),
        .gaps = rich_gaps,
        .n_gaps = ARRAY_LEN(rich_gaps),
        .blocks = rich_blocks,
        .n_blocks = ARRAY_LEN(rich_blocks),
        .guesses = rich_guesses,
        .n_guesses = ARRAY_LEN(rich_guesses),
        .coverage =
            {
                .n_connections = 4812,
                .by_evidence = {[EVIDENCE_NONE] = 411,
                                [EVIDENCE_OUTER] = 120,
                                [EVIDENCE_CLAIMED] = 37,
                                [EVIDENCE_BOUND] = 310,
                                [EVIDENCE_SAID] = 3934},
                .nameless = {[NAMELESS_BEFORE_US] = 61,
                             [NAMELESS_ENCRYPTED] = 204,
                             [NAMELESS_SAYS_NONE] = 33,
                             [NAMELESS_NOT_READABLE] = 12,
                             [NAMELESS_CALL] = 58,
                             [NAMELESS_OTHER] = 43},
                .n_guessed = 46,
                .n_days_watched = 6,
            },
    };
    w.categories[CATEGORY_VIDEO] = (struct week_category){
        .category = CATEGORY_VIDEO, .use = USE(312, 371, 7, 1295), .n_sites = 1};
    w.categories[CATEGORY_GAMES] = (struct week_category){
        .category = CATEGORY_GAMES, .use = USE(248, 294, 6, 1270), .n_sites = 2};
    w.categories[CATEGORY_MESSAGING] = (struct week_category){
        .category = CATEGORY_MESSAGING, .use = USE(139, 186, 7, 1470), .n_sites = 2};
    w.categories[CATEGORY_SOCIAL] = (struct week_category){
        .category = CATEGORY_SOCIAL, .use = USE(63, 88, 5, 1312), .n_sites = 1};
    w.categories[CATEGORY_EDUCATION] = (struct week_category){
        .category = CATEGORY_EDUCATION, .use = USE(75, 108, 6, 1190), .n_sites = 3};
    w.categories[CATEGORY_STRANGER_CHAT] = (struct week_category){
        .category = CATEGORY_STRANGER_CHAT, .use = USE(9, 14, 1, 1377), .n_sites = 1};
    w.categories[CATEGORY_OTHER] = (struct week_category){
        .category = CATEGORY_OTHER, .use = USE(26, 57, 7, 1240), .n_sites = 6};
    fill_heat(&w);
    return &w;
}

const struct week *sample_week_calm(void)
{
    static struct week_platform platforms[] = {
        {.platform = &youtube, .id = OWN("youtube"), .use = USE(41, 55, 3, 1130)}};
    static struct week_site sites[] = {
        {OWN("youtube.com"), OWN("youtube"), BIT(VIDEO), USE(41, 55, 3, 1130), false, true},
        {OWN("wikipedia.org"), OWN(""), BIT(EDUCATION), USE(12, 19, 2, 1015), false, true}};
    static struct week_day days[] = {{MONDAY_W47, {20, 27}, {0, 0}, 1015, true},
                                     {MONDAY_W47 + 2, {33, 46}, {0, 0}, 1130, true}};
    static struct week w;

    w = (struct week){
        .child = OWN("Jonas"),
        .from_day = MONDAY_W47,
        .to_day = MONDAY_W47 + 7,
        .is_iso_week = true,
        .total = {53, 73},
        .latest_minute = 1130,
        .platforms = platforms,
        .n_platforms = ARRAY_LEN(platforms),
        .sites = sites,
        .n_sites = ARRAY_LEN(sites),
        .days = days,
        .n_days = ARRAY_LEN(days),
        .coverage = {.n_connections = 96,
                     .by_evidence = {[EVIDENCE_SAID] = 96},
                     .n_days_watched = 7},
    };
    w.categories[CATEGORY_VIDEO] = (struct week_category){
        .category = CATEGORY_VIDEO, .use = USE(41, 55, 3, 1130), .n_sites = 1};
    w.heat[0][16] = 20;
    w.heat[2][18] = 33;
    return &w;
}

const struct week *sample_week_empty(void)
{
    static struct week w;

    w = (struct week){.child = OWN("Mia"),
                      .from_day = MONDAY_W47,
                      .to_day = MONDAY_W47 + 7,
                      .is_iso_week = true,
                      .latest_minute = -1};
    return &w;
}

const struct week *sample_week_day(void)
{
    static struct week w;

    w = *sample_week_calm();
    w.to_day = w.from_day + 1;
    w.is_iso_week = false;
    w.n_days = 1;
    w.coverage.n_days_watched = 1;
    return &w;
}

const struct week *sample_week_year(void)
{
    static struct week_day days[365];
    static struct week w;

    w = *sample_week_rich();
    w.from_day = MONDAY_W47 - 364;
    w.to_day = w.from_day + 365;
    w.is_iso_week = false;
    for (int32_t i = 0; i < 365; i++) {
        days[i] = rich_days[i % 7];
        days[i].day = w.from_day + i;
    }
    w.days = days;
    w.n_days = 365;
    w.coverage.n_days_watched = 312;
    return &w;
}

const struct week *sample_week_named(const char *name)
{
    static struct platform platform;
    static struct week_platform platforms[1];
    static struct week_site sites[1];
    static struct week_signal signals[3];
    static struct week_block blocks[1];
    static struct week_guess guesses[1];
    static struct week_day days[1];
    static struct week w;

    platform = (struct platform){.id = name,
                                 .name = name,
                                 .kind = PLATFORM_STRANGER_CHAT,
                                 .strangers_can_write = KNOWN_YES,
                                 .minimum_age = 16,
                                 .age_source = name,
                                 .card = name,
                                 .question = name,
                                 .categories = BIT(STRANGER_CHAT)};
    platforms[0] = (struct week_platform){
        .platform = &platform, .id = OWN(name), .use = USE(10, 12, 1, 1200), .is_new = true};
    sites[0] = (struct week_site){.site = OWN(name),
                                  .platform_id = OWN(name),
                                  .categories = BIT(STRANGER_CHAT),
                                  .use = USE(10, 12, 1, 1200)};
    blocks[0] = (struct week_block){.site = OWN(name), .n_times = 1, .n_days = 1};
    guesses[0] = (struct week_guess){.site = OWN(name), .n = 1};
    signals[0] = (struct week_signal){.kind = SIGNAL_STRANGER_CHAT,
                                      .platform = &platforms[0],
                                      .minutes = {10, 12},
                                      .day = MONDAY_W47,
                                      .minute_of_day = 1190,
                                      .n_days = 1};
    signals[1] = (struct week_signal){.kind = SIGNAL_OFF_PLATFORM,
                                      .platform = &platforms[0],
                                      .other = &platforms[0],
                                      .day = MONDAY_W47,
                                      .minute_of_day = 1470,
                                      .n_days = 1};
    signals[2] = (struct week_signal){.kind = SIGNAL_CATEGORY,
                                      .site = &sites[0],
                                      .category = CATEGORY_GAMBLING,
                                      .minutes = {1, 2},
                                      .day = MONDAY_W47,
                                      .minute_of_day = -1,
                                      .n_days = 3};
    days[0] = (struct week_day){MONDAY_W47, {10, 12}, {10, 12}, 1200, true};
    w = (struct week){
        .child = OWN(name),
        .from_day = MONDAY_W47,
        .to_day = MONDAY_W47 + 7,
        .is_iso_week = true,
        .total = {10, 12},
        .chat = {10, 12},
        .latest_minute = 1200,
        .platforms = platforms,
        .n_platforms = 1,
        .sites = sites,
        .n_sites = 1,
        .days = days,
        .n_days = 1,
        .blocks = blocks,
        .n_blocks = 1,
        .guesses = guesses,
        .n_guesses = 1,
        .signals = signals,
        .n_signals = 3,
        .coverage = {
            .n_connections = 11,
            .by_evidence = {[EVIDENCE_NONE] = 1, [EVIDENCE_CLAIMED] = 1, [EVIDENCE_SAID] = 9},
            .nameless = {[NAMELESS_OTHER] = 1},
            .n_guessed = 1,
            .n_days_watched = 7}};
    w.categories[CATEGORY_STRANGER_CHAT] = (struct week_category){
        .category = CATEGORY_STRANGER_CHAT, .use = USE(10, 12, 1, 1200), .n_sites = 1};
    w.heat[0][19] = 10;
    return &w;
}
