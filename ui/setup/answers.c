#include "setup/answers.h"

#include <errno.h>
#include <glib.h>
#include <stdbool.h>
#include <string.h>

enum { YEAR_FIRST = 1900, YEAR_LAST = 2100, LINE_BYTES_MAX = 512 };

/* As Debian makes them; also keeps a name of a file from leaving its folder. */
static bool is_account(const char *s)
{
    size_t len = strlen(s);

    if (len == 0 || len > ACCOUNT_NAME_MAX || s[0] == '-' || s[0] == '.')
        return false;
    if (strspn(s, "0123456789") == len)
        return false;
    return strspn(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.@") == len;
}

static int bad_account(const char *account, struct text *reterr)
{
    text_add(reterr, "\"");
    text_add_visible(reterr, account);
    text_add(reterr, "\" is no user name; write the name with which the person logs in");
    return -EINVAL;
}

static bool is_year(const char *s, int *ret_year)
{
    int year = 0;

    if (strlen(s) != 4 || strspn(s, "0123456789") != 4)
        return false;
    for (; *s; s++)
        year = 10 * year + (*s - '0');
    *ret_year = year;
    return year >= YEAR_FIRST && year <= YEAR_LAST;
}

/* What a key file takes as it stands, and a report can show: as policy/load_child.c has it. */
static bool is_name(const char *s)
{
    if (strlen(s) > CHILD_NAME_MAX || strchr(s, '\\') || !g_utf8_validate(s, -1, NULL))
        return false;
    for (; *s; s = g_utf8_next_char(s))
        if (!g_unichar_isprint(g_utf8_get_char(s)))
            return false;
    return true;
}

int answers_add_child(struct answers *a, const char *account, const char *year, const char *name,
                      struct text *reterr)
{
    struct child child = {.name = ""}, *to = &a->children[a->n_children];

    if (!is_account(account))
        return bad_account(account, reterr);
    if (!is_year(year, &child.birth.year)) {
        text_add(reterr, "\"");
        text_add_visible(reterr, year);
        text_addf(reterr, "\" is no year of birth of %s; write four figures, as 2013", account);
        return -EINVAL;
    }
    if (!is_name(name)) {
        text_addf(reterr, "the name of %s is no line of letters of at most %d bytes; write another",
                  account, CHILD_NAME_MAX);
        return -EINVAL;
    }
    for (size_t i = 0; i < a->n_children; i++)
        if (strcmp(a->children[i].account, account) == 0)
            to = &a->children[i];
    if (to == &a->children[ANSWERS_CHILDREN_MAX]) {
        text_addf(reterr, "these are more than %d children; leave some out", ANSWERS_CHILDREN_MAX);
        return -EINVAL;
    }
    memcpy(child.account, account, strlen(account) + 1);
    memcpy(child.name, name, strlen(name) + 1);
    a->n_children += to == &a->children[a->n_children];
    *to = child;
    return 0;
}

int answers_add_guardian(struct answers *a, const char *account, struct text *reterr)
{
    if (!is_account(account))
        return bad_account(account, reterr);
    for (size_t i = 0; i < a->n_guardians; i++)
        if (strcmp(a->guardians[i], account) == 0)
            return 0;
    if (a->n_guardians == ANSWERS_GUARDIANS_MAX) {
        text_addf(reterr, "these are more than %d guardians; leave some out",
                  ANSWERS_GUARDIANS_MAX);
        return -EINVAL;
    }
    memcpy(a->guardians[a->n_guardians++], account, strlen(account) + 1);
    return 0;
}

/* The next word, ended by a NUL; *at is behind it and the spaces that follow. */
static char *word(char **at)
{
    char *begin = *at, *end = begin + strcspn(begin, " \t");

    *at = end + strspn(end, " \t");
    *end = '\0';
    return begin;
}

static int read_line(struct answers *a, char *line, struct text *reterr)
{
    char *at = line + strspn(line, " \t"), *account, *year;
    size_t len = strlen(at);

    while (len > 0 && strchr(" \t\r", at[len - 1]))
        at[--len] = '\0';
    if (*at == '\0' || *at == '#')
        return 0;
    if (strncmp(at, "guardian=", 9) == 0)
        return answers_add_guardian(a, at + 9, reterr);
    if (strncmp(at, "child=", 6) == 0) {
        at += 6;
        account = word(&at);
        year = word(&at);
        return answers_add_child(a, account, year, at, reterr);
    }
    text_add(reterr,
             "this is no answer; write child=ACCOUNT BIRTH-YEAR [NAME] or guardian=ACCOUNT");
    return -EINVAL;
}

int answers_read(struct bytes text, struct answers *ret, struct text *reterr)
{
    unsigned number = 0;

    *ret = (struct answers){.n_children = 0};
    if (text.len > ANSWERS_BYTES_MAX || (text.len > 0 && memchr(text.at, '\0', text.len))) {
        text_add(reterr, "1: this is no file of answers; see `kindward setup --help`");
        return -EINVAL;
    }
    for (size_t at = 0; at < text.len; number++) {
        const uint8_t *begin = text.at + at, *end = memchr(begin, '\n', text.len - at);
        size_t len = end ? (size_t)(end - begin) : text.len - at;
        AUTO_TEXT struct text error = {.at = NULL};
        char line[LINE_BYTES_MAX + 1];

        at += len + 1;
        if (len > LINE_BYTES_MAX) {
            text_addf(reterr, "%u: this line is too long; write one answer a line", number + 1);
            return -EINVAL;
        }
        memcpy(line, begin, len);
        line[len] = '\0';
        if (read_line(ret, line, &error) < 0) {
            text_addf(reterr, "%u: %s", number + 1, text_string(&error));
            return -EINVAL;
        }
    }
    return 0;
}
