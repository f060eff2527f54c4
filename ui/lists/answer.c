#include "lists/answer.h"

#include <string.h>
#include <strings.h>

void answer_done(struct answer *a)
{
    text_done(&a->etag);
    text_done(&a->modified);
    text_done(&a->type);
    text_done(&a->range);
}

static bool begins_with(struct bytes line, const char *name)
{
    size_t len = strlen(name);

    return line.len >= len && strncasecmp((const char *)line.at, name, len) == 0;
}

static bool is_blank(uint8_t c)
{
    return c <= ' ';
}

/* The value behind the name, without the blanks around it; untouched where it cannot be used. */
static void take(struct text *to, const char *name, struct bytes line)
{
    struct bytes value = bytes_after(line, strlen(name));

    if (!begins_with(line, name))
        return;
    while (value.len > 0 && is_blank(value.at[0]))
        value = bytes_after(value, 1);
    while (value.len > 0 && is_blank(value.at[value.len - 1]))
        value.len--;
    text_clear(to);
    if (value.len > ANSWER_VALUE_MAX)
        return;
    for (size_t i = 0; i < value.len; i++)
        if (value.at[i] < ' ' || value.at[i] > '~')
            return;
    text_add_bytes(to, value.at, value.len);
}

void answer_line(struct answer *a, struct bytes line)
{
    if (begins_with(line, "HTTP/")) {
        text_clear(&a->etag);
        text_clear(&a->modified);
        text_clear(&a->type);
        text_clear(&a->range);
    }
    take(&a->etag, "ETag:", line);
    take(&a->modified, "Last-Modified:", line);
    take(&a->type, "Content-Type:", line);
    take(&a->range, "Content-Range:", line);
}

/* A number of at most 19 digits, and what stands behind it. */
static bool read_number(const char **at, char end, uint64_t *ret)
{
    const char *begin = *at;
    uint64_t n = 0;

    for (; **at >= '0' && **at <= '9' && *at - begin < 19; (*at)++)
        n = n * 10 + (uint64_t)(**at - '0');
    if (*at == begin || **at != end)
        return false;
    *at += end != '\0';
    *ret = n;
    return true;
}

bool answer_part(const struct answer *a, uint64_t *ret_begin, uint64_t *ret_whole)
{
    const char *at = text_string(&a->range);
    uint64_t begin, last, whole;

    if (strncasecmp(at, "bytes ", 6) != 0)
        return false;
    at += 6;
    if (!read_number(&at, '-', &begin) || !read_number(&at, '/', &last) ||
        !read_number(&at, '\0', &whole) || begin > last || last >= whole)
        return false;
    *ret_begin = begin;
    *ret_whole = whole;
    return true;
}

bool answer_is_no_list(const struct answer *a)
{
    static const char *const others[] = {
        "text/html", "application/xhtml", "image/", "video/", "audio/", "font/", "application/pdf"};

    for (size_t i = 0; i < ARRAY_LEN(others); i++)
        if (strncasecmp(text_string(&a->type), others[i], strlen(others[i])) == 0)
            return true;
    return false;
}

const char *answer_vouches(const char *etag, const char *modified)
{
    if (etag && etag[0] == '"')
        return etag;
    return modified && modified[0] ? modified : NULL;
}
