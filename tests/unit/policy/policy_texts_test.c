/* uses: base catalogue catalogue_default policy policy_load */
#include "policy/policy_load.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

/* A folder of a configuration, gone after the test. */
struct folder {
    char path[64];
};

static int set_up(void **state)
{
    struct folder *f = calloc(1, sizeof(*f));
    char children[96];

    if (!f)
        return -1;
    strcpy(f->path, "/tmp/kindward-policy-XXXXXX");
    if (!mkdtemp(f->path))
        return -1;
    snprintf(children, sizeof(children), "%s/children.d", f->path);
    *state = f;
    return mkdir(children, 0755);
}

static int tear_down(void **state)
{
    struct folder *f = *state;
    char command[128];

    snprintf(command, sizeof(command), "rm -rf '%s'", f->path);
    free(f);
    *state = NULL;
    return system(command);
}

static void put(const struct folder *f, const char *name, const char *text, mode_t mode)
{
    char path[192];
    FILE *out;

    snprintf(path, sizeof(path), "%s/%s", f->path, name);
    out = fopen(path, "w");
    assert_non_null(out);
    assert_true(fputs(text, out) >= 0);
    assert_int_equal(fclose(out), 0);
    assert_int_equal(chmod(path, mode), 0);
}

/* Is there a problem of that file whose words hold these? */
static bool says(const struct policy_problems *p, const char *file, const char *words)
{
    for (size_t i = 0; i < p->n; i++)
        if (strstr(p->at[i].file, file) && strstr(p->at[i].what, words))
            return true;
    return false;
}

static void the_files_come_in_the_order_of_their_names(void **state)
{
    const struct folder *f = *state;
    AUTO_POLICY_TEXTS struct policy_texts texts = {.at = NULL};
    AUTO_PROBLEMS struct policy_problems problems = {.at = NULL};
    AUTO_TEXT struct text error = {.at = NULL};

    put(f, "children.d/mia.conf", "m", 0644);
    put(f, "children.d/leo.conf", "", 0644);
    put(f, "children.d/mia.conf~", "old", 0644);
    put(f, "children.d/.mia.conf.swp", "old", 0644);
    put(f, "children.d/mia.conf.dpkg-old", "old", 0644);
    put(f, "kindward.conf", "k", 0644);
    assert_int_equal(policy_texts_read(f->path, &texts, &problems, &error), 0);
    assert_int_equal(texts.n, 3);
    assert_string_equal(texts.at[0].name, "kindward.conf");
    assert_string_equal(texts.at[1].name, "children.d/leo.conf");
    assert_string_equal(texts.at[2].name, "children.d/mia.conf");
    assert_int_equal(texts.at[1].text.len, 0);
    assert_int_equal(texts.at[2].text.len, 1);
    assert_int_equal(problems.n_errors, 0);
}

static void a_file_that_a_child_could_write_is_a_warning(void **state)
{
    const struct folder *f = *state;
    AUTO_POLICY_TEXTS struct policy_texts texts = {.at = NULL};
    AUTO_PROBLEMS struct policy_problems problems = {.at = NULL};
    AUTO_TEXT struct text error = {.at = NULL};
    bool is_root = geteuid() == 0;

    put(f, "kindward.conf", "", 0664);
    put(f, "children.d/leo.conf", "", 0644);
    put(f, "children.d/mia.txt", "", 0644);
    assert_int_equal(policy_texts_read(f->path, &texts, &problems, &error), 0);
    assert_int_equal(problems.n_errors, 0);
    assert_true(says(&problems, "kindward.conf", is_root ? "chmod go-w" : "chown root"));
    assert_int_equal(says(&problems, "leo.conf", "chown root"), !is_root);
    assert_true(says(&problems, "mia.txt", "is not read"));
}

static void what_is_no_file_is_an_error_and_the_rest_is_read(void **state)
{
    const struct folder *f = *state;
    AUTO_POLICY_TEXTS struct policy_texts texts = {.at = NULL};
    AUTO_PROBLEMS struct policy_problems problems = {.at = NULL};
    AUTO_TEXT struct text error = {.at = NULL};
    char path[128];

    snprintf(path, sizeof(path), "%s/children.d/pipe.conf", f->path);
    assert_int_equal(mkfifo(path, 0644), 0);
    put(f, "children.d/z.conf", "", 0644);
    assert_int_equal(policy_texts_read(f->path, &texts, &problems, &error), -EINVAL);
    assert_true(says(&problems, "pipe.conf", "no file"));
    assert_int_equal(texts.n, 1);
}

static void a_folder_that_is_not_there_says_what_to_do(void **state)
{
    AUTO_POLICY_TEXTS struct policy_texts texts = {.at = NULL};
    AUTO_PROBLEMS struct policy_problems problems = {.at = NULL};
    AUTO_TEXT struct text error = {.at = NULL};

    (void)state;
    assert_int_equal(policy_texts_read("/nowhere/kindward", &texts, &problems, &error), -ENOENT);
    assert_string_equal(text_string(&error),
                        "/nowhere/kindward: the configuration cannot be read: No such file or "
                        "directory; name its folder with --config");
    assert_int_equal(problems.n, 0);
}

static void a_directory_is_a_policy(void **state)
{
    const struct folder *f = *state;
    AUTO(policy_free) struct policy *policy = NULL;
    AUTO(catalogue_close) struct catalogue *catalogue = NULL;
    AUTO_PROBLEMS struct policy_problems problems = {.at = NULL};
    AUTO_TEXT struct text error = {.at = NULL};
    struct agent_config config;

    assert_int_equal(catalogue_of_memory(catalogue_default_image(), &catalogue, &error), 0);
    put(f, "kindward.conf", "[agent]\nqueue=9\n", 0644);
    put(f, "children.d/mia.conf", "[child]\naccount=mia\nbirth-year=2013\n", 0644);
    assert_int_equal(policy_of_directory(f->path, catalogue, &policy, &config, &problems, &error),
                     0);
    assert_int_equal(policy_n_children(policy), 1);
    assert_int_equal(config.queue, 9);
    put(f, "children.d/leo.conf", "[child]\naccount=mia\n", 0644);
    policy = policy_free(policy);
    assert_int_equal(policy_of_directory(f->path, catalogue, &policy, &config, &problems, &error),
                     -EINVAL);
    assert_null(policy);
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_FOLDER(the_files_come_in_the_order_of_their_names),
        IN_FOLDER(a_file_that_a_child_could_write_is_a_warning),
        IN_FOLDER(what_is_no_file_is_an_error_and_the_rest_is_read),
        IN_FOLDER(a_folder_that_is_not_there_says_what_to_do),
        IN_FOLDER(a_directory_is_a_policy),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
