/*
 * property — what has to hold for every input; a fuzz target stops where it does not.
 */
#pragma once

#include "base/bytes.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define HOLDS(property)                                                                            \
    do {                                                                                           \
        if (!(property)) {                                                                         \
            fprintf(stderr, "%s:%d: does not hold: %s\n", __FILE__, __LINE__, #property);          \
            abort();                                                                               \
        }                                                                                          \
    } while (0)

/* Do the bytes lie inside those given? */
static inline bool lies_inside(struct bytes b, struct bytes in)
{
    return b.len == 0 ||
           (b.at >= in.at && b.len <= in.len && (size_t)(b.at - in.at) <= in.len - b.len);
}

/* Is it the text of wire/name.h: printable ASCII, lower case, a NUL at its length? */
static inline bool is_name_text(const char *at, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if (at[i] < 0x21 || at[i] > 0x7e || (at[i] >= 'A' && at[i] <= 'Z'))
            return false;
    return at[len] == '\0';
}
