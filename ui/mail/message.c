#include "mail/message.h"

#include "base/clock.h"
#include "policy/mail_word.h"

#include <inttypes.h>
#include <string.h>
#include <time.h>

enum { BASE64_LINE = 57 /* bytes, which are 76 letters */ };

static void add_base64(struct text *out, const char *words)
{
    static const char letters[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const uint8_t *at = (const uint8_t *)words;
    size_t len = strlen(words);

    for (size_t i = 0; i < len; i += 3) {
        size_t left = len - i;
        uint32_t three = (uint32_t)at[i] << 16 | (left > 1 ? (uint32_t)at[i + 1] << 8 : 0) |
                         (left > 2 ? at[i + 2] : 0u);

        text_add_char(out, letters[three >> 18]);
        text_add_char(out, letters[three >> 12 & 63]);
        text_add_char(out, left > 1 ? letters[three >> 6 & 63] : '=');
        text_add_char(out, left > 2 ? letters[three & 63] : '=');
        if (i % BASE64_LINE == BASE64_LINE - 3 || left <= 3)
            text_add_char(out, '\n');
    }
}

static void add_part(struct text *out, const char *id, const char *type, const char *words)
{
    text_addf(out, "--kindward-%s\nContent-Type: %s; charset=utf-8\n", id, type);
    text_add(out, "Content-Transfer-Encoding: base64\n\n");
    add_base64(out, words);
}

/* "Mon, 23 Nov 2026 00:15:00 +0100"; no locale has a say in it. */
static void add_date(struct text *out, int64_t when_us, int utc_offset_s)
{
    static const char *const days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    time_t local = (time_t)(when_us / SECOND_US + utc_offset_s);
    int offset_min = (utc_offset_s < 0 ? -utc_offset_s : utc_offset_s) / 60;
    struct tm t;

    if (gmtime_r(&local, &t))
        text_addf(out, "Date: %s, %d %s %d %02d:%02d:%02d %c%02d%02d\n", days[t.tm_wday], t.tm_mday,
                  months[t.tm_mon], t.tm_year + 1900, t.tm_hour, t.tm_min, t.tm_sec,
                  utc_offset_s < 0 ? '-' : '+', offset_min / 60, offset_min % 60);
}

void message_write(const struct message *m, struct text *out)
{
    const char *list = m->to, *address, *domain = strchr(m->from, '@');
    size_t len, n = 0;

    text_addf(out, "From: Kindward <%s>\nTo:", m->from);
    while ((address = mail_address_next(&list, &len))) {
        text_add(out, n++ > 0 ? ",\n " : " ");
        text_add_bytes(out, address, len);
    }
    text_addf(out, "\nSubject: %s\n", m->subject);
    add_date(out, m->when_us, m->utc_offset_s);
    text_addf(out, "Message-ID: <kindward-%s-%016" PRIx64 "%s>\n", m->id, m->chance,
              domain ? domain : "@localhost");
    text_add(out, "Auto-Submitted: auto-generated\nMIME-Version: 1.0\n");
    text_addf(out, "Content-Type: multipart/alternative; boundary=\"kindward-%s\"\n\n", m->id);
    add_part(out, m->id, "text/plain", m->plain);
    add_part(out, m->id, "text/html", m->html);
    text_addf(out, "--kindward-%s--\n", m->id);
}
