#include "lists/transfer.h"

#include "lists/disk.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <string.h>
#include <sys/stat.h>

enum { SLOW_BYTES_A_SECOND = 1024, REDIRECTS_MAX = 5, CONNECT_SECONDS = 20 };

__attribute__((format(printf, 2, 3))) static size_t refuse(struct transfer *t, const char *format,
                                                           ...)
{
    va_list args;

    t->is_refused = true;
    text_clear(&t->fetch->why);
    va_start(args, format);
    text_vaddf(&t->fetch->why, format, args);
    va_end(args);
    return 0; /* less than what was handed over: libcurl ends the transfer */
}

static size_t on_header(char *line, size_t one, size_t n, void *user)
{
    struct transfer *t = user;

    answer_line(&t->answer, bytes_of(line, one * n));
    return one * n;
}

/* What the bytes in the file are, for whoever goes on with them. */
static int note_begun(struct transfer *t)
{
    AUTO_TEXT struct text path = {.at = NULL};
    AUTO(json)
    json_t *json =
        json_pack("{s:s, s:s, s:s}", "url", t->fetch->url, "etag", text_string(&t->answer.etag),
                  "modified", text_string(&t->answer.modified));

    text_addf(&path, "%s.json", t->fetch->path);
    return path.failed ? -ENOMEM : disk_replace_json(path.at, json);
}

/* The first bytes of an answer are here: are they to be kept, and where? */
static bool judge(struct transfer *t)
{
    uint64_t from = 0;
    curl_off_t length = -1;
    long code = 0;

    t->is_judged = true;
    curl_easy_getinfo(t->easy, CURLINFO_RESPONSE_CODE, &code);
    curl_easy_getinfo(t->easy, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &length);
    if (code != 200 && code != 206)
        return refuse(t, "the server answers %ld instead of the list", code);
    if (answer_is_no_list(&t->answer))
        return refuse(t, "the server sends %s, which is no list", text_string(&t->answer.type));
    if (code == 206) {
        if (t->began_at == 0 || !answer_part(&t->answer, &from, &t->whole) || from != t->at)
            return refuse(t, "the server sends another part of the file than the one asked for");
        t->fetch->is_resumed = true;
    } else {
        t->at = t->began_at = t->whole = 0;
        if (ftruncate(t->file, 0) < 0 || note_begun(t) < 0)
            return refuse(t, "it cannot be kept: %s", strerror(errno));
    }
    if (length > 0 && t->at + (uint64_t)length > t->limits->bytes_max)
        return refuse(t, "it is larger than %llu MB",
                      (unsigned long long)(t->limits->bytes_max >> 20));
    return true;
}

static size_t on_bytes(char *at, size_t one, size_t n, void *user)
{
    struct transfer *t = user;
    size_t len = one * n, done = 0;

    if (!t->is_judged && !judge(t))
        return 0;
    if (t->at + len > t->limits->bytes_max)
        return refuse(t, "it is larger than %llu MB",
                      (unsigned long long)(t->limits->bytes_max >> 20));
    while (done < len) {
        ssize_t w = pwrite(t->file, at + done, len - done, (off_t)(t->at + done));

        if (w <= 0)
            return refuse(t, "it cannot be kept: %s", strerror(errno));
        done += (size_t)w;
    }
    t->at += len;
    return len;
}

static void add_header(struct transfer *t, const char *name, const char *value)
{
    AUTO_TEXT struct text line = {.at = NULL};
    struct curl_slist *more;

    text_addf(&line, "%s: %s", name, value);
    more = line.failed ? NULL : curl_slist_append(t->headers, line.at);
    if (more)
        t->headers = more;
}

/* Where an earlier attempt was cut off: ask for the rest, if the file is still the same. */
static void ask_for_rest(struct transfer *t)
{
    AUTO_TEXT struct text path = {.at = NULL};
    AUTO(json) json_t *begun = NULL;
    const char *url, *etag, *modified, *vouches;
    char range[32];
    struct stat st;

    text_addf(&path, "%s.json", t->fetch->path);
    begun = path.failed ? NULL : disk_read_json(path.at);
    url = json_string_value(json_object_get(begun, "url"));
    etag = json_string_value(json_object_get(begun, "etag"));
    modified = json_string_value(json_object_get(begun, "modified"));
    if (!url || strcmp(url, t->fetch->url) != 0 || fstat(t->file, &st) < 0 || st.st_size == 0 ||
        (uint64_t)st.st_size >= t->limits->bytes_max)
        return;
    vouches = answer_vouches(etag, modified);
    if (!vouches)
        return;
    add_header(t, "If-Range", vouches);
    t->at = t->began_at = (uint64_t)st.st_size;
    snprintf(range, sizeof(range), "bytes=%llu-", (unsigned long long)t->at);
    add_header(t, "Range", range);
}

