/* uses: base catalogue policy lists */
#include "../base/unit.h"

#include "lists/source.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char dir[] = "/tmp/sources-XXXXXX";
static char ours[64], own[64];
static const char *const folders[] = {ours, own};

static void put(const char *folder, const char *name, const char *text)
{
    char path[128];
    FILE *out;

    snprintf(path, sizeof(path), "%s/%s", folder, name);
    if (!text) {
        unlink(path);
        return;
    }
    out = fopen(path, "w");
    assert_non_null(out);
    assert_true(fputs(text, out) >= 0);
    assert_int_equal(fclose(out), 0);
}

static int begin(void **state)
{
    (void)state;
    if (!mkdtemp(dir))
        return -1;
    snprintf(ours, sizeof(ours), "%s/ours", dir);
    snprintf(own, sizeof(own), "%s/own", dir);
    return mkdir(ours, 0700) < 0 || mkdir(own, 0700) < 0 ? -1 : 0;
}

static int end(void **state)
{
    (void)state;
    return rmdir(ours) < 0 || rmdir(own) < 0 || rmdir(dir) < 0 ? -1 : 0;
}

static const char games[] = "[Source]\nname=Games\nhome=https://a.example/\n"
                            "url=https://a.example/list\nlicence=MIT\nformat=plain\n"
                            "category=games\non=false\nchecked=2026-11-27\nnote=none\n";

static void a_familys_file_replaces_single_keys(void **state)
{
    AUTO_SOURCES struct sources s = {.at = NULL};
    AUTO_TEXT struct text error = {.at = NULL};

    (void)state;
    put(ours, "games.source", games);
    put(own, "games.source", "[Source]\non=true\ncategory=video\n");
    put(own, "mine.source", "[Source]\nurl=https://b.example/\ncategory=adult\non=true\n");
    put(own, "README", "no source");
    assert_int_equal(sources_load(folders, 2, &s, &error), 0);
    assert_int_equal(s.n, 2);
    assert_string_equal(s.at[0].id, "games");
    assert_true(s.at[0].is_on);
    assert_int_equal(s.at[0].category, CATEGORY_VIDEO);
    assert_string_equal(s.at[0].url, "https://a.example/list");
    assert_string_equal(s.at[1].name, "mine"); /* without one, its id */
    assert_string_equal(s.at[1].licence, "");
    assert_null(sources_find(&s, "other"));
    put(ours, "games.source", NULL);
    put(own, "games.source", NULL);
    put(own, "mine.source", NULL);
    put(own, "README", NULL);
}

static void refused(const char *text, const char *why)
{
    AUTO_SOURCES struct sources s = {.at = NULL};
    AUTO_TEXT struct text error = {.at = NULL};

    put(own, "x.source", text);
    assert_int_equal(sources_load(folders, 2, &s, &error), -EINVAL);
    if (!strstr(text_string(&error), why))
        fail_msg("\"%s\" does not hold \"%s\"", text_string(&error), why);
    assert_null(s.at);
    put(own, "x.source", NULL);
}

static void what_is_wrong_is_said_with_its_line(void **state)
{
    (void)state;
    refused("[Source]\nurl=http://a.example/\ncategory=games\n",
            "x.source:2: a list is fetched by");
    refused("[Source]\nurl=file:///etc/passwd\ncategory=games\n", "x.source:2");
    refused("[Source]\nurl=https://a.example/\ncategory=fun\n", "x.source:3: there is no category");
    refused("[Source]\nurl=https://a.example/\non=yes\ncategory=games\n", "x.source:3");
    refused("[Source]\nurl=https://a.example/\ncategory=games\nfoo=1\n", "no key \"foo\"");
    refused("[Source]\ncategory=games\n", "no address");
    refused("[Source]\nurl=https://a.example/\n", "is not said");
    refused("nonsense\n", "x.source:1");
}

static void no_folder_has_no_list(void **state)
{
    const char *const none[] = {"/nonexistent/sources.d"};
    AUTO_SOURCES struct sources s = {.at = NULL};
    AUTO_TEXT struct text error = {.at = NULL};

    (void)state;
    assert_int_equal(sources_load(none, 1, &s, &error), 0);
    assert_int_equal(s.n, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_familys_file_replaces_single_keys),
        cmocka_unit_test(what_is_wrong_is_said_with_its_line),
        cmocka_unit_test(no_folder_has_no_list),
    };

    return cmocka_run_group_tests(tests, begin, end);
}
