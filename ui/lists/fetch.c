#include "lists/fetch.h"

#include "base/clock.h"
#include "lists/transfer.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { AT_ONCE = 6, ATTEMPTS_MAX = 4, SHOW_EACH_MS = 200 };

struct round {
    CURLM *multi;
    struct fetch *all;
    const struct fetch_limits *limits;
    struct transfer under_way[AT_ONCE];
    unsigned attempts[AT_ONCE];
    size_t n, next, n_over;
    bool shows;
};

static void multi_done(CURLM **multi)
{
    curl_multi_cleanup(*multi);
}

static int start(struct round *r, size_t place, struct fetch *fetch)
{
    struct transfer *t = &r->under_way[place];
    int error = transfer_begin(t, fetch, r->limits);

    if (error == 0 && curl_multi_add_handle(r->multi, t->easy) != CURLM_OK)
        error = -ENOMEM;
    if (error < 0) {
        text_clear(&fetch->why);
        text_addf(&fetch->why, "it cannot be kept: %s", strerror(-error));
        transfer_done(t);
        r->n_over++;
    }
    return error == -ENOMEM ? error : 0;
}

static int fill(struct round *r)
{
    for (size_t i = 0; i < AT_ONCE; i++)
        while (!r->under_way[i].easy && r->next < r->n) {
            int error = start(r, i, &r->all[r->next++]);

            r->attempts[i] = 1;
            if (error < 0)
                return error;
        }
    return 0;
}

/* Whatever ended: done, or tried once more where it was cut off. */
static int reap(struct round *r)
{
    CURLMsg *message;
    int left;

    while ((message = curl_multi_info_read(r->multi, &left))) {
        size_t i = 0;
        struct fetch *fetch;
        bool again;

        if (message->msg != CURLMSG_DONE)
            continue;
        while (i < AT_ONCE && r->under_way[i].easy != message->easy_handle)
            i++;
        if (i == AT_ONCE)
            continue;
        fetch = r->under_way[i].fetch;
        again = transfer_end(&r->under_way[i], message->data.result);
        curl_multi_remove_handle(r->multi, r->under_way[i].easy);
        transfer_done(&r->under_way[i]);
        if (again && r->attempts[i]++ < ATTEMPTS_MAX) {
            if (start(r, i, fetch) < 0)
                return -ENOMEM;
        } else {
            r->n_over++;
        }
    }
    return 0;
}

static void show(const struct round *r)
{
    unsigned long long n_bytes = 0;
    const char *between = ": ";

    for (size_t i = 0; i < r->n; i++)
        n_bytes += r->all[i].n_bytes;
    for (size_t i = 0; i < AT_ONCE; i++)
        n_bytes += r->under_way[i].easy ? r->under_way[i].at : 0;
    fprintf(stderr, "\r\033[K%zu of %zu lists, %.1f MB", r->n_over, r->n, (double)n_bytes / 1e6);
    for (size_t i = 0, shown = 0; i < AT_ONCE && shown < 3; i++)
        if (r->under_way[i].easy) {
            fprintf(stderr, "%s%s", between, r->under_way[i].fetch->name);
            between = ", ";
            shown++;
        }
    fflush(stderr);
}

static int run(struct round *r)
{
    int64_t shown_us = 0;
    int n_running = 0;

    while (r->n_over < r->n) {
        int error = fill(r);

        if (error == 0 && curl_multi_perform(r->multi, &n_running) != CURLM_OK)
            error = -ENOMEM;
        if (error == 0)
            error = reap(r);
        if (error < 0)
            return error;
        if (r->shows && clock_us(CLOCK_MONOTONIC) - shown_us > SHOW_EACH_MS * 1000) {
            show(r);
            shown_us = clock_us(CLOCK_MONOTONIC);
        }
        if (r->n_over < r->n && n_running > 0 &&
            curl_multi_poll(r->multi, NULL, 0, SHOW_EACH_MS, NULL) != CURLM_OK)
            return -ENOMEM;
    }
    return 0;
}

int fetch_all(struct fetch *all, size_t n, const struct fetch_limits *limits, bool shows)
{
    __attribute__((cleanup(multi_done))) CURLM *multi = NULL;
    struct round r = {
        .all = all, .n = n, .limits = limits, .shows = shows && isatty(STDERR_FILENO)};
    int error;

    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
        return -ENOSYS;
    r.multi = multi = curl_multi_init();
    if (!multi)
        return -ENOMEM;
    error = run(&r);
    for (size_t i = 0; i < AT_ONCE; i++)
        if (r.under_way[i].easy) {
            curl_multi_remove_handle(multi, r.under_way[i].easy);
            transfer_done(&r.under_way[i]);
        }
    if (r.shows)
        fputs("\r\033[K", stderr);
    return error;
}

void fetch_done(struct fetch *f)
{
    free(f->path);
    f->path = NULL;
    text_done(&f->why);
    text_done(&f->new_etag);
    text_done(&f->new_modified);
}
