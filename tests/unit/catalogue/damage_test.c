/* uses: base catalogue catalogue_compile catalogue_default */
#include "catalogue/catalogue.h"
#include "catalogue/catalogue_compile.h"
#include "catalogue/image.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

static bool count(const struct list_entry *e, void *user)
{
    *(size_t *)user +=
        strlen(e->list) + strlen(e->suffix) + (e->platform_id ? strlen(e->platform_id) : 0);
    return true;
}

/* Open it, and if it opens read everything that can be read: addresses are the sanitizer's care,
 * answers ours. */
static int try(const uint8_t *at, size_t len)
{
    static const char *const names[] = {"www.youtube.com", "childline.org.uk", "a.b.c.example.org",
                                        "bet365.com", "com"};
    AUTO(catalogue_close) struct catalogue *c = NULL;
    AUTO_TEXT struct text error = {.at = NULL};
    size_t read = 0;
    int r = catalogue_of_memory(bytes_of(at, len), &c, &error);

    if (r < 0) {
        assert_true(r == -EINVAL || r == -ENOTSUP);
        assert_null(c);
        assert_true(error.len > 0);
        return r;
    }
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        size_t n = strlen(names[i]);
        struct meaning m = catalogue_find(c, names[i], n);

        assert_true(m.suffix_len <= n);
        assert_true(m.categories < category_bit(CATEGORY_COUNT));
        assert_true(m.platform == 0 || catalogue_platform(c, m.platform));
        catalogue_why(c, names[i], n, count, &read);
    }
    catalogue_each(c, count, &read);
    for (uint16_t i = 1; i <= catalogue_n_platforms(c); i++) {
        const struct platform *p = catalogue_platform(c, i);

        assert_true(p->kind < PLATFORM_KIND_COUNT);
        read += strlen(p->id) + strlen(p->name) + strlen(p->card) + strlen(p->question);
    }
    return 0;
}

static uint8_t *copy_of_default(size_t *ret_len)
{
    struct bytes b = catalogue_default_image();
    uint8_t *copy = malloc(b.len);

    assert_non_null(copy);
    memcpy(copy, b.at, b.len);
    *ret_len = b.len;
    return copy;
}

static void sum_up(uint8_t *copy)
{
    struct image_header h;

    memcpy(&h, copy, sizeof(h));
    h.header_sum = image_header_sum(&h);
    memcpy(copy, &h, sizeof(h));
}

static void each_bit_of_the_header_flipped_is_refused(void **state)
{
    size_t len;
    uint8_t *copy = copy_of_default(&len);

    (void)state;
    assert_int_equal(try(copy, len), 0);
    for (size_t i = 0; i < sizeof(struct image_header) * 8; i++) {
        copy[i / 8] ^= (uint8_t)(1u << i % 8);
        assert_true(try(copy, len) < 0);
        copy[i / 8] ^= (uint8_t)(1u << i % 8);
    }
    free(copy);
}

/* As somebody would change it who sums it up again. */
static void a_header_that_says_anything_is_refused_or_read_safely(void **state)
{
    size_t len, refused = 0;
    uint8_t *copy = copy_of_default(&len);

    (void)state;
    for (size_t i = 0; i < sizeof(struct image_header) * 8; i++) {
        uint8_t was[sizeof(struct image_header)];

        memcpy(was, copy, sizeof(was));
        copy[i / 8] ^= (uint8_t)(1u << i % 8);
        sum_up(copy);
        refused += try(copy, len) < 0;
        memcpy(copy, was, sizeof(was));
    }
    assert_true(refused > 8 * 16); /* magic, version and length at the least */
    free(copy);
}

static void a_change_anywhere_is_found_by_the_check(void **state)
{
    size_t len;
    uint8_t *copy = copy_of_default(&len);
    AUTO_TEXT struct text error = {.at = NULL};

    (void)state;
    for (size_t i = sizeof(struct image_header); i < len; i += len / 50) {
        AUTO(catalogue_close) struct catalogue *c = NULL;

        assert_int_equal(catalogue_of_memory(bytes_of(copy, len), &c, &error), 0);
        assert_int_equal(catalogue_check(c), 0);
        copy[i] ^= 0x10;
        assert_int_equal(catalogue_check(c), -EBADMSG);
        copy[i] ^= 0x10;
    }
    free(copy);
}

static void each_byte_behind_the_header_can_be_anything(void **state)
{
    size_t len;
    uint8_t *copy = copy_of_default(&len);

    (void)state;
    for (size_t i = sizeof(struct image_header); i < len; i += 97) {
        uint8_t was = copy[i];

        copy[i] ^= 0xff;
        assert_int_equal(try(copy, len), 0); /* what is inside is checked where it is used */
        copy[i] = was;
    }
    memset(copy + sizeof(struct image_header), 0xff, len - sizeof(struct image_header) - 1);
    assert_int_equal(try(copy, len), 0);
    free(copy);
}

static void cut_short_it_is_refused(void **state)
{
    size_t len;
    uint8_t *copy = copy_of_default(&len);

    (void)state;
    for (size_t at = 0; at < len; at += at < 256 ? 1 : 997) {
        uint8_t *cut = malloc(at ? at : 1); /* of its own, so that a read past it is seen */

        memcpy(cut, copy, at);
        assert_int_equal(try(cut, at), -EINVAL);
        free(cut);
    }
    free(copy);
}

