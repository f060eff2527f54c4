/* uses: base wire flow catalogue catalogue_default policy policy_load fold agent */
#include "../wire/build.h"

#include "daemon/family.h"

static struct catalogue *lists;
static struct family f;

static const char mia[] = "[child]\nname=Mia\naccount=mia\nbirth-year=2015\n\n"
                          "[block]\ncategories=gambling\n";
static const char tom[] = "[child]\nname=Tom\naccount=tom\nbirth-year=2013\n";

static bool say(enum message_type type, const void *body, size_t len, struct policy **ret_old)
{
    uint8_t *copy = exact_copy(bytes_of(body, len));
    struct message m = {.type = type, .body = bytes_of(copy, len)};
    bool is_new = family_message(&f, &m, ret_old);

    free(copy);
    return is_new;
}

static void say_head(uint32_t serial, uint32_t n_children, uint64_t n_bytes)
{
    struct message_family head = {.serial = serial, .n_children = n_children, .n_bytes = n_bytes};
    struct policy *old = NULL;

    assert_false(say(MESSAGE_FAMILY, &head, sizeof(head), &old));
}

static void say_part(const char *name, struct bytes text)
{
    static struct build b;
    struct policy *old = NULL;

    b.len = 0;
    put(&b, name, strlen(name) + 1);
    put_bytes(&b, text);
    assert_false(say(MESSAGE_POLICY, b.at, b.len, &old));
}

static void say_text(const char *name, const char *text)
{
    say_part(name, bytes_of(text, strlen(text)));
}

static bool in_force(void)
{
    struct policy *old = NULL;
    bool is_new = say(MESSAGE_IN_FORCE, NULL, 0, &old);

    policy_free(old);
    return is_new;
}

static void begin(void)
{
    AUTO_TEXT struct text error = {.at = NULL};

    if (!lists)
        assert_int_equal(catalogue_of_memory(catalogue_default_image(), &lists, &error), 0);
    assert_int_equal(family_init(&f, lists), 0);
}

static void take_mia(void)
{
    say_head(1, 1, strlen(mia));
    say_text("children.d/mia.conf", mia);
    assert_true(in_force());
}

/* Mia's policy of before is still the one in force. */
static void check_mia(void)
{
    assert_int_equal(f.serial, 1);
    assert_int_equal(policy_n_children(f.policy), 1);
    assert_string_equal(policy_child(f.policy, 0)->account, "mia");
    assert_true(policy_blocks_anything(f.policy, 0));
}

static void a_policy_that_is_whole_is_taken(void **state)
{
    static const struct message_account accounts[] = {{1001, 1001, 0}, {100000, 165535, 0}};
    struct policy *old = NULL;

    (void)state;
    begin();
    assert_null(f.policy);
    say_head(1, 1, strlen(mia));
    assert_false(say(MESSAGE_ACCOUNTS, accounts, sizeof(accounts), &old));
    say_text("children.d/mia.conf", mia);
    assert_int_equal(family_child(&f, 1001), OWNER_NONE); /* not yet */
    assert_true(in_force());
    check_mia();
    assert_int_equal(family_child(&f, 1001), 0);
    assert_int_equal(family_child(&f, 100000), 0);
    assert_int_equal(family_child(&f, 165535), 0);
    assert_int_equal(family_child(&f, 165536), OWNER_NONE);
    assert_int_equal(family_child(&f, 0), OWNER_NONE);
    assert_int_equal(family_child(&f, UINT32_MAX), OWNER_NONE);
    family_done(&f);
}

/* The link was full and all is told again: nothing that goes on is to end by it. */
static void the_same_policy_again_is_no_other(void **state)
{
    const struct policy *before;

    (void)state;
    begin();
    take_mia();
    before = f.policy;
    say_head(1, 1, strlen(mia));
    say_text("children.d/mia.conf", mia);
    assert_false(in_force());
    assert_ptr_equal(f.policy, before);
    say_head(2, 1, strlen(mia));
    say_text("children.d/mia.conf", mia);
    assert_true(in_force());
    assert_int_equal(f.serial, 2);
    family_done(&f);
}

