/* uses: base lists lists_update */
/*
 * Any bytes, taken for the lines of a server's answers: what is kept is short and printable, since
 * it goes into requests and onto a terminal; where a part begins is the number that stands there;
 * and a new answer forgets the one before.
 */
#include "lists/answer.h"
#include "property.h"

static void check_value(const struct text *value)
{
    HOLDS(value->len <= ANSWER_VALUE_MAX && !value->failed);
    for (size_t i = 0; i < value->len; i++)
        HOLDS(value->at[i] >= ' ' && value->at[i] <= '~');
    HOLDS(value->len == 0 || (value->at[0] != ' ' && value->at[value->len - 1] != ' '));
}

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len)
{
    static const char status[] = "HTTP/1.1 200 OK\r\n";
    struct answer a = {.etag = {.at = NULL}};
    struct bytes left = bytes_of(at, len);
    const char *vouches;
    uint64_t begin = 77, whole = 77;

    while (left.len > 0) {
        const uint8_t *end = memchr(left.at, '\n', left.len);
        struct bytes line = end ? bytes_head(left, (size_t)(end - left.at) + 1) : left;

        answer_line(&a, line);
        left = bytes_after(left, line.len);
    }
    check_value(&a.etag);
    check_value(&a.modified);
    check_value(&a.type);
    check_value(&a.range);
    if (answer_part(&a, &begin, &whole)) {
        char number[32];

        HOLDS(begin < whole);
        snprintf(number, sizeof(number), "%llu-", (unsigned long long)begin);
        HOLDS(strstr(text_string(&a.range), number) != NULL);
    } else {
        HOLDS(begin == 77 && whole == 77);
    }
    vouches = answer_vouches(text_string(&a.etag), text_string(&a.modified));
    HOLDS(!vouches || vouches[0] != 'W' || vouches == text_string(&a.modified));
    (void)answer_is_no_list(&a);
    answer_line(&a, bytes_of(status, sizeof(status) - 1));
    HOLDS(a.etag.len + a.modified.len + a.type.len + a.range.len == 0);
    answer_done(&a);
    return 0;
}