static void a_newer_version_says_that_it_is_one(void **state)
{
    size_t len;
    uint8_t *copy = copy_of_default(&len);
    AUTO(catalogue_close) struct catalogue *c = NULL;
    AUTO_TEXT struct text error = {.at = NULL};

    (void)state;
    copy[offsetof(struct image_header, version)] = IMAGE_VERSION + 1;
    assert_int_equal(catalogue_of_memory(bytes_of(copy, len), &c, &error), -ENOTSUP);
    assert_non_null(strstr(text_string(&error), "update the program"));
    free(copy);
}

static void a_file_opens_as_memory_does_and_what_is_no_catalogue_says_so(void **state)
{
    AUTO(catalogue_close) struct catalogue *c = NULL;
    AUTO_TEXT struct text error = {.at = NULL};
    char path[] = "/tmp/kindward-catalogue-XXXXXX";
    struct bytes b = catalogue_default_image();
    int fd = mkstemp(path);

    (void)state;
    assert_true(fd >= 0);
    assert_int_equal(write(fd, b.at, b.len), b.len);
    assert_int_equal(catalogue_open(path, &c, &error), 0);
    assert_true(catalogue_find(c, "www.youtube.com", 15).is_listed);
    c = catalogue_close(c);
    assert_int_equal(ftruncate(fd, (off_t)b.len / 2), 0);
    assert_int_equal(catalogue_open(path, &c, &error), -EINVAL);
    assert_non_null(strstr(text_string(&error), path));
    close(fd);
    unlink(path);
    text_clear(&error);
    assert_int_equal(catalogue_open(path, &c, &error), -ENOENT);
    assert_non_null(strstr(text_string(&error), path));
    text_clear(&error);
    assert_int_equal(catalogue_open("/", &c, &error), -EINVAL);
    assert_true(error.len > 0);
    assert_null(c);
}

enum { PATH_ROOM = 64 };

/* A file without a name that has these bytes, and a path to it; the caller's to close. */
static int write_catalogue(struct bytes image, char path[PATH_ROOM])
{
    char name[] = "/tmp/kindward-catalogue-XXXXXX";
    int fd = mkstemp(name);

    assert_true(fd >= 0);
    unlink(name);
    snprintf(path, PATH_ROOM, "/proc/self/fd/%d", fd);
    assert_int_equal(write(fd, image.at, image.len), image.len);
    return fd;
}

/* Whoever may write to the file may cut it; what was read before answers as before. */
static void what_was_read_outlives_a_cut_of_the_file(void **state)
{
    AUTO(catalogue_close) struct catalogue *c = NULL;
    AUTO_TEXT struct text error = {.at = NULL};
    char path[PATH_ROOM];
    struct bytes b = catalogue_default_image();
    int fd = write_catalogue(b, path);

    (void)state;
    assert_int_equal(catalogue_read(path, &c, &error), 0);
    assert_int_equal(ftruncate(fd, 0), 0);
    assert_int_equal(catalogue_check(c), 0);
    assert_true(catalogue_find(c, "www.youtube.com", 15).is_listed);
    c = catalogue_close(c);
    assert_int_equal(catalogue_read(path, &c, &error), -EINVAL);
    assert_int_equal(write(fd, b.at, b.len), b.len); /* behind a hole of as many zeros */
    assert_int_equal(catalogue_read(path, &c, &error), -EINVAL);
    close(fd);
}

/* Its size is what whoever wrote it says; a hole takes no room on the disk. */
static void a_file_that_is_too_large_is_refused_before_memory_is_taken(void **state)
{
    AUTO(catalogue_close) struct catalogue *c = NULL;
    AUTO_TEXT struct text error = {.at = NULL};
    char path[PATH_ROOM];
    int fd = write_catalogue(catalogue_default_image(), path);

    (void)state;
    assert_int_equal(ftruncate(fd, (off_t)513 << 20), 0);
    assert_int_equal(catalogue_read(path, &c, &error), -EINVAL);
    assert_non_null(strstr(text_string(&error), "larger than a catalogue may be (512 MB)"));
    text_clear(&error);
    assert_int_equal(catalogue_open(path, &c, &error), -EINVAL);
    assert_non_null(strstr(text_string(&error), "larger than a catalogue may be (512 MB)"));
    assert_null(c);
    close(fd);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_bit_of_the_header_flipped_is_refused),
        cmocka_unit_test(a_header_that_says_anything_is_refused_or_read_safely),
        cmocka_unit_test(a_change_anywhere_is_found_by_the_check),
        cmocka_unit_test(each_byte_behind_the_header_can_be_anything),
        cmocka_unit_test(cut_short_it_is_refused),
        cmocka_unit_test(a_newer_version_says_that_it_is_one),
        cmocka_unit_test(a_file_opens_as_memory_does_and_what_is_no_catalogue_says_so),
        cmocka_unit_test(what_was_read_outlives_a_cut_of_the_file),
        cmocka_unit_test(a_file_that_is_too_large_is_refused_before_memory_is_taken),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
