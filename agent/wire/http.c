#include "wire/http.h"

#include <strings.h>

enum { METHOD_MAX = 256 }; /* no limit in RFC 9110; longer ones are not waited for */

/* RFC 9110 §5.6.2 */
static bool is_token_byte(uint8_t c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (c != 0 && strchr("!#$%&'*+-.^_`|~", c));
}

/* The line without its end, and what is behind it; false: its end is not there yet. */
static bool take_line(struct bytes *stream, struct bytes *ret_line)
{
    const uint8_t *end = stream->len ? memchr(stream->at, '\n', stream->len) : NULL;
    size_t len;

    if (!end)
        return false;
    len = (size_t)(end - stream->at);
    *ret_line = bytes_head(*stream, len > 0 && stream->at[len - 1] == '\r' ? len - 1 : len);
    *stream = bytes_after(*stream, len + 1);
    return true;
}

static struct bytes trim(struct bytes b)
{
    while (b.len > 0 && (b.at[0] == ' ' || b.at[0] == '\t'))
        b = bytes_after(b, 1);
    while (b.len > 0 && (b.at[b.len - 1] == ' ' || b.at[b.len - 1] == '\t'))
        b.len--;
    return b;
}

/* RFC 3986 §3.2.3: digits behind the last colon; brackets stay. */
static struct bytes without_port(struct bytes host)
{
    size_t at = host.len;

    while (at > 0 && host.at[at - 1] >= '0' && host.at[at - 1] <= '9')
        at--;
    if (at > 0 && host.at[at - 1] == ':')
        host.len = at - 1;
    return host;
}

/* scheme://user@host:port/... gives host; other targets have none (RFC 9112 §3.2.2). */
static struct bytes authority_of(struct bytes target)
{
    static const uint8_t mark[] = {':', '/', '/'};
    size_t at = 0, len = 0;

    while (at < target.len && is_token_byte(target.at[at]))
        at++;
    if (at == 0 || target.len - at < sizeof(mark) ||
        memcmp(target.at + at, mark, sizeof(mark)) != 0)
        return (struct bytes){.at = NULL, .len = 0};
    target = bytes_after(target, at + sizeof(mark));
    while (len < target.len && (target.at[len] == '\0' || !strchr("/?#", target.at[len])))
        len++;
    target = bytes_head(target, len);
    for (size_t i = target.len; i > 0; i--)
        if (target.at[i - 1] == '@') {
            target = bytes_after(target, i);
            break;
        }
    return without_port(target);
}

static bool same_name(struct bytes a, struct bytes b)
{
    return a.len == b.len && strncasecmp((const char *)a.at, (const char *)b.at, a.len) == 0;
}

static bool field_is(struct bytes line, const char *name, struct bytes *ret_value)
{
    size_t len = strlen(name);

    if (line.len <= len || line.at[len] != ':' ||
        strncasecmp((const char *)line.at, name, len) != 0)
        return false;
    *ret_value = trim(bytes_after(line, len + 1));
    return true;
}

/* METHOD SP anything SP HTTP/1.x */
static bool request_line(struct bytes line, struct http_request *r)
{
    static const char version[] = " HTTP/1.";
    size_t method = 0, tail = sizeof(version) - 1;
    struct bytes target;

    line = trim(line);
    while (method < line.len && is_token_byte(line.at[method]))
        method++;
    if (method == 0 || method > METHOD_MAX || line.len < method + tail + 1 ||
        line.at[method] != ' ')
        return false;
    if (memcmp(line.at + line.len - tail - 1, version, tail) != 0)
        return false;
    if (line.at[line.len - 1] < '0' || line.at[line.len - 1] > '9')
        return false;
    target = bytes_head(line, line.len - tail - 1); /* "GET HTTP/1.0" has none */
    target = trim(bytes_after(target, method + 1));
    r->is_connect = method == 7 && memcmp(line.at, "CONNECT", 7) == 0;
    r->authority = r->is_connect ? without_port(target) : authority_of(target);
    return true;
}

/* A request line whose end is not there yet: could it still become one? */
static bool may_be_request_line(struct bytes b)
{
    size_t method = 0;

    while (method < b.len && is_token_byte(b.at[method]))
        method++;
    if (method > METHOD_MAX || (method == 0 && b.len > 0))
        return false;
    return method == b.len || b.at[method] == ' ';
}

enum http_answer http_request_read(struct bytes stream, struct http_request *ret_request)
{
    struct http_request r = {.head_bytes = 0};
    struct bytes left = bytes_head(stream, HTTP_HEAD_MAX), line;
    bool has_host = false;

    while (left.len > 0 && (left.at[0] == '\r' || left.at[0] == '\n'))
        left = bytes_after(left, 1);
    if (!may_be_request_line(left))
        return HTTP_NOT;
    if (!take_line(&left, &line))
        return stream.len < HTTP_HEAD_MAX ? HTTP_MORE : HTTP_NOT;
    if (!request_line(line, &r))
        return HTTP_NOT;

    for (;;) {
        struct bytes value;

        if (!take_line(&left, &line)) {
            if (stream.len < HTTP_HEAD_MAX)
                return HTTP_MORE;
            left.len = 0;
            break;
        }
        if (line.len == 0)
            break;
        if (field_is(line, "Host", &value)) {
            value = trim(without_port(value));
            if (!has_host)
                r.host = value;
            else
                r.hosts_differ |= !same_name(value, r.host);
            has_host = true;
        } else if (field_is(line, "Content-Length", &value)) {
            r.body_bytes = 0;
            for (size_t i = 0; i < value.len && i < 18 && value.at[i] >= '0' && value.at[i] <= '9';
                 i++)
                r.body_bytes = r.body_bytes * 10 + (value.at[i] - '0');
        }
    }
    r.head_bytes = bytes_head(stream, HTTP_HEAD_MAX).len - left.len;
    *ret_request = r;
    return HTTP_REQUEST;
}
