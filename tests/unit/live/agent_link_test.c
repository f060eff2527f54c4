/* uses: base catalogue policy record store insight report live */
#include "live/agent_link.h"

#include "../base/unit.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>

static char folder[64];

static int make_folder(void **state)
{
    (void)state;
    snprintf(folder, sizeof(folder), "/tmp/kindward-link-XXXXXX");
    return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state)
{
    char path[128];

    (void)state;
    snprintf(path, sizeof(path), "%s/kindward.sock", folder);
    (void)unlink(path);
    return rmdir(folder);
}

/* Another process that takes one caller, and says that (NULL: hangs up; "": says nothing). */
static pid_t server_of(const char *answer)
{
    struct sockaddr_un at = {.sun_family = AF_UNIX};
    int listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    pid_t pid;

    snprintf(at.sun_path, sizeof(at.sun_path), "%s/kindward.sock", folder);
    (void)unlink(at.sun_path);
    assert_int_equal(bind(listener, (struct sockaddr *)&at, sizeof(at)), 0);
    assert_int_equal(listen(listener, 1), 0);
    pid = fork();
    if (pid == 0) {
        int fd = accept(listener, NULL, NULL);
        char asked[16] = "";
        ssize_t n = read(fd, asked, sizeof(asked) - 1);

        if (answer && answer[0])
            n = write(fd, answer, strlen(answer));
        if (answer && !answer[0])
            n = read(fd, asked, 1); /* until the other end goes */
        _exit(n < 0 || strcmp(asked, "status\n") != 0);
    }
    close(listener);
    return pid;
}

static int ask(const char *answer, json_t **ret, struct text *reterr)
{
    pid_t pid = server_of(answer);
    int r = agent_link_status(folder, ret, reterr);

    (void)waitpid(pid, NULL, 0);
    return r;
}

static void an_object_is_answered(void **state)
{
    AUTO_TEXT struct text error = {.at = NULL};
    json_t *json = NULL;

    (void)state;
    assert_int_equal(ask("{\"version\":1}\n", &json, &error), 0);
    assert_int_equal(json_integer_value(json_object_get(json, "version")), 1);
    json_decref(json);
}

static void nobody_there_says_how_to_start_it(void **state)
{
    AUTO_TEXT struct text error = {.at = NULL};
    json_t *json = NULL;

    (void)state;
    assert_int_equal(agent_link_status(folder, &json, &error), -ECONNREFUSED);
    assert_non_null(strstr(text_string(&error), "start it with `kindwardd --runtime /tmp/"));
}

static void who_is_hung_up_on_may_not_ask(void **state)
{
    AUTO_TEXT struct text error = {.at = NULL};
    json_t *json = NULL;

    (void)state;
    assert_int_equal(ask(NULL, &json, &error), -EACCES);
    assert_non_null(strstr(text_string(&error), "may not ask"));
}

static void silence_is_not_waited_for_for_ever(void **state)
{
    AUTO_TEXT struct text error = {.at = NULL};
    json_t *json = NULL;

    (void)state;
    assert_int_equal(ask("", &json, &error), -ETIME);
    assert_non_null(strstr(text_string(&error), "does not answer"));
}

static void what_is_no_json_is_refused(void **state)
{
    AUTO_TEXT struct text error = {.at = NULL};
    json_t *json = NULL;

    (void)state;
    assert_int_equal(ask("HTTP/1.1 400\r\n", &json, &error), -EBADMSG);
}

static void lines_come_whole_however_they_are_cut(void **state)
{
    AUTO_LINK_LINES struct link_lines l = {.at = NULL};
    int fd[2];

    (void)state;
    assert_int_equal(pipe(fd), 0);
    assert_null(link_lines_next(&l));
    assert_int_equal(write(fd[1], "one\ntw", 6), 6);
    assert_int_equal(link_lines_read(&l, fd[0]), 1);
    assert_string_equal(link_lines_next(&l), "one");
    assert_null(link_lines_next(&l));
    assert_int_equal(write(fd[1], "o\n\nthree\n", 9), 9);
    assert_int_equal(link_lines_read(&l, fd[0]), 1);
    assert_string_equal(link_lines_next(&l), "two");
    assert_string_equal(link_lines_next(&l), "");
    assert_string_equal(link_lines_next(&l), "three");
    assert_null(link_lines_next(&l));
    close(fd[1]);
    assert_int_equal(link_lines_read(&l, fd[0]), 0);
    close(fd[0]);
}

static void a_line_without_an_end_is_refused(void **state)
{
    AUTO_LINK_LINES struct link_lines l = {.at = NULL};
    static const char part[4096] = {[0 ... 4095] = 'x'};
    int fd[2], r = 1;

    (void)state;
    assert_int_equal(pipe(fd), 0);
    for (int i = 0; i < AGENT_LINK_LINE_MAX / 4096 && r == 1; i++) {
        assert_int_equal(write(fd[1], part, sizeof(part)), sizeof(part));
        r = link_lines_read(&l, fd[0]);
        assert_null(link_lines_next(&l));
    }
    assert_int_equal(r, 1);
    assert_int_equal(link_lines_read(&l, fd[0]), -EBADMSG);
    close(fd[0]);
    close(fd[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nobody_there_says_how_to_start_it),
        cmocka_unit_test(an_object_is_answered),
        cmocka_unit_test(who_is_hung_up_on_may_not_ask),
        cmocka_unit_test(silence_is_not_waited_for_for_ever),
        cmocka_unit_test(what_is_no_json_is_refused),
        cmocka_unit_test(lines_come_whole_however_they_are_cut),
        cmocka_unit_test(a_line_without_an_end_is_refused),
    };

    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
