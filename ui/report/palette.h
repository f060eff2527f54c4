/*
 * palette — the colours of the HTML report, in light and in dark.
 *
 * One table feeds the style sheet and the test that measures its contrast (WCAG 2.1, 1.4.3 and
 * 1.4.11).
 */
#pragma once

#include <stdint.h>

enum colour {
    COLOUR_PAPER,    /* behind everything */
    COLOUR_CARD,     /* behind a section */
    COLOUR_INK,      /* text */
    COLOUR_SOFT,     /* text of less weight */
    COLOUR_LINE,     /* hair lines, decoration only */
    COLOUR_ACCENT,   /* headings, words that are stressed */
    COLOUR_LOW,      /* the solid part of a bar */
    COLOUR_HIGH,     /* its light part, outlined with COLOUR_LOW */
    COLOUR_WARM,     /* text in a conversation */
    COLOUR_WARM_BED, /* behind it */
    COLOUR_BADGE,    /* behind the word "new", which is in COLOUR_CARD */
    COLOUR_HEAT_0,   /* an hour without use */
    COLOUR_HEAT_1,
    COLOUR_HEAT_2,
    COLOUR_HEAT_3,
    COLOUR_HEAT_4,
    COLOUR_COUNT,
};

struct palette_colour {
    const char *name;     /* of the CSS variable */
    uint32_t light, dark; /* 0xRRGGBB */
};

extern const struct palette_colour palette[COLOUR_COUNT];
