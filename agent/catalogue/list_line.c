#include "catalogue/list_line.h"

#include <arpa/inet.h>
#include <idn2.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

static bool is_space(uint8_t c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

static struct bytes take_word(struct bytes *line)
{
    struct bytes word;
    size_t n = 0;

    while (line->len > 0 && is_space(line->at[0]))
        *line = bytes_after(*line, 1);
    while (n < line->len && !is_space(line->at[n]))
        n++;
    word = bytes_head(*line, n);
    *line = bytes_after(*line, n);
    return word;
}

static bool starts(struct bytes b, const char *with)
{
    size_t n = strlen(with);

    return b.len >= n && strncasecmp((const char *)b.at, with, n) == 0;
}

/* Letters, digits, hyphens and underscores in labels of 1 to 63, at least two labels. */
static bool is_host(const char *s, size_t len)
{
    size_t label = 0;
    bool has_dot = false;

    if (len == 0 || len > 253)
        return false;
    for (size_t i = 0; i < len; i++) {
        char c = s[i];

        if (c == '.') {
            if (label == 0)
                return false;
            has_dot = true;
            label = 0;
            continue;
        }
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_') ||
            ++label > 63)
            return false;
    }
    return label > 0 && has_dot;
}

/* A word as a name: lower case, A-labels, no trailing dot. */
static bool to_name(struct bytes word, char *ret_name)
{
    char text[512], *ascii = NULL;
    bool is_plain = true;
    struct in_addr ip;

    if (word.len > 0 && word.at[word.len - 1] == '.')
        word.len--;
    if (word.len == 0 || word.len >= sizeof(text))
        return false;
    for (size_t i = 0; i < word.len; i++) {
        uint8_t c = word.at[i];

        if (c == 0)
            return false;
        is_plain &= c < 0x80;
        text[i] = (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
    }
    text[word.len] = '\0';
    if (!is_plain) {
        if (idn2_to_ascii_8z(text, &ascii, IDN2_NONTRANSITIONAL | IDN2_NFC_INPUT) != IDN2_OK)
            return false;
        snprintf(text, sizeof(text), "%s", ascii);
        idn2_free(ascii);
    }
    if (!is_host(text, strlen(text)) || inet_pton(AF_INET, text, &ip) == 1)
        return false;
    memcpy(ret_name, text, strlen(text) + 1);
    return true;
}

static bool is_address(struct bytes word)
{
    char text[64];
    uint8_t ip[16];

    if (word.len == 0 || word.len >= sizeof(text))
        return false;
    memcpy(text, word.at, word.len);
    text[word.len] = '\0';
    return inet_pton(AF_INET, text, ip) == 1 || inet_pton(AF_INET6, text, ip) == 1;
}

/* ||name^ and ||name^$options of which none narrows it to some pages. */
static enum list_line_answer adblock(struct bytes rule, char *ret_name)
{
    size_t n = 0;

    rule = bytes_after(rule, 2);
    while (n < rule.len && rule.at[n] != '^' && rule.at[n] != '/' && rule.at[n] != '$' &&
           rule.at[n] != '*')
        n++;
    if (n < rule.len && rule.at[n] != '^')
        return LIST_LINE_SKIPPED;
    if (rule.len > n + 1) { /* an option or a path follows */
        struct bytes rest = bytes_after(rule, n + 1);

        if (!bytes_equal(rest, bytes_of("$important", 10)) &&
            !bytes_equal(rest, bytes_of("$all", 4)))
            return LIST_LINE_SKIPPED;
    }
    return to_name(bytes_head(rule, n), ret_name) ? LIST_LINE_NAME : LIST_LINE_SKIPPED;
}

enum list_line_answer list_line_next(struct bytes *line, char *ret_name, bool *ret_is_allow)
{
    static const char *const local[] = {"localhost.localdomain", "broadcasthost", "localhost",
                                        "ip6-localhost",         "ip6-loopback",  "local"};
    struct bytes word;

    *ret_is_allow = false;
    for (;;) {
        word = take_word(line);
        if (word.len == 0 || word.at[0] == '#' || word.at[0] == '!' || word.at[0] == ';')
            return LIST_LINE_END;
        if (word.at[0] == '[') { /* [Adblock Plus 2.0] */
            line->len = 0;
            return LIST_LINE_END;
        }
        if (starts(word, "<!doctype") || starts(word, "<html") || starts(word, "<head") ||
            starts(word, "<body"))
            return LIST_LINE_HTML;
        if (starts(word, "@@||")) {
            line->len = 0;
            *ret_is_allow = true;
            return adblock(bytes_after(word, 2), ret_name);
        }
        if (starts(word, "||")) {
            line->len = 0;
            return adblock(word, ret_name);
        }
        if (is_address(word)) /* a hosts line: names follow */
            continue;
        for (size_t i = 0; i < ARRAY_LEN(local); i++)
            if (bytes_equal(word, bytes_of(local[i], strlen(local[i]))))
                return LIST_LINE_END;
        return to_name(word, ret_name) ? LIST_LINE_NAME : LIST_LINE_SKIPPED;
    }
}
