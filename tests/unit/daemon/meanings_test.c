/* uses: base wire flow catalogue catalogue_default policy fold agent */
#include "../wire/build.h"

#include "daemon/meanings.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[] = "/tmp/meanings-XXXXXX";
static struct meanings held;
static struct meanings_file file;

static void path_of(const char *name, char *ret)
{
    snprintf(ret, 128, "%s/%s", folder, name);
}

/* A catalogue of @len bytes of the built-in one becomes the current one. */
static void put_file(size_t len)
{
    struct bytes image = catalogue_default_image();
    char path[128], fresh[128];
    FILE *out;

    path_of("current/catalogue", path);
    path_of("current/fresh", fresh);
    out = fopen(fresh, "wb");
    assert_non_null(out);
    assert_int_equal(fwrite(image.at, 1, len, out), len);
    assert_int_equal(fclose(out), 0);
    assert_int_equal(rename(fresh, path), 0);
}

static int begin(void **state)
{
    AUTO_TEXT struct text error = {.at = NULL};
    char path[128];

    (void)state;
    if (!mkdtemp(folder))
        return -1;
    path_of("current", path);
    file = (struct meanings_file){.folder = folder, .fd = -1};
    return mkdir(path, 0700) < 0 ? -1 : meanings_init(&held, &error);
}

static int end(void **state)
{
    char path[128];

    (void)state;
    meanings_done(&held);
    if (file.fd >= 0)
        close(file.fd);
    path_of("current/catalogue", path);
    unlink(path);
    path_of("current", path);
    rmdir(path);
    return rmdir(folder);
}

static void without_a_file_the_built_in_one_holds(void **state)
{
    (void)state;
    assert_false(meanings_look(&held, &file));
    assert_null(held.mapped);
    assert_int_equal(file.fd, -1);
}

static void a_damaged_file_is_refused_once_and_what_held_holds_on(void **state)
{
    const struct catalogue *before = held.catalogue;

    (void)state;
    put_file(catalogue_default_image().len / 2);
    assert_false(meanings_look(&held, &file));
    assert_ptr_equal(held.catalogue, before);
    assert_int_equal(file.fd, -1);
    assert_false(meanings_look(&held, &file)); /* the same: not looked at again */
}

static void a_whole_file_is_taken_once(void **state)
{
    (void)state;
    put_file(catalogue_default_image().len);
    assert_true(meanings_look(&held, &file));
    assert_non_null(held.mapped);
    assert_true(file.fd >= 0);
    assert_true(catalogue_find(held.catalogue, "discord.com", 11).is_listed);
    assert_false(meanings_look(&held, &file));
}

/* The file is another account's, which may do with it what it likes. */
static void what_becomes_of_the_file_harms_nobody(void **state)
{
    char path[128];

    (void)state;
    path_of("current/catalogue", path);
    assert_int_equal(truncate(path, 0), 0);
    assert_int_equal(catalogue_check(held.catalogue), 0); /* every byte is there */
    assert_true(catalogue_find(held.catalogue, "discord.com", 11).is_listed);
    assert_false(meanings_look(&held, &file)); /* an empty one */
    assert_int_equal(catalogue_check(held.catalogue), 0);
}

static void what_is_handed_over_can_be_changed_by_nobody(void **state)
{
    (void)state;
    assert_int_equal(ftruncate(file.fd, 0), -1);
    assert_int_equal(ftruncate(file.fd, (off_t)file.bytes + 1), -1);
    assert_int_equal(pwrite(file.fd, "x", 1, 0), -1);
    assert_int_equal(fcntl(file.fd, F_ADD_SEALS, F_SEAL_SEAL), -1);
}

static void a_link_or_a_pipe_is_no_catalogue(void **state)
{
    const struct catalogue *before = held.catalogue;
    char path[128], elsewhere[128];

    (void)state;
    put_file(catalogue_default_image().len);
    path_of("current/catalogue", path);
    path_of("elsewhere", elsewhere);
    assert_int_equal(rename(path, elsewhere), 0);
    assert_int_equal(symlink(elsewhere, path), 0);
    assert_false(meanings_look(&held, &file));
    assert_int_equal(unlink(path), 0);
    assert_int_equal(unlink(elsewhere), 0);
    assert_int_equal(mkfifo(path, 0600), 0);
    assert_false(meanings_look(&held, &file)); /* and nobody is waited for */
    assert_ptr_equal(held.catalogue, before);
}

static void a_role_takes_what_it_is_handed(void **state)
{
    AUTO_TEXT struct text error = {.at = NULL};
    struct meanings role;
    const struct message_catalogue head = {.bytes = file.bytes}, short_of = {.bytes = 10};
    const struct message whole = {.type = MESSAGE_CATALOGUE,
                                  .body = bytes_of((const uint8_t *)&head, sizeof(head))};
    const struct message cut = {.type = MESSAGE_CATALOGUE,
                                .body = bytes_of((const uint8_t *)&short_of, sizeof(short_of))};

    (void)state;
    assert_int_equal(meanings_init(&role, &error), 0);
    assert_false(meanings_message(&role, &whole, -1));
    assert_false(meanings_message(&role, &cut, dup(file.fd)));
    assert_null(role.mapped);
    assert_true(meanings_message(&role, &whole, dup(file.fd)));
    assert_non_null(role.mapped);
    assert_true(catalogue_find(role.catalogue, "discord.com", 11).is_listed);
    meanings_done(&role);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_a_file_the_built_in_one_holds),
        cmocka_unit_test(a_damaged_file_is_refused_once_and_what_held_holds_on),
        cmocka_unit_test(a_whole_file_is_taken_once),
        cmocka_unit_test(what_becomes_of_the_file_harms_nobody),
        cmocka_unit_test(what_is_handed_over_can_be_changed_by_nobody),
        cmocka_unit_test(a_link_or_a_pipe_is_no_catalogue),
        cmocka_unit_test(a_role_takes_what_it_is_handed),
    };

    return cmocka_run_group_tests(tests, begin, end);
}
