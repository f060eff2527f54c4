/* uses: base wire flow catalogue policy fold agent */
#include "../wire/build.h"

#include "daemon/onlookers.h"

#include <errno.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

static char dir[64];
static struct onlookers *o;

static json_t *status(const char *question, void *user)
{
    (void)user;
    if (strcmp(question, "status") != 0)
        return NULL;
    return json_pack("{s:s}", "agent", "is well");
}

static void serve(void)
{
    onlookers_serve(o, status, NULL);
    onlookers_serve(o, status, NULL); /* the first takes who came, or reads; the second the rest */
}

/* Who comes and says that. */
static int come(const char *line)
{
    struct sockaddr_un at = {.sun_family = AF_UNIX};
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

    snprintf(at.sun_path, sizeof(at.sun_path), "%s/%s", dir, ONLOOKERS_SOCKET);
    assert_int_equal(connect(fd, (struct sockaddr *)&at, sizeof(at)), 0);
    assert_int_equal(send(fd, line, strlen(line), MSG_NOSIGNAL), (ssize_t)strlen(line));
    serve();
    return fd;
}

/* What has come to them so far; -1 where they were left. */
static ssize_t heard(int fd, char *text, size_t room)
{
    ssize_t n = recv(fd, text, room - 1, MSG_DONTWAIT);

    text[n > 0 ? n : 0] = '\0';
    return n < 0 && errno == EAGAIN ? 0 : n == 0 ? -1 : n;
}

static void say(const char *name)
{
    json_t *line = json_pack("{s:s}", "name", name);

    onlookers_tell(o, line);
    json_decref(line);
}

static void status_is_one_line_and_the_end(void **state)
{
    char text[256];
    int fd = come("status\n");

    (void)state;
    assert_true(heard(fd, text, sizeof(text)) > 0);
    assert_string_equal(text, "{\"agent\":\"is well\"}\n");
    assert_int_equal(heard(fd, text, sizeof(text)), -1);
    assert_false(onlookers_any(o));
    close(fd);
}

static void who_watches_hears_each_line(void **state)
{
    char text[256];
    int fd;

    (void)state;
    fd = come("watch\n");
    assert_true(onlookers_any(o));
    say("one.example");
    say("two.example");
    assert_true(heard(fd, text, sizeof(text)) > 0);
    assert_string_equal(text, "{\"name\":\"one.example\"}\n{\"name\":\"two.example\"}\n");
    close(fd);
    serve();
    assert_false(onlookers_any(o));
}

static void a_word_may_come_in_pieces(void **state)
{
    char text[256];
    int fd = come("sta");

    (void)state;
    assert_int_equal(heard(fd, text, sizeof(text)), 0);
    assert_int_equal(send(fd, "tus\n", 4, MSG_NOSIGNAL), 4);
    serve();
    assert_true(heard(fd, text, sizeof(text)) > 0);
    close(fd);
    serve();
}

#define LONG                                                                                       \
    "a line that is longer than any that there is, and has no end within it, as nobody says; "

static void what_nobody_asked_for_is_the_end(void **state)
{
    static const char *const words[] = {"hello\n", "\n", "status \n", "watch\nwatch\n",
                                        LONG LONG LONG LONG};
    char text[256];

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(words); i++) {
        int fd = come(words[i]);

        if (i == 3) { /* one who watches and goes on talking */
            assert_true(onlookers_any(o));
            assert_int_equal(send(fd, "more", 4, MSG_NOSIGNAL), 4);
            serve();
        }
        assert_true(heard(fd, text, sizeof(text)) < 0);
        close(fd);
    }
    assert_false(onlookers_any(o));
}

/* Who does not read loses lines; each that comes is whole. */
static void who_does_not_read_holds_nothing_up(void **state)
{
    static char text[1 << 20];
    int fd = come("watch\n");
    size_t all = 0, n_lines = 0;
    ssize_t n;

    (void)state;
    for (int i = 0; i < 50000; i++)
        say("a-name-that-is-of-a-usual-length.example.com");
    while ((n = heard(fd, text, sizeof(text))) > 0)
        for (ssize_t at = 0; at < n; at++, all++)
            n_lines += text[at] == '\n';
    assert_true(n_lines > 0 && n_lines < 50000);
    assert_int_equal(all,
                     n_lines * strlen("{\"name\":\"a-name-that-is-of-a-usual-length.example.com"
                                      "\"}\n"));
    close(fd);
    serve();
}

static void there_are_so_many_places(void **state)
{
    struct pollfd ready[ONLOOKERS_MAX + 1];
    char text[256];
    int all[ONLOOKERS_MAX + 1];

    (void)state;
    for (size_t i = 0; i <= ONLOOKERS_MAX; i++)
        all[i] = come("watch\n");
    assert_int_equal(onlookers_poll(o, ready), ONLOOKERS_MAX + 1);
    assert_int_equal(recv(all[ONLOOKERS_MAX], text, 1, MSG_DONTWAIT) < 0 && errno == EAGAIN, 0);
    for (size_t i = 0; i <= ONLOOKERS_MAX; i++)
        close(all[i]);
    serve();
    assert_int_equal(onlookers_poll(o, ready), 1);
}

static void the_socket_is_ours_alone_and_goes_with_us(void **state)
{
    AUTO_TEXT struct text error = {.at = NULL};
    char path[128];
    struct stat st;

    (void)state;
    snprintf(path, sizeof(path), "%s/%s", dir, ONLOOKERS_SOCKET);
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    o = onlookers_close(o);
    assert_true(stat(path, &st) < 0);
    assert_int_equal(onlookers_open(dir, &o, &error), 0);
    o = onlookers_close(o);
    assert_int_equal(onlookers_open("/a/folder/that/is/not/there", &o, &error), -ENOENT);
    assert_true(error.len > 0);
}

static int make(void **state)
{
    AUTO_TEXT struct text error = {.at = NULL};

    (void)state;
    snprintf(dir, sizeof(dir), "/tmp/kindward-looks-XXXXXX");
    return mkdtemp(dir) ? onlookers_open(dir, &o, &error) : -1;
}

static int clear(void **state)
{
    (void)state;
    o = onlookers_close(o);
    return rmdir(dir);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(status_is_one_line_and_the_end),
        cmocka_unit_test(who_watches_hears_each_line),
        cmocka_unit_test(a_word_may_come_in_pieces),
        cmocka_unit_test(what_nobody_asked_for_is_the_end),
        cmocka_unit_test(who_does_not_read_holds_nothing_up),
        cmocka_unit_test(there_are_so_many_places),
        cmocka_unit_test(the_socket_is_ours_alone_and_goes_with_us),
    };

    return cmocka_run_group_tests(tests, make, clear);
}
