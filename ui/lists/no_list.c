#include "lists/no_list.h"

#include "base/scope.h"

#include <string.h>

static bool begins(struct bytes text, const char *with, size_t len)
{
    return text.len >= len && memcmp(text.at, with, len) == 0;
}

/* Letters of our alphabet in two bytes each: a name has nothing but those. */
static bool is_utf16(struct bytes text)
{
    size_t n_low = 0, n_high = 0, n = (text.len < 64 ? text.len : 64) / 2;

    if (begins(text, "\xff\xfe", 2) || begins(text, "\xfe\xff", 2))
        return true;
    for (size_t i = 0; i < n; i++) {
        n_low += text.at[2 * i] == 0 && text.at[2 * i + 1] != 0;
        n_high += text.at[2 * i] != 0 && text.at[2 * i + 1] == 0;
    }
    return n >= 2 && (n_low == n || n_high == n);
}

const char *no_list_at_all(struct bytes text)
{
    static const struct {
        const char *begin;
        size_t len;
        const char *what;
    } files[] = {
        {"SQLite format 3", 16,
         "it is a database (SQLite); write its names into a text, one a line"},
        {"%PDF-", 5, "it is a PDF document; write its names into a text, one a line"},
        {"\x89PNG\r\n", 6, "it is a picture"},
        {"\xff\xd8\xff", 3, "it is a picture"},
        {"GIF87a", 6, "it is a picture"},
        {"GIF89a", 6, "it is a picture"},
        {"\x7f"
         "ELF",
         4, "it is a program"},
    };

    for (size_t i = 0; i < ARRAY_LEN(files); i++)
        if (begins(text, files[i].begin, files[i].len))
            return files[i].what;
    return is_utf16(text) ? "its text is in UTF-16; save it as UTF-8" : NULL;
}

bool no_list_prose(size_t n_invalid, size_t n_names, struct text *why)
{
    if (n_invalid <= n_names)
        return false;
    if (why)
        text_addf(
            why,
            "%zu of its entries cannot be names, and only %zu are: it is a text, or a list in "
            "another form",
            n_invalid, n_names);
    return true;
}

const char *no_list_perhaps(struct bytes text)
{
    if (text.len > 0 && !memchr(text.at, '\n', text.len) && memchr(text.at, '\r', text.len))
        return "its lines end with a carriage return alone; save it with line ends of Unix or "
               "Windows";
    if (begins(text, "http://", 7) || begins(text, "https://", 8))
        return "it has addresses of pages; where those are lists, describe each in a file of "
               "sources.d/";
    return NULL;
}
