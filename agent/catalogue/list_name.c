#include "catalogue/list_name.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <idn2.h>
#include <string.h>
#include <strings.h>

struct bytes list_take_word(struct bytes *line)
{
    struct bytes word;
    size_t n = 0;

    while (line->len > 0 && list_is_space(line->at[0]))
        *line = bytes_after(*line, 1);
    while (n < line->len && !list_is_space(line->at[n]))
        n++;
    word = bytes_head(*line, n);
    *line = bytes_after(*line, n);
    return word;
}

struct bytes list_trim(struct bytes b)
{
    while (b.len > 0 && list_is_space(b.at[0]))
        b = bytes_after(b, 1);
    while (b.len > 0 && list_is_space(b.at[b.len - 1]))
        b.len--;
    return b;
}

bool list_starts(struct bytes b, const char *with)
{
    size_t n = strlen(with);

    return b.len >= n && strncasecmp((const char *)b.at, with, n) == 0;
}

bool list_is(struct bytes b, const char *word)
{
    return b.len == strlen(word) && memcmp(b.at, word, b.len) == 0;
}

bool list_is_address(struct bytes word)
{
    char text[64], *zone;
    uint8_t ip[16];

    if (word.len == 0 || word.len >= sizeof(text))
        return false;
    for (size_t i = 0; i < word.len && word.at[i] != '%'; i++) /* most words are names: soon told */
        if (!isxdigit(word.at[i]) && word.at[i] != '.' && word.at[i] != ':')
            return false;
    memcpy(text, word.at, word.len);
    text[word.len] = '\0';
    zone = strchr(text, '%'); /* fe80::1%lo0 */
    if (zone && strchr(text, ':'))
        *zone = '\0';
    return inet_pton(AF_INET, text, ip) == 1 || inet_pton(AF_INET6, text, ip) == 1;
}

static bool is_local(const char *name)
{
    static const char *const local[] = {
        "localhost",       "localhost.localdomain",
        "localhost.local", "local",
        "broadcasthost",   "ip6-localhost",
        "ip6-loopback",    "ip6-localnet",
        "ip6-allnodes",    "ip6-mcastprefix",
        "ip6-allrouters",  "ip6-allhosts",
        "localdomain",     "localhost4",
        "localhost6",      "localhost6.localdomain6",
    };

    for (size_t i = 0; i < ARRAY_LEN(local); i++)
        if (strcmp(name, local[i]) == 0)
            return true;
    return false;
}

/* Letters, digits, hyphens and underscores in labels of 1 to 63, and at the end a domain's. */
static enum word_kind judge(const char *s, size_t len)
{
    size_t label = 0, n_labels = 1, last = 0;

    if (len == 0 || len >= LIST_NAME_ROOM)
        return WORD_INVALID;
    for (size_t i = 0; i < len; i++) {
        char c = s[i];

        if (c == '.') {
            if (label == 0)
                return WORD_INVALID;
            n_labels++;
            label = 0;
            last = i + 1;
            continue;
        }
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_') ||
            ++label > 63)
            return WORD_INVALID;
    }
    if (label == 0)
        return WORD_INVALID;
    if (strncmp(s + last, "xn--", 4) != 0 && label < 2)
        return WORD_INVALID;
    if (strncmp(s + last, "xn--", 4) != 0)
        for (size_t i = last; i < len; i++)
            if (s[i] < 'a' || s[i] > 'z')
                return WORD_INVALID;
    return n_labels == 1 ? WORD_LABEL : WORD_NAME;
}

/* "192.0.2.1:8080", "[2001:db8::1]", "[2001:db8::1]:443", "192.0.2.0/24" */
static bool is_address_and_more(struct bytes word)
{
    size_t n = 0;

    if (list_is_address(word))
        return true;
    if (word.len > 0 && word.at[0] == '[') {
        while (n < word.len && word.at[n] != ']')
            n++;
        return n < word.len && list_is_address(bytes_head(bytes_after(word, 1), n - 1));
    }
    while (n < word.len && word.at[n] != ':' && word.at[n] != '/')
        n++;
    return n < word.len && list_is_address(bytes_head(word, n));
}

/* Lower case, and A-labels where it is not all ASCII. False: that cannot be. */
static bool to_ascii(struct bytes word, char text[512])
{
    char *ascii = NULL;
    bool is_plain = true, is_short;

    if (word.len == 0 || word.len >= 512)
        return false;
    for (size_t i = 0; i < word.len; i++) {
        uint8_t c = word.at[i];

        if (c == 0)
            return false;
        is_plain &= c < 0x80;
        text[i] = (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
    }
    text[word.len] = '\0';
    if (is_plain)
        return true;
    if (idn2_to_ascii_8z(text, &ascii, IDN2_NONTRANSITIONAL | IDN2_NFC_INPUT) != IDN2_OK)
        return false;
    is_short = strlen(ascii) < 512;
    if (is_short)
        memcpy(text, ascii, strlen(ascii) + 1);
    idn2_free(ascii);
    return is_short;
}

/* The usual case at once: letters, digits, marks, and a last label of letters. False: look closely.
 */
static bool is_simple_name(struct bytes word, char *ret_name)
{
    enum { LETTER = 1, CAPITAL, DIGIT_OR_MARK, DOT };
    static const uint8_t classes[256] = {
        ['a' ... 'z'] = LETTER, ['A' ... 'Z'] = CAPITAL, ['0' ... '9'] = DIGIT_OR_MARK,
        ['-'] = DIGIT_OR_MARK,  ['_'] = DIGIT_OR_MARK,   ['.'] = DOT,
    };
    size_t label = 0, last = 0; /* bytes of this label; where it begins */
    bool is_letters = true;     /* nothing else is in it */

    if (word.len >= LIST_NAME_ROOM)
        return false;
    for (size_t i = 0; i < word.len; i++) {
        uint8_t class = classes[word.at[i]];

        ret_name[i] = (char)(class == CAPITAL ? word.at[i] | 0x20 : word.at[i]);
        if (class == DOT) {
            if (label == 0)
                return false;
            last = i + 1;
            label = 0;
            is_letters = true;
            continue;
        }
        if (class == 0 || ++label > 63)
            return false;
        is_letters &= class != DIGIT_OR_MARK;
    }
    ret_name[word.len] = '\0';
    return last > 0 && label >= 2 && is_letters &&
           (ret_name[last] != 'l' || strncmp(ret_name + last, "local", 5) != 0);
}

enum word_kind list_word(struct bytes word, char *ret_name)
{
    char text[512], simple[LIST_NAME_ROOM];
    enum word_kind kind;

    if (is_simple_name(word, simple)) {
        memcpy(ret_name, simple, word.len + 1);
        return WORD_NAME;
    }
    if (is_address_and_more(word))
        return WORD_ADDRESS;
    if (list_starts(word, "*."))
        word = bytes_after(word, 2);
    else if (list_starts(word, "."))
        word = bytes_after(word, 1);
    if (word.len > 0 && word.at[word.len - 1] == '.')
        word.len--;
    if (list_is_address(word))
        return WORD_ADDRESS;
    if (!to_ascii(word, text))
        return WORD_INVALID;
    if (is_local(text))
        return WORD_LOCAL;
    kind = judge(text, strlen(text));
    if (kind == WORD_NAME || kind == WORD_LABEL)
        memcpy(ret_name, text, strlen(text) + 1);
    return kind;
}