static int set_options(struct transfer *t)
{
    CURL *e = t->easy;
    bool all = true;

#define SET(option, value) all &= curl_easy_setopt(e, option, value) == CURLE_OK
    SET(CURLOPT_URL, t->fetch->url);
    SET(CURLOPT_PROTOCOLS_STR, "https");
    SET(CURLOPT_REDIR_PROTOCOLS_STR, "https");
    SET(CURLOPT_FOLLOWLOCATION, 1L);
    SET(CURLOPT_MAXREDIRS, (long)REDIRECTS_MAX);
    SET(CURLOPT_SSL_VERIFYPEER, 1L);
    SET(CURLOPT_SSL_VERIFYHOST, 2L);
    SET(CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    if (t->limits->authority) {
        SET(CURLOPT_CAINFO, t->limits->authority);
        SET(CURLOPT_CAPATH, NULL);
    }
    SET(CURLOPT_CONNECTTIMEOUT, (long)CONNECT_SECONDS);
    SET(CURLOPT_TIMEOUT, (long)t->limits->seconds);
    SET(CURLOPT_LOW_SPEED_LIMIT, (long)SLOW_BYTES_A_SECOND);
    SET(CURLOPT_LOW_SPEED_TIME, (long)t->limits->slow_seconds);
    SET(CURLOPT_NOSIGNAL, 1L);
    SET(CURLOPT_USERAGENT, "kindward");
    SET(CURLOPT_HTTPHEADER, t->headers);
    SET(CURLOPT_HEADERFUNCTION, on_header);
    SET(CURLOPT_HEADERDATA, t);
    SET(CURLOPT_WRITEFUNCTION, on_bytes);
    SET(CURLOPT_WRITEDATA, t);
    SET(CURLOPT_ERRORBUFFER, t->error);
    SET(CURLOPT_PRIVATE, t);
#undef SET
    return all ? 0 : -ENOMEM;
}

int transfer_begin(struct transfer *t, struct fetch *fetch, const struct fetch_limits *limits)
{
    *t = (struct transfer){.fetch = fetch, .limits = limits, .file = -1};
    fetch->outcome = FETCH_FAILED;
    t->file = open(fetch->path, O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (t->file < 0)
        return -errno;
    ask_for_rest(t);
    if (t->at == 0 && fetch->etag[0])
        add_header(t, "If-None-Match", fetch->etag);
    if (t->at == 0 && fetch->modified[0])
        add_header(t, "If-Modified-Since", fetch->modified);
    t->easy = curl_easy_init();
    return t->easy ? set_options(t) : -ENOMEM;
}

void transfer_done(struct transfer *t)
{
    auto_close_fd(&t->file);
    curl_easy_cleanup(t->easy);
    curl_slist_free_all(t->headers);
    answer_done(&t->answer);
    *t = (struct transfer){.file = -1};
}

/* What went wrong, for a person. */
static void tell(struct transfer *t, CURLcode result)
{
    bool is_known =
        answer_vouches(text_string(&t->answer.etag), text_string(&t->answer.modified)) != NULL;
    const char *rest = t->at > 0 && is_known ? "; the next update goes on from there" : "";
    struct text *why = &t->fetch->why;

    text_clear(why);
    if (result == CURLE_PEER_FAILED_VERIFICATION || result == CURLE_SSL_CACERT_BADFILE)
        text_addf(why, "the server cannot show that it is who it should be (%s)",
                  t->error[0] ? t->error : curl_easy_strerror(result));
    else if (result == CURLE_UNSUPPORTED_PROTOCOL)
        text_add(why, "the server leads to an address without HTTPS, and is not followed");
    else if (result == CURLE_TOO_MANY_REDIRECTS)
        text_add(why, "the server leads from one address to the next");
    else if (result == CURLE_OPERATION_TIMEDOUT)
        text_addf(why, "it came too slowly, or not at all: %llu bytes%s", (unsigned long long)t->at,
                  rest);
    else if (t->at > 0 && (result == CURLE_PARTIAL_FILE || result == CURLE_RECV_ERROR))
        text_addf(why, "it was cut off after %llu bytes%s", (unsigned long long)t->at, rest);
    else
        text_addf(why, "it cannot be fetched: %s%s",
                  t->error[0] ? t->error : curl_easy_strerror(result), rest);
}

static void forget(struct transfer *t)
{
    AUTO_TEXT struct text path = {.at = NULL};

    text_addf(&path, "%s.json", t->fetch->path);
    (void)unlink(t->fetch->path);
    if (!path.failed)
        (void)unlink(path.at);
}

bool transfer_end(struct transfer *t, CURLcode result)
{
    long code = 0;

    curl_easy_getinfo(t->easy, CURLINFO_RESPONSE_CODE, &code);
    if (result == CURLE_OK && code == 304 && t->began_at == 0) {
        t->fetch->outcome = FETCH_SAME;
        forget(t);
        return false;
    }
    if (result == CURLE_OK && !t->is_judged) /* an answer without a byte */
        (void)judge(t);
    if (t->is_refused) {
        forget(t);
        return code == 416 && t->began_at > 0; /* what is there is no part of what it has now */
    }
    if (result == CURLE_OK && t->at < t->whole) /* a part of the part that was asked for */
        result = CURLE_PARTIAL_FILE;
    if (result != CURLE_OK) {
        tell(t, result);
        return t->at > t->began_at && result != CURLE_OPERATION_TIMEDOUT;
    }
    t->fetch->outcome = FETCH_NEW;
    t->fetch->n_bytes = t->at;
    text_clear(&t->fetch->new_etag);
    text_add(&t->fetch->new_etag, text_string(&t->answer.etag));
    text_clear(&t->fetch->new_modified);
    text_add(&t->fetch->new_modified, text_string(&t->answer.modified));
    return false;
}
