/*
 * The forms that are names and little else: hosts, plain, wildcard, hashed.
 */
#include "catalogue/list_reading.h"

#include <ctype.h>

static bool is_comment(struct bytes line)
{
    return line.at[0] == '#' || line.at[0] == '!' || line.at[0] == ';' ||
           (line.at[0] == '/' && list_starts(line, "//"));
}

/* https://name/, with or without a port: the host of it; a path makes it a page. */
static bool take_url(struct list_reading *r, struct bytes word)
{
    size_t at = 0, n = 0;

    if (!memchr(word.at, ':', word.len))
        return false;
    while (at + 3 <= word.len && memcmp(word.at + at, "://", 3) != 0)
        at++;
    if (at == 0 || at + 3 > word.len)
        return false;
    for (size_t i = 0; i < at; i++)
        if (!isalnum(word.at[i]))
            return false;
    word = bytes_after(word, at + 3);
    while (n < word.len && word.at[n] != '/' && word.at[n] != '?' && word.at[n] != '#')
        n++;
    if (n + 1 < word.len)
        list_leave(r, LEFT_PAGE, word);
    else
        list_give(r, bytes_head(word, n), false, false);
    return true;
}

/* "name:443" is the name; of an address list_word() knows. */
static struct bytes without_port(struct bytes word)
{
    size_t n = word.len;

    while (n > 0 && isdigit(word.at[n - 1]))
        n--;
    return n > 0 && n < word.len && word.at[n - 1] == ':' && !list_is_address(word)
               ? bytes_head(word, n - 1)
               : word;
}

static void take_word(struct list_reading *r, struct bytes word, bool is_exact)
{
    struct bytes name = without_port(word);

    if (take_url(r, word))
        return;
    if (memchr(name.at, '/', name.len) && !list_is_address(word))
        list_leave(r, LEFT_PAGE, word);
    else
        list_give(r, name, is_exact, false);
}

/* What a hosts line begins with; nearly always one of two. */
static bool is_host_address(struct bytes word)
{
    return list_is(word, "0.0.0.0") || list_is(word, "127.0.0.1") || list_is_address(word);
}

void list_read_hosts(struct list_reading *r, struct bytes line)
{
    struct bytes word;
    bool is_first = true;

    if (is_comment(line)) {
        list_comment(r);
        return;
    }
    line = list_without_comment(line, "#!;");
    while ((word = list_take_word(&line)).len > 0) {
        struct bytes rest = line;

        /* The address of the line; one that stands alone is an entry, and no name. */
        if (!is_first || !is_host_address(word) || list_take_word(&rest).len == 0)
            take_word(r, word, true);
        is_first = false;
    }
}

void list_read_plain(struct list_reading *r, struct bytes line)
{
    struct bytes rest, word;

    if (is_comment(line)) {
        list_comment(r);
        return;
    }
    rest = list_without_comment(line, "#!;");
    word = list_take_word(&rest);
    if (list_trim(rest).len > 0) /* prose */
        list_leave(r, LEFT_INVALID, line);
    else
        take_word(r, word, false);
}

void list_read_hashed(struct list_reading *r, struct bytes line)
{
    struct bytes rest = line, word = list_take_word(&rest);
    char digits[65];

    if (is_comment(line)) {
        list_comment(r);
        return;
    }
    for (size_t i = 0; i < word.len && i < 64; i++) {
        if (!isxdigit(word.at[i]))
            word.len = 0;
        else
            digits[i] = (char)tolower(word.at[i]);
    }
    if (word.len != 64) {
        list_leave(r, LEFT_INVALID, line);
        return;
    }
    list_give_as(r, ITEM_HASH, bytes_of(digits, 64));
}
