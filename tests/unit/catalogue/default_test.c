/* uses: base catalogue catalogue_default */
#include "catalogue/catalogue.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

enum { LINE_MAX_BYTES = 8192 };

static struct catalogue *c;

static int set_up(void **state)
{
    AUTO_TEXT struct text error = {.at = NULL};

    (void)state;
    return catalogue_of_memory(catalogue_default_image(), &c, &error);
}

static int tear_down(void **state)
{
    (void)state;
    c = catalogue_close(c);
    return 0;
}

static struct meaning find(const char *name)
{
    return catalogue_find(c, name, strlen(name));
}

static const char *platform_of(const char *name)
{
    const struct platform *p = catalogue_platform(c, find(name).platform);

    return p ? p->id : "";
}

static void every_kind_of_platform_is_there_and_every_id_once(void **state)
{
    size_t of_kind[PLATFORM_KIND_COUNT] = {0}, n = catalogue_n_platforms(c);

    (void)state;
    assert_true(n >= 150);
    for (size_t i = 1; i <= n; i++) {
        const struct platform *p = catalogue_platform(c, (uint16_t)i);

        of_kind[p->kind]++;
        assert_ptr_equal(catalogue_platform_by_id(c, p->id), p);
        assert_true(p->name[0] != '\0' && p->card[0] != '\0' && p->question[0] != '\0');
        assert_true(p->categories != 0);
        assert_true(p->minimum_age <= 18);
        assert_true((p->minimum_age == 0) == (p->age_source[0] == '\0'));
    }
    for (int k = 0; k < PLATFORM_KIND_COUNT; k++)
        assert_true(of_kind[k] > 0);
}

static void every_domain_of_the_table_is_found_as_its_platform(void **state)
{
    __attribute__((cleanup(auto_close_stream))) FILE *in =
        fopen(SOURCE_DIR "/blocklists/platforms.tsv", "r");
    static char line[LINE_MAX_BYTES];
    size_t n = 0;

    (void)state;
    assert_non_null(in);
    while (fgets(line, sizeof(line), in)) {
        char *rest = line, *id = strsep(&rest, "\t"), *domains, *domain;

        if (line[0] == '#')
            continue;
        strsep(&rest, "\t"); /* name */
        strsep(&rest, "\t"); /* kind */
        domains = strsep(&rest, "\t");
        assert_non_null(domains);
        while ((domain = strsep(&domains, " "))) {
            assert_string_equal(platform_of(domain), id);
            n++;
        }
    }
    assert_true(n > catalogue_n_platforms(c));
}

static void names_that_families_meet_have_the_platform_they_mean(void **state)
{
    static const struct {
        const char *name, *id;
    } known[] = {
        {"www.google.com", "google"},
        {"mail.google.com", "gmail"},
        {"classroom.google.com", "google-classroom"},
        {"meet.google.com", "google-meet"},
        {"play.google.com", "google-play"},
        {"www.youtube.com", "youtube"},
        {"rr4---sn-4g5e6nez.googlevideo.com", "youtube"},
        {"i.ytimg.com", "youtube"},
        {"youtubei.googleapis.com", "youtube"},
        {"scontent-fra3-1.xx.fbcdn.net", "facebook"},
        {"graph.facebook.com", "facebook"},
        {"scontent.cdninstagram.com", "instagram"},
        {"cdn.discordapp.net", "discord"},
        {"tr.rbxcdn.com", "roblox"},
        {"g.whatsapp.net", "whatsapp"},
        {"app.snapchat.com", "snapchat"},
        {"v16.tiktokcdn.com", "tiktok"},
        {"www.chat-avenue.com", "chat-avenue"},
        {"character.ai", "character-ai"},
        {"ome.tv", "ometv"},
        {"de.wikipedia.org", "wikipedia"},
        {"open.spotify.com", "spotify"},
        {"fonts.googleapis.com", ""},
        {"www.gstatic.com", ""},
        {"accounts.google.com", ""},
        {"clients4.google.com", ""},
        {"example.org", ""},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(known); i++)
        assert_string_equal(platform_of(known[i].name), known[i].id);
}

static void what_no_person_chose_is_machinery(void **state)
{
    static const char *const names[] = {"fonts.googleapis.com",      "www.gstatic.com",
                                        "ocsp.digicert.com",         "detectportal.firefox.com",
                                        "e673.dsce9.akamaiedge.net", "security.debian.org"};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        assert_true(find(names[i]).is_machinery);
    assert_false(find("www.youtube.com").is_machinery);
    assert_false(find("www.google.com").is_machinery);
}

static void help_lines_are_never_recorded(void **state)
{
    static const char *const names[] = {
        "www.childline.org.uk",     "kidshelpphone.ca",
        "www.nummergegenkummer.de", "www.116111.pl",
        "www.samaritans.org",       "988lifeline.org",
        "www.thetrevorproject.org", "rainn.org",
        "www.stopitnow.org.uk",     "www.nspcc.org.uk",
        "allo119.gouv.fr",          "azzurro.it",
        "jugendnotmail.de",         "chat.krisenchat.de",
        "kidshelpline.com.au",      "bris.se",
        "kindertelefoon.nl",        "projuventute.ch",
        "rataufdraht.at",           "plannedparenthood.org",
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        if (!find(names[i]).never_recorded)
            print_error("%s would be recorded\n", names[i]);
        assert_true(find(names[i]).never_recorded);
    }
    assert_false(find("www.google.com").never_recorded);
}

static void every_category_that_a_parent_may_meet_has_names(void **state)
{
    static const struct {
        enum category category;
        const char *name;
    } known[] = {
        {CATEGORY_ADULT, "www.xvideos.com"},
        {CATEGORY_GAMBLING, "bet365.com"},
        {CATEGORY_DATING, "tinder.com"},
        {CATEGORY_STRANGER_CHAT, "chatroulette.com"},
        {CATEGORY_MESSAGING, "signal.org"},
        {CATEGORY_SOCIAL, "instagram.com"},
        {CATEGORY_AI_COMPANION, "replika.com"},
        {CATEGORY_FORUMS, "reddit.com"},
        {CATEGORY_LIVESTREAM, "twitch.tv"},
        {CATEGORY_VIDEO, "netflix.com"},
        {CATEGORY_GAMES, "minecraft.net"},
        {CATEGORY_SELF_HARM, "myproana.com"},
        {CATEGORY_HATE_VIOLENCE, "stormfront.org"},
        {CATEGORY_DRUGS_WEAPONS, "leafly.com"},
        {CATEGORY_PIRACY, "thepiratebay.org"},
        {CATEGORY_BYPASS, "nordvpn.com"},
        {CATEGORY_BYPASS, "dns.google"},
        {CATEGORY_ADS_TRACKERS, "doubleclick.net"},
        {CATEGORY_EDUCATION, "khanacademy.org"},
        {CATEGORY_MALWARE_PHISHING, "malware.wicar.org"},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(known); i++)
        assert_true(find(known[i].name).categories & category_bit(known[i].category));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_of_platform_is_there_and_every_id_once),
        cmocka_unit_test(every_domain_of_the_table_is_found_as_its_platform),
        cmocka_unit_test(names_that_families_meet_have_the_platform_they_mean),
        cmocka_unit_test(what_no_person_chose_is_machinery),
        cmocka_unit_test(help_lines_are_never_recorded),
        cmocka_unit_test(every_category_that_a_parent_may_meet_has_names),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
