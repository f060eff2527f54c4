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

/* What a word is as a host name. */
enum word { WORD_NO_NAME, WORD_LABEL, WORD_NAME };

/* Letters, digits, hyphens and underscores in labels of 1 to 63. */
static enum word word_of(const char *s, size_t len)
{
    size_t label = 0;
    bool has_dot = false;

    if (len == 0 || len > 253)
        return WORD_NO_NAME;
    for (size_t i = 0; i < len; i++) {
        char c = s[i];

        if (c == '.') {
            if (label == 0)
                return WORD_NO_NAME;
            has_dot = true;
            label = 0;
            continue;
        }
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_') ||
            ++label > 63)
            return WORD_NO_NAME;
    }
    return label == 0 ? WORD_NO_NAME : has_dot ? WORD_NAME : WORD_LABEL;
}

/* A word as a name: lower case, A-labels, no trailing dot. */
static enum list_line_answer to_name(struct bytes word, char *ret_name)
{
    char text[512], *ascii = NULL;
    bool is_plain = true;
    struct in_addr ip;
    enum word what;

    if (word.len > 0 && word.at[word.len - 1] == '.')
        word.len--;
    if (word.len == 0 || word.len >= sizeof(text))
        return LIST_LINE_SKIPPED;
    for (size_t i = 0; i < word.len; i++) {
        uint8_t c = word.at[i];

        if (c == 0)
            return LIST_LINE_SKIPPED;
        is_plain &= c < 0x80;
        text[i] = (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
    }
    text[word.len] = '\0';
    if (!is_plain) {
        if (idn2_to_ascii_8z(text, &ascii, IDN2_NONTRANSITIONAL | IDN2_NFC_INPUT) != IDN2_OK)
            return LIST_LINE_SKIPPED;
        snprintf(text, sizeof(text), "%s", ascii);
        idn2_free(ascii);
    }
    what = word_of(text, strlen(text));
    if (what == WORD_NO_NAME || inet_pton(AF_INET, text, &ip) == 1)
        return LIST_LINE_SKIPPED;
    memcpy(ret_name, text, strlen(text) + 1);
    return what == WORD_NAME ? LIST_LINE_NAME : LIST_LINE_LABEL;
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

/* Does an option leave the rule one for the whole name? */
static bool is_wide_option(struct bytes option)
{
    static const char *const wide[] = {"important", "all", "document", "doc"};

    for (size_t i = 0; i < ARRAY_LEN(wide); i++)
        if (bytes_equal(option, bytes_of(wide[i], strlen(wide[i]))))
            return true;
    return false;
}

/* What follows the bars: name^ and name^$options of which none narrows it to some pages. */
static enum list_line_answer adblock(struct bytes rule, char *ret_name)
{
    struct bytes name, rest;
    size_t n = 0;

    while (n < rule.len && rule.at[n] != '^' && rule.at[n] != '/' && rule.at[n] != '$' &&
           rule.at[n] != '*')
        n++;
    name = bytes_head(rule, n);
    if (n < rule.len && rule.at[n] != '^')
        return LIST_LINE_SKIPPED;
    rest = bytes_after(rule, n + 1);
    if (rest.len > 0 && rest.at[0] != '$')
        return LIST_LINE_SKIPPED;
    while (rest.len > 0) { /* '$' or ',' before each option */
        rest = bytes_after(rest, 1);
        for (n = 0; n < rest.len && rest.at[n] != ',';)
            n++;
        if (!is_wide_option(bytes_head(rest, n)))
            return LIST_LINE_SKIPPED;
        rest = bytes_after(rest, n);
    }
    return to_name(name, ret_name);
}

static bool is_comment(struct bytes word)
{
    return word.len == 0 || word.at[0] == '#' || word.at[0] == '!' || word.at[0] == ';';
}

static bool is_page(struct bytes word)
{
    static const char *const tags[] = {"<!doctype", "<html", "<head", "<body", "<?xml"};

    for (size_t i = 0; i < ARRAY_LEN(tags); i++)
        if (starts(word, tags[i]))
            return true;
    return false;
}

static bool is_boilerplate(struct bytes word)
{
    static const char *const local[] = {
        "localhost",     "localhost.localdomain", "local",        "broadcasthost",
        "ip6-localhost", "ip6-loopback",          "ip6-localnet", "ip6-mcastprefix",
        "ip6-allnodes",  "ip6-allrouters",        "ip6-allhosts",
    };

    for (size_t i = 0; i < ARRAY_LEN(local); i++)
        if (bytes_equal(word, bytes_of(local[i], strlen(local[i]))))
            return true;
    return false;
}

/* The name of a line that says one: example.com, .example.com, *.example.com. */
static enum list_line_answer plain(struct list_line *line, struct bytes word, char *ret_name)
{
    struct bytes rest = line->left;

    line->left.len = 0;
    if (!is_comment(take_word(&rest))) /* prose */
        return LIST_LINE_SKIPPED;
    if (starts(word, "*."))
        word = bytes_after(word, 2);
    else if (starts(word, "."))
        word = bytes_after(word, 1);
    return to_name(word, ret_name);
}

enum list_line_answer list_line_next(struct list_line *line, char *ret_name, bool *ret_is_allow)
{
    struct bytes word = take_word(&line->left);

    *ret_is_allow = false;
    if (!line->has_begun) {
        line->has_begun = true;
        if (is_page(word))
            return LIST_LINE_HTML;
        if (word.len > 0 && word.at[0] == '[') { /* [Adblock Plus 2.0] */
            line->left.len = 0;
            return LIST_LINE_END;
        }
        *ret_is_allow = starts(word, "@@||");
        if (*ret_is_allow || starts(word, "||")) {
            line->left.len = 0;
            return adblock(bytes_after(word, *ret_is_allow ? 4 : 2), ret_name);
        }
        if (starts(word, "|")) { /* one bar: an address that begins so, which is the name alone */
            line->left.len = 0;
            line->is_hosts = true;
            return adblock(bytes_after(word, 1), ret_name);
        }
        if (is_address(word)) {
            line->is_hosts = true;
            word = take_word(&line->left);
        } else if (!is_comment(word) && !is_boilerplate(word)) {
            return plain(line, word, ret_name);
        }
    }
    while (is_boilerplate(word) || is_address(word))
        word = take_word(&line->left);
    if (is_comment(word)) {
        line->left.len = 0;
        return LIST_LINE_END;
    }
    return to_name(word, ret_name);
}
