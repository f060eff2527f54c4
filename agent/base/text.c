#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void text_done(struct text *t)
{
    free(t->at);
    *t = (struct text){.at = NULL};
}

void text_clear(struct text *t)
{
    t->len = 0;
    t->failed = false;
    if (t->at)
        t->at[0] = '\0';
}

static bool make_room(struct text *t, size_t more)
{
    size_t need = t->len + more + 1;
    size_t room = t->room ? t->room : 64;
    char *at;

    if (need <= t->room)
        return true;
    while (room < need)
        room *= 2;
    at = realloc(t->at, room);
    if (!at) {
        t->failed = true;
        return false;
    }
    t->at = at;
    t->room = room;
    return true;
}

void text_add_bytes(struct text *t, const void *at, size_t len)
{
    if (t->failed || !make_room(t, len))
        return;
    if (len > 0)
        memcpy(t->at + t->len, at, len);
    t->len += len;
    t->at[t->len] = '\0';
}

void text_add(struct text *t, const char *s)
{
    text_add_bytes(t, s, strlen(s));
}

void text_add_char(struct text *t, char c)
{
    text_add_bytes(t, &c, 1);
}

void text_add_number(struct text *t, unsigned long long n)
{
    char digits[20];
    size_t at = sizeof(digits);

    do {
        digits[--at] = (char)('0' + n % 10);
        n /= 10;
    } while (n > 0);
    text_add_bytes(t, digits + at, sizeof(digits) - at);
}

void text_vaddf(struct text *t, const char *format, va_list args)
{
    va_list again;
    int n;

    va_copy(again, args);
    n = vsnprintf(NULL, 0, format, again);
    va_end(again);
    if (n < 0 || t->failed || !make_room(t, (size_t)n)) {
        t->failed = true;
        return;
    }
    vsnprintf(t->at + t->len, (size_t)n + 1, format, args);
    t->len += (size_t)n;
}

void text_addf(struct text *t, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    text_vaddf(t, format, args);
    va_end(args);
}

const char *text_string(const struct text *t)
{
    return t->at ? t->at : "";
}

char *text_take(struct text *t)
{
    char *at = NULL;

    if (!t->failed && make_room(t, 0)) {
        t->at[t->len] = '\0';
        at = TAKE(t->at);
    }
    text_done(t);
    return at;
}

void text_add_visible(struct text *t, const char *s)
{
    for (; *s; s++) {
        unsigned char c = (unsigned char)*s;

        if (c >= 0x20 && c < 0x7f && c != '\\')
            text_add_char(t, (char)c);
        else
            text_addf(t, "\\x%02x", c);
    }
}
