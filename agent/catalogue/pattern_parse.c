/*
 * The text of an expression into a program: recursive descent, which writes code as it reads. The
 * code of a part lies together and jumps only within itself, so that a repeated part is copied.
 */
#include "catalogue/pattern_state.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { DEPTH_MAX = 32, TIMES_MAX = 255 };

struct parse {
    const char *at;
    const char *wrong; /* NULL: nothing so far */
    unsigned depth;
    size_t n;
    struct pattern_code code[PATTERN_STATES_MAX];
};

static void fail(struct parse *p, const char *why)
{
    if (!p->wrong)
        p->wrong = why;
}

/* Room for `n` more at `at`; what was there moves behind them. False: there are too many. */
static bool make_room(struct parse *p, size_t at, size_t n)
{
    if (p->n + n > PATTERN_STATES_MAX - 1) { /* one is kept for the end */
        fail(p, "it is too long, or repeats too much");
        return false;
    }
    memmove(&p->code[at + n], &p->code[at], (p->n - at) * sizeof(p->code[0]));
    memset(&p->code[at], 0, n * sizeof(p->code[0]));
    p->n += n;
    return true;
}

static void insert(struct parse *p, size_t at, enum pattern_op op, size_t a, size_t b)
{
    if (make_room(p, at, 1))
        p->code[at] = (struct pattern_code){.op = (uint8_t)op, .a = (int16_t)a, .b = (int16_t)b};
}

static void set_bit(uint64_t class[4], uint8_t byte)
{
    class[byte / 64] |= UINT64_C(1) << (byte % 64);
}

static void set_range(uint64_t class[4], uint8_t low, uint8_t high)
{
    for (unsigned c = low; c <= high; c++) {
        set_bit(class, (uint8_t)c);
        if (c >= 'A' && c <= 'Z') /* names are of small letters */
            set_bit(class, (uint8_t)(c + 32));
    }
}

static void invert(uint64_t class[4])
{
    for (int i = 0; i < 4; i++)
        class[i] = ~class[i];
}

/* \d \w \s and their opposites; false: the letter means none of them. */
static bool set_named(uint64_t class[4], char letter)
{
    uint64_t named[4] = {0};

    switch (letter | 0x20) {
    case 'd':
        set_range(named, '0', '9');
        break;
    case 'w':
        set_range(named, '0', '9');
        set_range(named, 'a', 'z');
        set_bit(named, '_');
        break;
    case 's':
        set_range(named, '\t', '\r');
        set_bit(named, ' ');
        break;
    default:
        return false;
    }
    if (isupper((uint8_t)letter))
        invert(named);
    for (int i = 0; i < 4; i++)
        class[i] |= named[i];
    return true;
}

/* Behind a backslash: a class by name, or a mark by itself. */
static void read_escape(struct parse *p, uint64_t class[4])
{
    char c = *p->at;

    if (c == '\0') {
        fail(p, "it ends in a backslash");
        return;
    }
    p->at++;
    if (set_named(class, c))
        return;
    if (isalnum((uint8_t)c))
        fail(p, "it has a backslash and a letter or digit that mean nothing here");
    else
        set_bit(class, (uint8_t)c);
}

/* One byte of a class, or of a range; false: it was a class by name, or is wrong. */
static bool read_end_of_range(struct parse *p, uint64_t class[4], uint8_t *ret)
{
    uint64_t named[4] = {0};
    char c = *p->at++;

    if (c != '\\') {
        *ret = (uint8_t)c;
        return true;
    }
    if (*p->at != '\0' && !isalnum((uint8_t)*p->at)) {
        *ret = (uint8_t)*p->at++;
        return true;
    }
    read_escape(p, named);
    for (int i = 0; i < 4; i++)
        class[i] |= named[i];
    return false;
}

static void read_class(struct parse *p, uint64_t class[4])
{
    bool is_inverted = *p->at == '^', is_first = true;

    p->at += is_inverted;
    for (; !p->wrong && (*p->at != ']' || is_first); is_first = false) {
        uint8_t low, high;

        if (*p->at == '\0') {
            fail(p, "a class, [, has no end");
            return;
        }
        if (p->at[0] == '[' && p->at[1] == ':') {
            fail(p, "classes as in [[:alpha:]] are not known");
            return;
        }
        if (!read_end_of_range(p, class, &low))
            continue;
        high = low;
        if (p->at[0] == '-' && p->at[1] != ']' && p->at[1] != '\0') {
            p->at++;
            if (!read_end_of_range(p, class, &high) || high < low) {
                fail(p, "a range in a class is the wrong way round");
                return;
            }
        }
        set_range(class, low, high);
    }
    p->at += *p->at == ']';
    if (is_inverted)
        invert(class);
}

static void read_alternatives(struct parse *p);

static void read_group(struct parse *p)
{
    if (p->at[0] == '?' && p->at[1] == ':')
        p->at += 2;
    else if (p->at[0] == '?')
        fail(p, "a group that looks ahead or behind, or has options, is not known");
    if (++p->depth > DEPTH_MAX)
        fail(p, "its groups are too deep in each other");
    if (!p->wrong)
        read_alternatives(p);
    p->depth--;
    if (*p->at == ')')
        p->at++;
    else
        fail(p, "a group, (, has no end");
}

