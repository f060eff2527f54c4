#include "policy/site_word.h"

#include "catalogue/catalogue.h"

#include <arpa/inet.h>
#include <idn2.h>
#include <stdio.h>
#include <string.h>

/* What is wrong with a word, with the word itself. */
static bool refuse(const char *word, const char *what, struct text *ret_what)
{
    text_add_char(ret_what, '"');
    text_add_visible(ret_what, word);
    text_addf(ret_what, "\" %s", what);
    return false;
}

static bool is_address(const char *name)
{
    uint8_t ip[16];

    return inet_pton(AF_INET, name, ip) == 1 || inet_pton(AF_INET6, name, ip) == 1;
}

/* Letters, digits, hyphens and underscores in labels of 1 to 63, dots between them. */
static bool is_name(const char *s)
{
    size_t label = 0;

    for (; *s; s++) {
        if (*s == '.') {
            if (label == 0)
                return false;
            label = 0;
        } else if (!((*s >= 'a' && *s <= 'z') || (*s >= '0' && *s <= '9') || *s == '-' ||
                     *s == '_') ||
                   ++label > 63) {
            return false;
        }
    }
    return label > 0;
}

/* Lower case, A-labels, no dot at the end; false where it is no name. */
static bool to_ascii(const char *word, char *ret_name)
{
    char text[4 * SITE_WORD_MAX + 1], *ascii = NULL;
    size_t len = strlen(word);
    bool is_plain = true;

    if (len > 0 && word[len - 1] == '.')
        len--;
    if (len == 0 || len >= sizeof(text))
        return false;
    for (size_t i = 0; i < len; i++) {
        is_plain &= (unsigned char)word[i] < 0x80;
        text[i] = (char)(word[i] >= 'A' && word[i] <= 'Z' ? word[i] + 32 : word[i]);
    }
    text[len] = '\0';
    if (!is_plain) {
        if (idn2_to_ascii_8z(text, &ascii, IDN2_NONTRANSITIONAL | IDN2_NFC_INPUT) != IDN2_OK)
            return false;
        snprintf(text, sizeof(text), "%s", ascii);
        idn2_free(ascii);
    }
    if (strlen(text) > SITE_WORD_MAX || !is_name(text))
        return false;
    memcpy(ret_name, text, strlen(text) + 1);
    return true;
}

/* The host of a page's address: behind the scheme and the user, before port, path and query. */
static void host_of(const char *word, char *ret, size_t room)
{
    const char *scheme = strstr(word, "://"), *host = scheme ? scheme + 3 : word, *at;
    size_t len = strcspn(host, "/?#");

    at = memchr(host, '@', len);
    if (at) {
        len -= (size_t)(at + 1 - host);
        host = at + 1;
    }
    if (len > 0 && host[0] != '[')
        len = strcspn(host, ":/?#");
    snprintf(ret, room, "%.*s", (int)(len < room ? len : room - 1), host);
}

bool is_www_of_a_site(const char *name)
{
    return strncmp(name, "www.", 4) == 0 && catalogue_site(name) == name + 4;
}

static bool refuse_page(const char *word, struct text *ret_what, struct text *ret_instead)
{
    char host[4 * SITE_WORD_MAX + 1], name[SITE_WORD_MAX + 1];

    host_of(word, host, sizeof(host));
    if (to_ascii(host, name) && catalogue_site(name))
        text_add(ret_instead, is_www_of_a_site(name) ? name + 4 : name);
    return refuse(word, "is the address of a page; a site is its name alone", ret_what);
}

static bool refuse_star(const char *word, struct text *ret_what, struct text *ret_instead)
{
    const char *rest = word + strspn(word, "*.");
    char name[SITE_WORD_MAX + 1];

    if (to_ascii(rest, name) && catalogue_site(name))
        text_addf(ret_instead, "sites=%s", name);
    return refuse(word, "has a star or a dot in front; a site holds for all below it anyway",
                  ret_what);
}

static bool refuse_list(const char *word, struct text *ret_what, struct text *ret_instead)
{
    bool is_parted = false;

    for (; *word; word++) {
        bool parts = *word == ',' || *word == ' ' || *word == '\t';

        if (!parts)
            text_add_char(ret_instead, *word);
        else if (!is_parted)
            text_add_char(ret_instead, ';');
        is_parted = parts;
    }
    text_add(ret_what, "names in a list are parted by \";\"");
    return false;
}

/* A good name that is no site of anybody's. */
static bool refuse_suffix(const char *word, const char *name, struct text *ret_what)
{
    char below[SITE_WORD_MAX + 3];

    if (is_address(name))
        return refuse(word, "is an address; rules speak of names", ret_what);
    snprintf(below, sizeof(below), "x.%s", name);
    if (catalogue_site(below))
        return refuse(word,
                      "is shared by many sites, which have different owners; name one of them",
                      ret_what);
    return refuse(word, "is no site of the internet", ret_what);
}

bool site_word_read(const char *word, char *ret_name, struct text *ret_what,
                    struct text *ret_instead)
{
    char name[SITE_WORD_MAX + 1];

    if (is_address(word))
        return refuse_suffix(word, word, ret_what);
    if (strstr(word, "://") || strpbrk(word, "/?@:"))
        return refuse_page(word, ret_what, ret_instead);
    if (strchr(word, '#'))
        return refuse(word, "has a # in it; a comment has a line of its own", ret_what);
    if (strpbrk(word, ", \t"))
        return refuse_list(word, ret_what, ret_instead);
    if (word[0] == '.' || strchr(word, '*'))
        return refuse_star(word, ret_what, ret_instead);
    if (!to_ascii(word, name))
        return refuse(word, "is no name of a site", ret_what);
    if (!catalogue_site(name))
        return refuse_suffix(word, name, ret_what);
    memcpy(ret_name, name, strlen(name) + 1);
    return true;
}
