#include "cli/answers.h"

#include "base/ip.h"
#include "wire/dns.h"

#include <stdlib.h>

enum { CLASS_IN = 1 };

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* One record; false where its data is not what its type asks for. */
static bool format_record(struct bytes message, const struct dns_record *record, struct text *to)
{
    char type[DNS_TYPE_TEXT_MAX], address[IP_TEXT_MAX];
    struct name name;
    struct ip ip = ip_from_bytes(record->data);

    text_add(to, dns_type_text(record->type, type));
    switch (record->type) {
    case DNS_A:
    case DNS_AAAA:
        if (ip.len != (record->type == DNS_A ? 4 : 16))
            return false;
        text_add_char(to, '=');
        text_add(to, ip_format(&ip, address));
        return true;
    case DNS_CNAME:
        if (!dns_name(message, record->data_at, &name))
            return false;
        text_add_char(to, '=');
        text_add_bytes(to, name.at, name.len);
        return true;
    }
    return true;
}

void answers_format(struct bytes message, uint8_t rcode, struct text *to)
{
    AUTO_TEXT struct text all = {.at = NULL};
    struct dns_header h;
    struct dns_reader r;
    struct dns_record record;
    const char **sorted;
    size_t n = 0, at = 0;

    text_add(to, "rcode");
    text_add_number(to, rcode);
    if (!dns_begin(message, &h, &r))
        return;
    while (dns_next_record(&r, &record) && record.section == DNS_ANSWER) {
        size_t before = all.len;

        if ((record.class & 0x7fff) != CLASS_IN || record.type == DNS_OPT)
            continue;
        if (!format_record(message, &record, &all)) {
            all.len = before;
            break;
        }
        text_add_bytes(&all, "", 1);
        n++;
    }
    if (n == 0 || all.failed)
        return;
    sorted = calloc(n, sizeof(*sorted));
    if (!sorted) {
        to->failed = true;
        return;
    }
    for (size_t i = 0; i < n; i++) {
        sorted[i] = all.at + at;
        at += strlen(sorted[i]) + 1;
    }
    qsort(sorted, n, sizeof(*sorted), by_text);
    for (size_t i = 0; i < n; i++)
        if (i == 0 || strcmp(sorted[i], sorted[i - 1]) != 0) {
            text_add_char(to, ';');
            text_add(to, sorted[i]);
        }
    free(sorted);
}