/* A literal, a class, a group, an anchor: whatever can be repeated, and anchors. */
static void read_atom(struct parse *p)
{
    char c = *p->at++;
    size_t at = p->n;

    if (c == '(') {
        read_group(p);
        return;
    }
    if (c == '*' || c == '+' || c == '?' || c == '{') {
        fail(p, "there is nothing before * + ? or {");
        return;
    }
    if (c == '^' || c == '$') {
        insert(p, at, c == '^' ? OP_BEGIN : OP_END, 0, 0);
        return;
    }
    insert(p, at, OP_BYTE, 0, 0);
    if (p->wrong)
        return;
    if (c == '[')
        read_class(p, p->code[at].class);
    else if (c == '\\')
        read_escape(p, p->code[at].class);
    else if (c == '.')
        set_range(p->code[at].class, 0, 255);
    else
        set_range(p->code[at].class, (uint8_t)c, (uint8_t)c);
}

static unsigned read_number(struct parse *p)
{
    unsigned n = 0;

    if (!isdigit((uint8_t)*p->at))
        fail(p, "a repetition is {m}, {m,} or {m,n}");
    for (; isdigit((uint8_t)*p->at); p->at++)
        n = n > TIMES_MAX ? n : n * 10 + (unsigned)(*p->at - '0');
    if (n > TIMES_MAX)
        fail(p, "it repeats too much");
    return n;
}

/* How often the part before may come; `*ret_most` 0: without end. False: no repetition is here. */
static bool read_times(struct parse *p, unsigned *ret_least, unsigned *ret_most)
{
    switch (*p->at) {
    case '*':
    case '+':
    case '?':
        *ret_least = *p->at == '+';
        *ret_most = *p->at == '?';
        p->at++;
        break;
    case '{':
        p->at++;
        *ret_least = *ret_most = read_number(p);
        if (*p->at == ',') {
            p->at++;
            if (*p->at == '}') {
                *ret_most = 0;
            } else {
                *ret_most = read_number(p);
                if (*ret_most == 0 || *ret_most < *ret_least)
                    fail(p, "a repetition ends before it begins");
            }
        } else if (*ret_least == 0) {
            fail(p, "a part that comes no time is of no use");
        }
        if (*p->at == '}')
            p->at++;
        else
            fail(p, "a repetition, {, has no end");
        break;
    default:
        return false;
    }
    p->at +=
        *p->at == '?' && !p->wrong; /* as few as can be: whether there is a match is the same */
    return !p->wrong;
}

/* The part that begins at `begin` and is `n` long, once more at the end. */
static void copy(struct parse *p, const struct pattern_code *part, size_t n)
{
    size_t at = p->n;

    if (make_room(p, at, n) && n > 0)
        memcpy(&p->code[at], part, n * sizeof(*part));
}

/* The part from `begin` on, as often as said. */
static void repeat(struct parse *p, size_t begin, unsigned least, unsigned most)
{
    size_t n = p->n - begin;
    struct pattern_code *part = malloc((n + 1) * sizeof(*part));

    if (!part) {
        fail(p, "there is no memory");
        return;
    }
    memcpy(part, &p->code[begin], n * sizeof(*part));
    p->n = begin;
    for (unsigned i = 0; i < least && !p->wrong; i++)
        copy(p, part, n);
    for (unsigned i = least; i < most && !p->wrong; i++) {
        insert(p, p->n, OP_SPLIT, 1, n + 1);
        copy(p, part, n);
    }
    if (most == 0) { /* and then any number more */
        insert(p, p->n, OP_SPLIT, 1, n + 2);
        copy(p, part, n);
        insert(p, p->n, OP_JUMP, (size_t)0 - (n + 1), 0);
    }
    free(part);
}

static void read_sequence(struct parse *p)
{
    while (*p->at != '\0' && *p->at != '|' && *p->at != ')' && !p->wrong) {
        size_t begin = p->n;
        unsigned least, most;

        read_atom(p);
        if (!p->wrong && read_times(p, &least, &most))
            repeat(p, begin, least, most);
    }
}

/* What follows a | is read first, so that the way past it is known. */
static void read_alternatives(struct parse *p)
{
    size_t begin = p->n, jump;

    read_sequence(p);
    if (*p->at != '|' || p->wrong)
        return;
    p->at++;
    insert(p, begin, OP_SPLIT, 1, p->n - begin + 2);
    jump = p->n;
    insert(p, jump, OP_JUMP, 0, 0);
    if (p->wrong)
        return;
    read_alternatives(p);
    p->code[jump].a = (int16_t)(p->n - jump);
}

int pattern_new(const char *text, struct pattern **ret, const char **reterr_why)
{
    struct parse *parse = calloc(1, sizeof(*parse));
    struct pattern *made = NULL;

    if (!parse)
        return -ENOMEM;
    parse->at = text;
    if (text[0] == '\0')
        fail(parse, "it is empty");
    if (strlen(text) > PATTERN_TEXT_MAX)
        fail(parse, "it is longer than 500 bytes");
    if (!parse->wrong)
        read_alternatives(parse);
    if (*parse->at == ')')
        fail(parse, "a ) has no ( before it");
    if (parse->wrong) {
        *reterr_why = parse->wrong;
        free(parse);
        return -EINVAL;
    }
    parse->code[parse->n++].op = OP_FOUND;
    made = malloc(sizeof(*made) + parse->n * sizeof(made->code[0]));
    if (made) {
        made->n = parse->n;
        memcpy(made->code, parse->code, parse->n * sizeof(made->code[0]));
        *ret = made;
    }
    free(parse);
    return made ? 0 : -ENOMEM;
}
