#include "policy/spelling.h"

#include <string.h>
#include <strings.h>

enum { WORD_MAX = 64, BEGINNING_MIN = 3, WRONG_MAX = 3 };

static unsigned char lower(char c)
{
    return (unsigned char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Levenshtein's distance, by one row of his table. */
static size_t distance(const char *a, size_t a_len, const char *b, size_t b_len)
{
    size_t row[WORD_MAX + 1];

    for (size_t j = 0; j <= b_len; j++)
        row[j] = j;
    for (size_t i = 1; i <= a_len; i++) {
        size_t diagonal = row[0];

        row[0] = i;
        for (size_t j = 1; j <= b_len; j++) {
            size_t changed = diagonal + (lower(a[i - 1]) != lower(b[j - 1]));

            diagonal = row[j];
            row[j] = least(changed, least(row[j], row[j - 1]) + 1);
        }
    }
    return row[b_len];
}

void spelling_try(struct spelling *s, const char *known, const char *answer)
{
    size_t len = strlen(s->word), known_len = strlen(known), both = least(len, known_len), far;

    if (len == 0 || len > WORD_MAX || known_len > WORD_MAX)
        return;
    far = distance(s->word, len, known, known_len);
    if (far > least(WRONG_MAX, (len + 2) / 3)) {
        if (both < BEGINNING_MIN || strncasecmp(s->word, known, both) != 0)
            return;
        far = WORD_MAX + far; /* any misspelling is nearer */
    }
    if (!s->nearest || far < s->distance) {
        s->nearest = answer;
        s->distance = far;
    }
}