static void parts_of_a_file_are_joined(void **state)
{
    (void)state;
    for (size_t each = 1; each <= sizeof(mia); each += 5) {
        begin();
        say_head(1, 2, strlen(mia) + strlen(tom));
        for (size_t at = 0; at < strlen(mia); at += each)
            say_part("children.d/mia.conf",
                     bytes_head(bytes_after(bytes_of(mia, strlen(mia)), at), each));
        say_text("children.d/tom.conf", tom);
        assert_true(in_force());
        assert_int_equal(policy_n_children(f.policy), 2);
        assert_true(policy_blocks_anything(f.policy, 0));
        assert_false(policy_blocks_anything(f.policy, 1));
        family_done(&f);
    }
}

/* The rest of it would be a policy that blocks less: none is better, and the one before stays. */
static void a_policy_without_one_of_its_parts_is_refused(void **state)
{
    struct bytes text = bytes_of(mia, strlen(mia));
    size_t cut = (size_t)(strstr(mia, "\n[block]") - mia);

    (void)state;
    begin();
    take_mia();
    say_head(2, 1, text.len);
    say_part("children.d/mia.conf", bytes_head(text, cut));
    assert_false(in_force());
    check_mia();
    say_head(3, 2, strlen(mia) + strlen(tom));
    say_text("children.d/tom.conf", tom);
    assert_false(in_force());
    check_mia();
    family_done(&f);
}

static void a_policy_without_its_beginning_is_refused(void **state)
{
    (void)state;
    begin();
    assert_false(in_force());
    assert_null(f.policy);
    take_mia();
    assert_false(in_force()); /* of nobody */
    say_text("children.d/tom.conf", tom);
    assert_false(in_force());
    check_mia();
    family_done(&f);
}

static void a_policy_with_an_error_is_refused(void **state)
{
    static const char bad[] = "[child]\naccount=tom\nbirth-year=soon\n";

    (void)state;
    begin();
    take_mia();
    say_head(2, 1, strlen(bad));
    say_text("children.d/tom.conf", bad);
    assert_false(in_force());
    check_mia();
    say_head(4, 1, strlen(tom)); /* and the next good one is taken */
    say_text("children.d/tom.conf", tom);
    assert_true(in_force());
    assert_int_equal(f.serial, 4);
    assert_string_equal(policy_child(f.policy, 0)->account, "tom");
    family_done(&f);
}

static void a_part_without_a_name_is_refused(void **state)
{
    struct policy *old = NULL;

    (void)state;
    begin();
    take_mia();
    say_head(2, 1, strlen(tom));
    assert_false(say(MESSAGE_POLICY, "children.d", 10, &old)); /* its NUL is missing */
    say_text("children.d/tom.conf", tom);
    assert_false(in_force());
    check_mia();
    family_done(&f);
}

static void a_draft_that_was_begun_anew_leaves_nothing(void **state)
{
    (void)state;
    begin();
    say_head(1, 2, 5);
    say_text("children.d/mia.conf", mia);
    say_head(7, 1, strlen(tom));
    say_text("children.d/tom.conf", tom);
    assert_true(in_force());
    assert_int_equal(f.serial, 7);
    assert_int_equal(policy_n_children(f.policy), 1);
    family_done(&f);
}

static void more_files_than_children_can_be_are_refused(void **state)
{
    (void)state;
    begin();
    take_mia();
    say_head(2, 0, 0);
    for (int i = 0; i < POLICY_CHILDREN_MAX + 5; i++) {
        char name[64];

        snprintf(name, sizeof(name), "children.d/%03d.conf", i);
        say_text(name, "");
    }
    assert_false(in_force());
    check_mia();
    family_done(&f);
}

static int free_lists(void **state)
{
    (void)state;
    lists = catalogue_close(lists);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_policy_that_is_whole_is_taken),
        cmocka_unit_test(the_same_policy_again_is_no_other),
        cmocka_unit_test(parts_of_a_file_are_joined),
        cmocka_unit_test(a_policy_without_one_of_its_parts_is_refused),
        cmocka_unit_test(a_policy_without_its_beginning_is_refused),
        cmocka_unit_test(a_policy_with_an_error_is_refused),
        cmocka_unit_test(a_part_without_a_name_is_refused),
        cmocka_unit_test(a_draft_that_was_begun_anew_leaves_nothing),
        cmocka_unit_test(more_files_than_children_can_be_are_refused),
    };

    return cmocka_run_group_tests(tests, NULL, free_lists);
}
